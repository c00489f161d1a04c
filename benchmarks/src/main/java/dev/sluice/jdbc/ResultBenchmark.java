package dev.sluice.jdbc;

import dev.sluice.detect.Hints;
import dev.sluice.detect.Kind;
import dev.sluice.detect.ValueDetector;
import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.gate.OnFailure;
import dev.sluice.gate.StatementGate;
import dev.sluice.gate.StatementObserver;
import dev.sluice.gate.StatementRequest;
import dev.sluice.identity.CallerResolver;
import dev.sluice.policy.Database;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyReader;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SchemaException;
import dev.sluice.sql.SchemaText;
import dev.sluice.sql.SqlAnalyzer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reading 10,000 rows of a number and four texts from an in-memory H2. */
@State(Scope.Thread)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ResultBenchmark {
  private static final int ROWS = 10_000;
  private static final String SCHEMA =
      "CREATE TABLE items (id INT, title VARCHAR(60), remark VARCHAR(200), place VARCHAR(60),"
          + " code VARCHAR(60))";
  private static final String SQL = "SELECT id, title, remark, place, code FROM items";
  private static final Database SHOP = new Database(Dialect.H2, "", -1, "SHOP", "SA");
  private static final String MASKS =
      "\nmasks: [{id: m, tags: [\"pii.*\", secret, \"pci.*\"], with: redact}]\n";
  private static final String DETECTING =
      "sluice: policy/v1\nname: detecting\ndetect: [\"pii.*\", \"pci.*\", secret]" + MASKS;
  private static final String MASKING =
      "sluice: policy/v1\nname: masking\ntags: {pii.email: [\"*.*.items.title\", \"*.*.items.place\"],"
          + " secret: [\"a.b.c.d\"], pci.pan: [\"a.b.c.d\"]}"
          + MASKS;

  private static final String REMARK =
      "Delivered to the side door on day 12, as agreed; 2 boxes, called 1 time";

  private final ValueDetector detector = new ValueDetector(EnumSet.allOf(Kind.class));
  private final Failures failures = new Failures(System.err);
  private final Masking masking = new Masking(failures);
  private final SqlAnalyzer analyzer = new SqlAnalyzer();
  private @Nullable Connection connection;
  private @Nullable Statement statement;
  private @Nullable Admission detecting;
  private @Nullable Admission masked;

  /** Fills the table and reads it once, so that its columns are known to be clean. */
  @Setup
  public void fill() throws SQLException {
    connection = DriverManager.getConnection("jdbc:h2:mem:");
    statement = connection.createStatement();
    statement.execute(SCHEMA);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO items VALUES (?, ?, ?, ?, ?)")) {
      for (int i = 0; i < ROWS; i++) {
        insert.setInt(1, i);
        insert.setString(2, "Item number " + i);
        insert.setString(3, REMARK);
        insert.setString(4, "Rotterdam");
        insert.setString(5, "ORD-2024-" + (100_000 + i));
        insert.addBatch();
      }
      insert.executeBatch();
    }
    detecting = admission(DETECTING);
    masked = admission(MASKING);
    remembered();
  }

  @TearDown
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
    if (!failures.counts().isEmpty()) {
      throw new IllegalStateException("failures: " + failures.counts());
    }
  }

  /** By the driver alone. */
  @Benchmark
  public long bare() throws SQLException {
    return read(null);
  }

  /** Four columns that are remembered as clean are looked at. */
  @Benchmark
  public long remembered() throws SQLException {
    return read(detecting);
  }

  /** Two columns are redacted, the others are not looked at. */
  @Benchmark
  public long redacted() throws SQLException {
    return read(masked);
  }

  /** A look at the longest of the values by itself. */
  @Benchmark
  public Object look() {
    return detector.look(REMARK, Hints.NONE);
  }

  private long read(@Nullable Admission admission) throws SQLException {
    Statement open = Objects.requireNonNull(statement);
    long read = 0;
    try (ResultSet results = open.executeQuery(SQL)) {
      ResultSet view = admission == null ? null : masking.results(results, admission);
      if (admission != null && view == null) {
        throw new IllegalStateException("nothing is masked or looked at");
      }
      ResultSet rows = view == null ? results : view;
      while (rows.next()) {
        read += rows.getInt(1);
        read += rows.getString(2).length();
        read += rows.getString(3).length();
        read += rows.getString(4).length();
        read += rows.getString(5).length();
      }
    }
    return read;
  }

  private Admission admission(String text) {
    try {
      Policy policy = PolicyReader.read("bench.yaml", text, 1);
      Catalog catalog = SchemaText.read("bench.sql", SCHEMA + ";", Dialect.H2, List.of("PUBLIC"));
      StatementGate gate =
          new StatementGate(
              analyzer::analyze,
              () -> policy,
              new CallerResolver("bench", () -> null),
              StatementObserver.NONE,
              failures,
              OnFailure.CLOSED,
              Mode.ENFORCE);
      return gate.admit(new StatementRequest(List.of(SQL), 1, false, SHOP, catalog));
    } catch (PolicyException | SchemaException e) {
      throw new IllegalStateException(e);
    }
  }
}
