package dev.sluice.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cel.common.CelValidationException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  private static final SampleContext DESK =
      SampleContext.unknown()
          .with(Field.STMT_EFFECTS, List.of("delete", "select"))
          .with(Field.STMT_CLASS, List.of("read", "write"))
          .with(Field.STMT_TABLES, List.of("crm.clients", "crm.orders"))
          .with(Field.STMT_ROW_COUNT, 1L)
          .with(Field.STMT_STATEMENTS, 1L)
          .with(Field.STMT_BATCH_SIZE, 500L)
          .with(Field.CALLER_KIND, "human")
          .with(Field.CALLER_SUBJECT, "robin")
          .with(Field.CALLER_GROUPS, List.of("desk-north", "staff"))
          .with(Field.CALLER_CLAIMS, Map.of("tenant", "t-7", "empty", ""))
          .with(Field.CALLER_VERIFIED, true)
          .with(Field.ENV_NAME, "prod")
          .with(Field.ENV_PROTECTED, true)
          .with(Field.NOW_HOUR, 3L)
          .with(Field.NOW_DOW, 6L);

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          true                                                                   => TRUE
          now.hour < 6 && !stmt.has_limit                                        => TRUE
          now.dow in [0, 6] && !("sre" in caller.groups)                         => TRUE
          caller.groups.exists(g, g.startsWith('desk-'))                         => TRUE
          caller.groups.all(g, g.startsWith('desk-'))                            => FALSE
          stmt.tables.all(t, t.startsWith("crm."))                               => TRUE
          stmt.tables == ["crm.clients", "crm.orders"]                           => TRUE
          stmt.effects != ['delete']                                             => TRUE
          stmt.tags == []                                                        => TRUE
          stmt.tags.all(t, false)                                                => TRUE
          stmt.tags.exists(t, true)                                              => FALSE
          stmt.estimated_rows > 1000 || (stmt.estimated_rows < 0 && caller.kind != "service") => TRUE
          caller.on_behalf_of != "" && stmt.row_count == 1                       => FALSE
          stmt.batch_size > (env.protected ? 100 : 10000)                        => TRUE
          stmt.batch_size - 499 == stmt.row_count                                => TRUE
          has(caller.claims.tenant) && caller.claims.tenant == "t-7"             => TRUE
          has(caller.claims.empty)                                               => TRUE
          has(caller.claims.region) && caller.claims.region == "eu"              => FALSE
          caller.claims.region == "eu"                                           => ERROR
          caller.claims.region == "eu" || env.protected                          => TRUE
          env.protected || caller.claims.region == "eu"                          => TRUE
          caller.claims.region == "eu" || !env.protected                         => ERROR
          caller.claims.region == "eu" && !env.protected                         => FALSE
          !env.protected && caller.claims.region == "eu"                         => FALSE
          caller.groups.exists(g, g == "staff" || g == caller.claims.region)     => TRUE
          caller.groups.exists(g, g == caller.claims.region)                     => ERROR
          caller.groups.all(g, g == "nobody" && g == caller.claims.region)       => FALSE
          "region" in caller.claims                                              => FALSE
          caller.claims.size() == 2                                              => TRUE
          9223372036854775807 + stmt.row_count > 0                               => ERROR
          9223372036854775807 + stmt.row_count > 0 || true                       => TRUE
          -9223372036854775808 - 1 == 0                                          => ERROR
          size("a\\U0001F600") == 2                                              => TRUE
          "\\uFFFD" < "\\U0001F600"                                              => TRUE
          "\\U0001F600" <= "\\uE000"                                             => FALSE
          "a" < "ab" && "" < "a" && "B" < "a"                                    => TRUE
          false < true                                                           => TRUE
          1e308 + 1e308 - (1e308 + 1e308) in [0.0, 1e308 + 1e308]                => FALSE
          -0.0 == 0.0 && 0.0 in [-0.0]                                           => TRUE
          caller.subject + "@" + env.name == 'robin@prod'                        => TRUE
          true ? false : true ? true : true                                      => FALSE
          1 + 2 - 3 - 1 == -1                                                    => TRUE
          !(stmt.tables + ["x"]).exists(t, stmt.effects.exists(e, e == t))       => TRUE
          """)
  void meansWhatCelSays(String condition, Result result)
      throws ConditionException, CelValidationException {
    Evaluation evaluation = new Evaluation(DESK);
    assertThat(Condition.compile(condition).evaluate(evaluation)).isEqualTo(result);
    if (!condition.contains("\\u")) { // this engine compares UTF-16 units, against the standard
      assertThat(Cel.compile(condition).evaluate(DESK))
          .isEqualTo(Cel.Answer.of(result, evaluation.error()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          stmt.effect == []                => 5  => `stmt` has no field `effect`: did you mean `effects`?
          stm.effects == []               => 0  => there is no `stm`: did you mean `stmt`?
          true && size(stmt)  > 0          => 13 => `stmt` is no value by itself: use stmt.batch_size
          caller.kind.startWith("a")       => 12 => there is no function `startWith`: did you mean `startsWith`?
          caller.kind.matches("a")         => 12 => there is no function `matches`: use one of all, contains
          caller.kind                      => 7  => the condition is a text: it must be true or false
          now.hour = 3                     => 9  => `=` is not taken: to compare, write `==`
          now.hour == "3"                  => 9  => `==` compares a whole number with a text
          now.hour < 1.5                   => 9  => `<` compares a whole number with a decimal number
          now.hour * 2 == 4                => 9  => `*` is not taken: numbers can be added and subtracted only
          true and true                    => 5  => write `&&` instead of `and`
          not true                         => 0  => write `!` instead of `not`
          true &&                          => 7  => expected a value instead of the end
          (true                            => 5  => expected `)` instead of the end
          stmt.tables[0] == "a"            => 11 => `[...]` after a value is not taken
          "a" in "abc"                     => 4  => `in` looks into a list, not into a text
          1 in stmt.tables                 => 2  => `in` looks for a whole number in a list of texts
          [1, "a"] == []                   => 4  => the items of a list are of one type
          stmt.tables < ["a"]              => 12 => `<` cannot compare a list of texts
          caller.claims == caller.claims   => 14 => `==` cannot compare the claims as a whole
          caller.subject == null           => 18 => `null` is not taken: what is unknown is -1 or empty
          caller.subject == b"a"           => 18 => bytes are not taken
          now.hour == 3u                   => 12 => unsigned numbers are not taken
          now.hour == 9223372036854775808  => 12 => `9223372036854775808` is too large
          has(stmt.tables)                 => 0  => `has` asks for a claim
          has(caller.claims)               => 0  => `has` asks for a claim
          has(caller)                      => 0  => write `has` as `has(caller.claims.name)`
          size(1) == 1                     => 0  => `size` takes a text or a list, not a whole number
          size() == 1                      => 0  => write `size` as
          startsWith("a", "b")             => 0  => write `startsWith` as `text.startsWith("part")`
          stmt.tables.exists(t)            => 12 => write `exists` as `list.exists(x, x == "something")`
          stmt.tables.exists(t, t)         => 22 => `exists` takes a boolean, not a text
          stmt.tables.all(stmt, true)      => 16 => `stmt` means something here already
          caller.claims.all(c, true)       => 14 => `all` looks into a list of values
          [].all(c, true)                  => 3  => `all` looks into a list of values, not into an empty list
          env.name == "pr\\od"             => 15 => `\\o` is no escape: write `\\\\` for a backslash
          env.name == "prod                => 12 => the text does not end: close it with "
          env.name == "\\uD800"            => 13 => the escape names no character
          env.protected ? 1 : "a"          => 14 => both ways are of one type, not a whole number and a text
          -env.name == "a"                 => 0  => `-` takes a number, not a text
          env.name - "a" == "a"            => 9  => `-` does not take a text and a text
          for == 1                         => 0  => expected a value instead of `for`
          env.name == `prod`               => 12 => ``` is not taken
          {"a": 1} == {}                   => 0  => `{` is not taken: there are no maps and messages
          """)
  void saysWhatIsWrong(String condition, int offset, String message) {
    assertThatThrownBy(() -> Condition.compile(condition))
        .isInstanceOfSatisfying(
            ConditionException.class,
            e -> {
              assertThat(e.problems().get(0).message()).startsWith(message);
              assertThat(e.problems().get(0).offset()).isEqualTo(offset);
            });
  }

  @Test
  void tellsAllProblemsAtOnce() {
    assertThatThrownBy(() -> Condition.compile("stmt.x == 1 || caller.y == 2 && now.hour == ''"))
        .isInstanceOfSatisfying(ConditionException.class, e -> assertThat(e.problems()).hasSize(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void hasBounds(int beyond) {
    int terms = (Parser.MOST_NODES + 1) / 2 + beyond;
    String nodes = String.join(" || ", Collections.nCopies(terms, "true"));
    int levels = Parser.MOST_DEPTH - 1 + beyond;
    String depth = "(".repeat(levels) + "true" + ")".repeat(levels);
    String length = "true" + " ".repeat(Parser.MOST_CHARACTERS - 4 + beyond);
    String inner = beyond == 0 ? "true" : "stmt.tags.all(c, true)";
    String nested = "stmt.tags.all(a, stmt.tags.all(b, " + inner + "))";
    for (String condition : List.of(nodes, depth, length, nested)) {
      if (beyond == 0) {
        assertThatCompiles(condition);
      } else {
        assertThatThrownBy(() -> Condition.compile(condition))
            .isInstanceOf(ConditionException.class);
      }
    }
  }

  private static void assertThatCompiles(String condition) {
    try {
      Condition.compile(condition);
    } catch (ConditionException e) {
      throw new AssertionError(condition, e);
    }
  }

  @Test
  void endsALoopThatTakesTooLong() throws ConditionException {
    Condition condition =
        Condition.compile("stmt.columns.all(a, stmt.columns.exists(b, a + 'x' == b))");
    SampleContext many =
        DESK.with(Field.STMT_COLUMNS, Collections.nCopies(Evaluation.MOST_TURNS, "a"));
    Evaluation evaluation = new Evaluation(many);

    assertThat(condition.evaluate(evaluation)).isEqualTo(Result.ERROR);
    assertThat(evaluation.error()).contains("turns");
    assertThat(Condition.compile("env.protected").evaluate(evaluation)).isEqualTo(Result.TRUE);
    assertThat(evaluation.error()).isNull();
  }

  @Test
  void knowsWhatItReads() throws ConditionException {
    Condition fixed = Condition.compile("stmt.has_limit && caller.groups == [] // now.hour");
    Condition varying = Condition.compile("stmt.has_limit && has(caller.claims.a)");

    assertThat(fixed.reads()).containsExactlyInAnyOrder(Field.STMT_HAS_LIMIT, Field.CALLER_GROUPS);
    assertThat(fixed.varies()).isFalse();
    assertThat(varying.reads())
        .containsExactlyInAnyOrder(Field.STMT_HAS_LIMIT, Field.CALLER_CLAIMS);
    assertThat(varying.varies()).isTrue();
  }
}
