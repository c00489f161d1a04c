package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Order;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Report.Failure;
import dev.sluice.agent.service.Task;
import dev.sluice.agent.service.Tasks;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the policy denies never reaches a database, in whatever way it is sent, and the service sees
 * a plain {@code SQLException} after which it goes on.
 */
class RefusalIT {
  private static final String DATABASE = "refusals";
  private static final String SHELF = "SELECT name FROM open_shelf WHERE id = 1";
  private static final AtomicInteger MARKERS = new AtomicInteger();
  private static final String POLICY =
      """
      sluice: policy/v1
      name: refusals
      guardrails:
        - id: not-the-vault
          match: {tables: ["*.*.vault"]}
          action: deny
          message: Nobody touches the vault.
          fix: Use the table open_shelf.
        - id: no-procedures
          match: {class: [procedure]}
          action: deny
          message: Procedures are not called here.
      """;

  @TempDir private static Path directory;
  private static OtlpReceiver receiver;
  private static Service service;

  @BeforeAll
  static void start() throws IOException, SQLException {
    receiver = OtlpReceiver.start();
    for (Vendor vendor : Vendor.values()) {
      Vendor.execute(
          vendor.url(DATABASE),
          "CREATE TABLE vault (id INT PRIMARY KEY, name VARCHAR(40))",
          "INSERT INTO vault VALUES (1, 'gold')",
          "CREATE TABLE open_shelf (id INT PRIMARY KEY, name VARCHAR(40))",
          "INSERT INTO open_shelf VALUES (1, 'books')");
    }
    Path policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    service =
        Service.start(
            AgentJvm.governed(receiver)
                .property("sluice.policy", policy.toString())
                .property("sluice.on_missing", "deny"));
  }

  @AfterAll
  static void stop() {
    service.close();
    receiver.close();
  }

  @ParameterizedTest(name = "{0} {1}, pooled: {2}")
  @MethodSource("ways")
  void neverReachesTheDatabase(Vendor vendor, Way way, boolean pooled) throws SQLException {
    String marker = "marker_" + MARKERS.incrementAndGet();
    List<String> before = vault(vendor);

    Report report =
        service.order(new Order(vendor.url(DATABASE), pooled, way.forbidden(vendor, marker)));

    assertThat(report.failures()).hasSize(way.failures()).allSatisfy(RefusalIT::isARefusal);
    assertThat(report.rows()).isEmpty();
    assertThat(report.counts()).isEmpty();
    assertThat(vendor.statementLog(DATABASE))
        .filteredOn(sql -> sql.contains(marker))
        // Connector/J asks what parameters a procedure has before it calls it.
        .allMatch(sql -> sql.contains("INFORMATION_SCHEMA.PARAMETERS"));
    assertThat(vault(vendor)).isEqualTo(before);
  }

  private static Stream<Arguments> ways() {
    List<Arguments> arguments = new ArrayList<>();
    for (Vendor vendor : Vendor.values()) {
      for (Way way : Way.values()) {
        if (vendor == Vendor.MARIADB && way == Way.CALLABLE) {
          continue; // this driver takes no plain statement for a call
        }
        arguments.add(Arguments.of(vendor, way, false));
        arguments.add(Arguments.of(vendor, way, true));
      }
    }
    return arguments.stream();
  }

  @ParameterizedTest
  @EnumSource
  void thePoolKeepsTheConnectionAndTheNextStatementWorks(Vendor vendor) throws SQLException {
    String url = vendor.url(DATABASE);
    String session = service.runPooled(url, Tasks.query(sessionQuery(vendor))).value();

    for (int i = 0; i < 3; i++) {
      isARefusal(service.runPooled(url, Tasks.query("SELECT name FROM vault")).failure());
    }

    assertThat(service.runPooled(url, Tasks.query(SHELF)).value()).isEqualTo("books");
    assertThat(service.runPooled(url, Tasks.query(sessionQuery(vendor))).value())
        .isEqualTo(session);
  }

  @ParameterizedTest
  @EnumSource
  void aStatementObjectWorksOnAfterARefusal(Vendor vendor) throws SQLException {
    Report report =
        service.run(vendor.url(DATABASE), Tasks.onOneStatement("SELECT name FROM vault", SHELF));

    isARefusal(report.failure());
    assertThat(report.rows()).containsExactly(List.of("books"));
  }

  @ParameterizedTest
  @EnumSource
  void aTransactionGoesOnAfterARefusal(Vendor vendor) throws SQLException {
    String url = vendor.url(DATABASE);
    int id = 100 + MARKERS.incrementAndGet();
    Report report =
        service.run(
            url,
            Tasks.inTransaction(
                "INSERT INTO open_shelf (id) VALUES (" + id + ")",
                "DELETE FROM vault",
                "UPDATE open_shelf SET name = 'kept' WHERE id = " + id));

    isARefusal(report.failure());
    assertThat(
            service.run(url, Tasks.query("SELECT name FROM open_shelf WHERE id = " + id)).value())
        .isEqualTo("kept");
  }

  @ParameterizedTest
  @EnumSource
  void aBatchWithoutTheForbiddenStatementRunsAfterwards(Vendor vendor) throws SQLException {
    int id = 500 + MARKERS.incrementAndGet();
    Report report =
        service.run(
            vendor.url(DATABASE),
            Tasks.batchThenAnother(
                List.of("DELETE FROM vault"),
                List.of(
                    "INSERT INTO open_shelf (id) VALUES (" + id + ")",
                    "UPDATE open_shelf SET name = 'x' WHERE id = " + id)));

    isARefusal(report.failure());
    assertThat(report.counts()).containsExactly(1L, 1L);
  }

  @ParameterizedTest
  @EnumSource
  void theSpanIsAnErrorWithTheRule(Vendor vendor) throws SQLException {
    String alias = "seen_" + vendor.name().toLowerCase(Locale.ROOT);

    service.run(vendor.url(DATABASE), Tasks.query("SELECT name AS " + alias + " FROM vault"));

    ReceivedSpan span = spanOf(alias);
    assertThat(span.kind()).isEqualTo("CLIENT");
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attribute("error.type")).isEqualTo("DENIED");
    assertThat(span.attribute("sluice.decision")).isEqualTo("deny");
    assertThat(span.attribute("sluice.rule")).isEqualTo("not-the-vault");
    assertThat(span.attribute("db.response.status_code")).isNull();
  }

  @Test
  void countsDecisionsByRule() throws SQLException {
    service.run(Vendor.H2.url(DATABASE), Tasks.query("SELECT name FROM vault"));

    receiver.awaitMetrics(
        metrics ->
            metrics.stream()
                .anyMatch(
                    metric ->
                        metric.name().equals("sluice.decisions")
                            && "deny".equals(metric.attributes().get("decision"))
                            && "not-the-vault".equals(metric.attributes().get("rule"))),
        Duration.ofSeconds(10));
  }

  private static ReceivedSpan spanOf(String alias) {
    return receiver
        .awaitSpans(spans -> spans.stream().anyMatch(mentions(alias)), Duration.ofSeconds(10))
        .stream()
        .filter(mentions(alias))
        .findFirst()
        .orElseThrow();
  }

  private static java.util.function.Predicate<ReceivedSpan> mentions(String alias) {
    return span ->
        String.valueOf(span.attribute("db.query.text")).toLowerCase(Locale.ROOT).contains(alias);
  }

  private static void isARefusal(Failure failure) {
    assertThat(failure.sql()).as(failure.stack()).isTrue();
    assertThat(failure.type()).isEqualTo("java.sql.SQLInvalidAuthorizationSpecException");
    assertThat(failure.state()).isEqualTo("42501");
    assertThat(failure.message().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("Sluice denied this statement: ");
    assertThat(failure.message().lines().toList().get(1))
        .matches(
            "\\{\"sluice\":\\{\"code\":\"DENIED\",\"rule\":\"(not-the-vault\",\"fix\":\"[^\"]+"
                + "|no-procedures)\",\"retry\":\"never\"}}");
  }

  private static List<String> vault(Vendor vendor) throws SQLException {
    return vendor.values(DATABASE, "SELECT name FROM vault ORDER BY id");
  }

  private static String sessionQuery(Vendor vendor) {
    return switch (vendor) {
      case POSTGRESQL -> "SELECT pg_backend_pid()";
      case MARIADB, MYSQL -> "SELECT connection_id()";
      case H2 -> "SELECT session_id()";
    };
  }

  /** The ways to send a statement. */
  private enum Way {
    EXECUTE_QUERY {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.query(select(marker));
      }
    },
    EXECUTE {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.execute(select(marker));
      }
    },
    EXECUTE_UPDATE {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.update(update(marker));
      }
    },
    EXECUTE_LARGE_UPDATE {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.largeUpdate(update(marker));
      }
    },
    EXECUTE_UPDATE_WITH_KEYS {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.generatedKeys(insert(marker));
      }
    },
    PREPARED_QUERY {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.preparedQuery(select(marker) + " WHERE id = ?", 1);
      }
    },
    PREPARED_EXECUTE {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.preparedExecute(select(marker) + " WHERE id = ?", 1);
      }
    },
    PREPARED_UPDATE {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.preparedUpdate(update(marker) + " WHERE id = ?", 1);
      }
    },
    PREPARED_LARGE_UPDATE {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.preparedLargeUpdate(update(marker) + " WHERE id = ?", 1);
      }
    },
    PREPARED_BATCH(2) {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.preparedBatch(update(marker) + " WHERE id = ?", 1, 2);
      }
    },
    BATCH_WITH_ONE_FORBIDDEN(2) {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.batch(
            "UPDATE open_shelf SET name = '" + marker + "' WHERE id = 1",
            update(marker),
            "UPDATE open_shelf SET name = '" + marker + "' WHERE id = 2");
      }
    },
    CALLABLE {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.call(select(marker));
      }
    },
    PROCEDURE {
      @Override
      Task forbidden(Vendor vendor, String marker) {
        return Tasks.call(vendor == Vendor.H2 ? "CALL ABS(1)" : "{call " + marker + "()}");
      }
    };

    private final int failures;

    Way() {
      this(1);
    }

    Way(int failures) {
      this.failures = failures;
    }

    abstract Task forbidden(Vendor vendor, String marker);

    /** How often it is refused: a batch is tried twice. */
    int failures() {
      return failures;
    }

    private static String select(String marker) {
      return "SELECT name AS " + marker + " FROM vault";
    }

    private static String update(String marker) {
      return "UPDATE vault SET name = '" + marker + "'";
    }

    private static String insert(String marker) {
      return "INSERT INTO vault (id, name) VALUES (77, '" + marker + "')";
    }
  }
}
