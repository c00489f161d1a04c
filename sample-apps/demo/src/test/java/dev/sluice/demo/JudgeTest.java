package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ReceivedSpan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final DatabaseState STATE = new DatabaseState(true, new TreeMap<>());
  private static final DatabaseState DESTROYED = new DatabaseState(false, new TreeMap<>());

  private final Scene scene =
      new Scene(
          PolicyChange.NONE,
          "kim",
          new Request.Read("/"),
          "DROP SCHEMA public",
          "DROP SCHEMA",
          List.of(
              Claim.databaseChanged("schema public is gone"),
              Claim.reachesDatabase("drop schema"),
              Claim.noSpan()),
          List.of(
              Claim.databaseUnchanged(),
              Claim.neverReachesDatabase("drop schema"),
              Claim.oneSpan(),
              Claim.span("sluice.decision", "deny"),
              Claim.spanLists("sluice.rules", List.of("a")),
              Claim.spanHidesName("kim"),
              Claim.spanStatus("ERROR")));

  private final Judge judge = new Judge(List.of(scene));

  @Test
  void acceptsWhatIsAsClaimed() {
    judge.without(List.of(evidence(DESTROYED, List.of("DROP SCHEMA public"))));
    judge.with(List.of(evidence(STATE, List.of(), span("deny", "p1"))));

    assertThat(judge.failures()).isEmpty();
  }

  @Test
  void namesEachClaimThatDoesNotHold() {
    judge.without(List.of(evidence(STATE, List.of())));
    judge.with(List.of(evidence(DESTROYED, List.of("Drop Schema public"), span("mask", "kim"))));

    assertThat(judge.failures())
        .containsExactly(
            "line 1, without Sluice, this is not so: in the database, schema public is gone",
            "line 1, without Sluice, this is not so: the statement reaches the database",
            "line 1, with Sluice, this is not so: the database is as before",
            "line 1, with Sluice, this is not so: the statement never reaches the database",
            "line 1, with Sluice, this is not so: the span's sluice.decision is deny",
            "line 1, with Sluice, this is not so: the span has a pseudonym instead of kim");
  }

  @Test
  void aMissingSpanIsAFailure() {
    judge.with(List.of(evidence(STATE, List.of())));

    assertThat(judge.failures())
        .containsExactly("line 1, with Sluice, this is not so: there is exactly one span");
  }

  @Test
  void onePersonHasOnePseudonym() {
    Judge ofTwo = new Judge(List.of(scene, scene));

    ofTwo.with(
        List.of(
            evidence(STATE, List.of(), span("deny", "p1")),
            evidence(STATE, List.of(), span("deny", "p2"))));

    assertThat(ofTwo.failures())
        .singleElement()
        .asString()
        .startsWith("with Sluice: one person has several pseudonyms");
  }

  @Test
  void aFailureInsideSluiceIsAFailure() {
    judge.standardError(
        List.of(
            "[sluice] 0.1.0 governs this service",
            "[sluice] internal failure at gate.admit: no such thing",
            "WARNING: something else"));

    assertThat(judge.failures())
        .containsExactly("with Sluice: [sluice] internal failure at gate.admit: no such thing");
  }

  private static Evidence evidence(
      DatabaseState after, List<String> reached, ReceivedSpan... spans) {
    return new Evidence("", new TreeMap<>(), STATE, after, reached, List.of(spans), List.of());
  }

  private static ReceivedSpan span(String decision, String pseudonym) {
    Map<String, Object> attributes =
        Map.of(
            "sluice.decision",
            decision,
            "sluice.rules",
            List.of("a", "b"),
            Report.PSEUDONYM,
            pseudonym);
    return new ReceivedSpan(
        "DROP", "CLIENT", "", "", "", attributes, "ERROR", "", Map.of(), "sluice", 1, 2);
  }
}
