package dev.sluice.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which part of a condition decided. */
class TracerTest {
  private static final Context CONTEXT =
      new Context() {
        @Override
        public boolean flag(Field field) {
          return field == Field.STMT_UNRESTRICTED;
        }

        @Override
        public long number(Field field) {
          return field == Field.STMT_ROW_COUNT ? 7 : -1;
        }

        @Override
        public String text(Field field) {
          return field == Field.CALLER_KIND ? "human" : "";
        }

        @Override
        public List<String> texts(Field field) {
          return field == Field.STMT_TABLES ? List.of("hr.people", "public.orders") : List.of();
        }

        @Override
        public Map<String, String> claims() {
          return Map.of("tenant", "acme", "region", "eu");
        }
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        // condition | the parts that decided, as they are told
        "stmt.unrestricted @ stmt.unrestricted is true",
        "!stmt.unrestricted @ stmt.unrestricted is true",
        "stmt.row_count > 5 @ stmt.row_count > 5 is true: stmt.row_count is 7",
        "stmt.row_count > 5 && caller.kind == \"service\""
            + " @ caller.kind == \"service\" is false: caller.kind is \"human\"",
        "stmt.row_count > 9 && caller.kind == \"service\""
            + " @ stmt.row_count > 9 is false: stmt.row_count is 7",
        "stmt.row_count > 9 || caller.kind == \"service\""
            + " @ stmt.row_count > 9 is false: stmt.row_count is 7;"
            + " caller.kind == \"service\" is false: caller.kind is \"human\"",
        "stmt.row_count > 9 || caller.kind != \"service\""
            + " @ caller.kind != \"service\" is true: caller.kind is \"human\"",
        "stmt.tables.exists(t, t.startsWith(\"hr.\") && t != \"\")"
            + " @ t.startsWith(\"hr.\") is true: t is \"hr.people\";"
            + " t != \"\" is true: t is \"hr.people\"",
        "stmt.tables.all(t, t.startsWith(\"hr.\"))"
            + " @ t.startsWith(\"hr.\") is false: t is \"public.orders\"",
        "stmt.tables.exists(t, t == \"x\")"
            + " @ stmt.tables.exists(t, t == \"x\") is false:"
            + " stmt.tables is [\"hr.people\", \"public.orders\"]",
        "stmt.tables.exists(t, [\"a\", \"orders\"].exists(u, t.endsWith(u)))"
            + " @ t.endsWith(u) is true: t is \"public.orders\", u is \"orders\"",
        "stmt.unrestricted ? stmt.row_count == 1 : true"
            + " @ stmt.unrestricted is true; stmt.row_count == 1 is false: stmt.row_count is 7",
        "caller.claims.tenant == \"x\""
            + " @ caller.claims.tenant == \"x\" is false: caller.claims.tenant is \"acme\"",
        "caller.claims.org == \"x\" && stmt.unrestricted"
            + " @ caller.claims.org == \"x\" fails: caller.claims is [\"region\", \"tenant\"]",
        "has(caller.claims.org)"
            + " @ has(caller.claims.org) is false: caller.claims is [\"region\", \"tenant\"]",
        "(stmt.row_count - (1 - 2)) + -stmt.joins == 9"
            + " @ stmt.row_count - (1 - 2) + -stmt.joins == 9 is true:"
            + " stmt.row_count is 7, stmt.joins is -1",
        "!(stmt.joins < 0 && (stmt.has_limit || caller.subject in [\"a\\n\", 'b\"']))"
            + " @ stmt.has_limit is false;"
            + " caller.subject in [\"a\\n\", \"b\\\"\"] is false: caller.subject is \"\"",
      })
  void tellsWhatDecided(String condition, String parts) throws ConditionException {
    Trace trace = Condition.compile(condition).trace(CONTEXT);

    assertThat(trace.deciding()).map(Trace.Part::toString).containsExactly(parts.split("; "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"caller.claims.org == \"x\" | the caller has no claim `org`", "stmt.joins < 0 |"})
  void tellsWhyItFailed(String condition, String error) throws ConditionException {
    assertThat(Condition.compile(condition).trace(CONTEXT).error()).isEqualTo(error);
  }
}
