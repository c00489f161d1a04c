package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.servlet.Servlet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service changes what a view shows; a person under a mask then reads the view. */
class DefinitionsIT {
  private static final String READ = "@visit SELECT who FROM shown";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: definitions
      tags:
        ssn: ["*.*.clients.ssn"]
      callers:
        people: {kind: human}
      masks:
        - {id: mask-ssn, tags: [ssn], with: redact, callers: [people]}
      """;

  @TempDir private static Path directory;

  @ParameterizedTest
  @CsvSource({"@begin, @commit", "@begin, @auto", "BEGIN, COMMIT"})
  void whatATransactionDefinedIsKnownOnceItIsCommitted(String begin, String end)
      throws IOException, SQLException {
    assertThat(
            take(
                READ,
                begin,
                "DROP VIEW shown",
                "CREATE VIEW shown AS SELECT ssn AS who FROM clients",
                end,
                READ))
        .containsExactly("kim", "ok", "ok", "ok", "ok", "[redacted]");
  }

  @ParameterizedTest
  @CsvSource({"@begin, @rollback", "BEGIN, ROLLBACK"})
  void whatIsNotCommittedYetIsNotReadByItsOldDefinition(String begin, String end)
      throws IOException, SQLException {
    assertThat(
            take(
                "CREATE VIEW above AS SELECT who FROM shown",
                begin,
                "CREATE OR REPLACE VIEW shown AS SELECT ssn AS who FROM clients",
                READ,
                "@visit SELECT who FROM public.shown",
                "@visit SELECT who FROM above",
                "SELECT who FROM above",
                "CREATE INDEX ON clients (name)",
                "@visit SELECT name FROM clients",
                end,
                READ))
        .containsExactly(
            "ok",
            "ok",
            "ok",
            "refused",
            "refused",
            "refused",
            "secret-1",
            "ok",
            "kim",
            "ok",
            "kim");
  }

  @Test
  void aTransactionThatRenamesSchemasLeavesNothingKnown() throws IOException, SQLException {
    assertThat(
            take(
                "CREATE SCHEMA other",
                "CREATE VIEW other.shown AS SELECT ssn AS who FROM public.clients",
                "@begin",
                "ALTER SCHEMA public RENAME TO old",
                "ALTER SCHEMA other RENAME TO public",
                READ,
                "@rollback",
                READ,
                "DROP SCHEMA other CASCADE"))
        .containsExactly("ok", "ok", "ok", "ok", "ok", "refused", "ok", "kim", "ok");
  }

  @Test
  void whatATransactionTookBackIsNot() throws IOException, SQLException {
    assertThat(
            take(
                "BEGIN",
                "DROP VIEW shown",
                "CREATE VIEW shown AS SELECT ssn AS who FROM clients",
                "ROLLBACK",
                READ))
        .containsExactly("ok", "ok", "ok", "ok", "kim");
  }

  private static List<String> take(String... steps) throws IOException, SQLException {
    String url = Vendor.POSTGRESQL.url("definitions");
    Vendor.execute(
        url,
        "DROP TABLE IF EXISTS clients CASCADE",
        "CREATE TABLE clients (name text, ssn text)",
        "INSERT INTO clients VALUES ('kim', 'secret-1')",
        "CREATE VIEW shown AS SELECT name AS who FROM clients");
    Path policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    try (Service service =
        Service.start(
            AgentJvm.governed()
                .classPathOf(Servlet.class)
                .property("sluice.policy", policy.toString()))) {
      List<String> seen = new ArrayList<>();
      service.run(url, Script.on(url, List.of(steps))).rows().forEach(row -> seen.add(row.get(0)));
      return seen;
    }
  }
}
