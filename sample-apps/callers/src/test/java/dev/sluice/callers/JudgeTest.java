package dev.sluice.callers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ReceivedSpan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
  private static final String SQL = "SELECT sum(cents) AS mine FROM orders";
  private static final Expected EXPECTED =
      new Expected(
          "shop",
          "mine",
          new Person("kim", List.of("support")),
          "jwt",
          new Expected.Call("Desk", "total", "call_1", "talk_1"));

  @Test
  void findsNothingWrongWithWhatIsRight() {
    Judge judge = new Judge(List.of(span(SQL, Map.of())), List.of(SQL));

    Row row = judge.judge(EXPECTED, "worker-1");

    assertThat(row.mistakes()).isEmpty();
    assertThat(row.cells())
        .containsExactly(
            "shop", SQL, "worker-1", "kim ✓", "support", "Desk", "total", "call_1", "talk_1", "ok");
    assertThat(judge.strays()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "enduser.id, robin",
    "sluice.caller.verified, false",
    "sluice.caller.source, header",
    "sluice.caller.kind, human",
    "gen_ai.agent.name, Other",
    "gen_ai.tool.name, unsold",
    "gen_ai.tool.call.id, call_2",
    "gen_ai.conversation.id, talk_2"
  })
  void findsEachThingThatIsWrong(String key, String value) {
    Judge judge = new Judge(List.of(span(SQL, Map.of(key, value))), List.of(SQL));

    assertThat(judge.judge(EXPECTED, "-").mistakes())
        .singleElement()
        .asString()
        .startsWith(key + " is " + value);
  }

  @Test
  void findsWhatReachedTheDatabaseUnseen() {
    Judge judge = new Judge(List.of(), List.of(SQL));

    assertThat(judge.judge(EXPECTED, "-").mistakes()).containsExactly("0 spans");
  }

  @Test
  void findsWhatNeverReachedTheDatabase() {
    Judge judge = new Judge(List.of(span(SQL, Map.of())), List.of());

    assertThat(judge.judge(EXPECTED, "-").mistakes())
        .containsExactly("reached the database 0 times");
  }

  @Test
  void findsWhatNobodyAskedFor() {
    String other = "SELECT sum(cents) AS other FROM orders";
    Judge judge =
        new Judge(
            List.of(span(SQL, Map.of()), span("SELECT 1", Map.of())), List.of(SQL, SQL, other));

    assertThat(judge.strays()).hasSize(4);
    assertThat(judge.strays()).noneMatch(row -> row.mistakes().isEmpty());
  }

  @Test
  void findsAPersonWhereNobodyAsked() {
    Judge judge = new Judge(List.of(span(SQL, Map.of())), List.of(SQL, SQL));

    List<Row> rows = judge.judgeForNobody(new Expected("shop", "mine", null, null, null), "-");

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).mistakes()).contains("enduser.id is kim, not null");
  }

  @Test
  void findsOfWhatAllAskForWhoseIsSomebodyElses() {
    String all = "SELECT name FROM customers";
    Person kim = new Person("kim", List.of("support"));
    Person robin = new Person("robin", List.of("support"));
    Repeated repeated = new Repeated("shop", "FROM customers", List.of(kim, robin), "jwt", 1);

    Judge right =
        new Judge(
            List.of(byHand(all, Map.of()), byHand(all, Map.of("enduser.id", "robin"))),
            List.of(all, all));
    assertThat(right.judge(repeated)).allSatisfy(row -> assertThat(row.mistakes()).isEmpty());
    assertThat(right.strays()).isEmpty();

    Judge wrong =
        new Judge(List.of(byHand(all, Map.of()), byHand(all, Map.of())), List.of(all, all));
    assertThat(wrong.judge(repeated))
        .extracting(row -> row.mistakes().get(0))
        .containsExactly("2 spans of kim, not 1", "0 spans of robin, not 1");

    Judge unseen = new Judge(List.of(byHand(all, Map.of())), List.of(all, all, all));
    assertThat(unseen.judge(repeated))
        .allSatisfy(row -> assertThat(row.mistakes()).contains("reached the database 3 times"));
  }

  private static ReceivedSpan byHand(String sql, Map<String, String> more) {
    Map<String, Object> attributes = new LinkedHashMap<>(span(sql, more).attributes());
    attributes.keySet().removeIf(key -> key.startsWith("gen_ai."));
    attributes.put("sluice.caller.kind", "human");
    return span(attributes);
  }

  private static ReceivedSpan span(String sql, Map<String, String> wrong) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("db.query.text", sql);
    attributes.put("sluice.caller.kind", "ai_agent");
    attributes.put("sluice.caller.source", "jwt");
    attributes.put("sluice.caller.verified", true);
    attributes.put("enduser.id", "kim");
    attributes.put("user.roles", List.of("support"));
    attributes.put("gen_ai.agent.name", "Desk");
    attributes.put("gen_ai.tool.name", "total");
    attributes.put("gen_ai.tool.call.id", "call_1");
    attributes.put("gen_ai.conversation.id", "talk_1");
    attributes.putAll(wrong);
    return span(attributes);
  }

  private static ReceivedSpan span(Map<String, Object> attributes) {
    return new ReceivedSpan(
        "SELECT orders",
        "CLIENT",
        "",
        "",
        "",
        attributes,
        "UNSET",
        "",
        Map.of("service.name", "shop"),
        "",
        0,
        0);
  }
}
