package dev.sluice.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.gate.Failures;
import dev.sluice.gate.OnFailure;
import dev.sluice.gate.StatementGate;
import dev.sluice.gate.StatementObserver;
import dev.sluice.gate.StatementRequest;
import dev.sluice.identity.CallerResolver;
import dev.sluice.policy.Database;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyReader;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionCountsTest {
  private static final Database DATABASE =
      new Database(Dialect.POSTGRESQL, "db", 5432, "shop", "app");

  @Test
  void countsByDecisionAndPassesStatementsOn() throws Exception {
    List<String> passedOn = new ArrayList<>();
    DecisionCounts counts =
        new DecisionCounts(
            event -> {
              passedOn.add(event.decision().outcome());
              return StatementObserver.Observation.NONE;
            });
    Policy policy =
        PolicyReader.read(
            "p.yaml",
            """
            sluice: policy/v1
            name: p
            guardrails: [{id: no, match: {effects: [delete]}, action: deny}]
            """,
            1);
    StatementGate gate =
        new StatementGate(
            new SqlAnalyzer()::analyze,
            () -> policy,
            new CallerResolver("shop", () -> null),
            counts,
            new Failures(System.err),
            OnFailure.CLOSED,
            Mode.ENFORCE);
    assertThat(counts.status()).isEmpty();

    for (String sql : List.of("SELECT 1", "DELETE FROM t", "SELECT 2")) {
      gate.admit(new StatementRequest(List.of(sql), 1, false, DATABASE, Catalog.EMPTY));
    }
    assertThat(counts.status()).containsExactly(entry("allow", 2L), entry("deny", 1L));

    gate.admit(new StatementRequest(List.of("SELECT 3"), 1, false, DATABASE, Catalog.EMPTY))
        .abandon();
    assertThat(counts.status()).as("another layer's").contains(entry("allow", 2L));
    assertThat(passedOn).containsExactly("allow", "deny", "allow", "allow");

    gate.admit(new StatementRequest(List.of("SELECT 4"), 1, false, DATABASE, Catalog.EMPTY))
        .refused("role", "its session does not take a role");
    assertThat(counts.status())
        .as("refused after all")
        .containsExactly(entry("allow", 2L), entry("deny", 2L));
  }
}
