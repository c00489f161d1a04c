package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.gate.OnFailure;
import dev.sluice.gate.Outcome;
import dev.sluice.gate.StatementGate;
import dev.sluice.gate.StatementObserver;
import dev.sluice.gate.StatementRequest;
import dev.sluice.identity.CallerResolver;
import dev.sluice.policy.Database;
import dev.sluice.policy.LearnedTags;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyReader;
import dev.sluice.policy.PolicySettings;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SchemaException;
import dev.sluice.sql.SchemaText;
import dev.sluice.sql.SqlAnalyzer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchedColumnTest {
  private static final String SCHEMA =
      "CREATE TABLE notes (id INT, body VARCHAR(200), page CLOB, words VARCHAR(50) ARRAY, price INT)";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: s
      detect: [pii.email, pci.pan]
      masks: [{id: m, tags: ["pii.*", "pci.*"], with: redact}]
      """;
  private static final Database SHOP = new Database(Dialect.H2, "", -1, "SHOP", "SA");

  private final Failures failures = new Failures(new PrintStream(new ByteArrayOutputStream()));
  private final LearnedTags learned = new LearnedTags();
  private final List<Set<String>> detected = new ArrayList<>();
  private final SqlAnalyzer analyzer = new SqlAnalyzer();
  private final Masking masking = new Masking(failures);
  private final Policy policy = read();
  private final StatementGate gate =
      new StatementGate(
          analyzer::analyze,
          () -> policy,
          new CallerResolver("shop", () -> null),
          event -> new Listening(detected),
          failures,
          OnFailure.CLOSED,
          Mode.ENFORCE);
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:h2:mem:");
    statement = connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, 1007);
    statement.execute(SCHEMA);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void add(int id, String text) throws SQLException {
    statement.execute(
        "INSERT INTO notes VALUES ("
            + id
            + ", '"
            + text
            + "', '"
            + text
            + "', ARRAY['"
            + text
            + "'], 7)");
  }

  @Test
  void aValueThatIsFoundIsMaskedByWhicheverGetterAndThoseBehindItToo() throws SQLException {
    add(1, "call me");
    add(2, "write to kim@example.com");
    add(3, "thanks");

    ResultSet rows = read("SELECT id, body FROM notes ORDER BY id");

    rows.next();
    assertThat(rows.getString(2)).isEqualTo("call me");
    assertThat(rows.wasNull()).isFalse();
    assertThat(rows.getObject("BODY")).isEqualTo("call me");
    rows.next();
    assertThat(rows.getInt(1)).isEqualTo(2);
    assertThat(rows.getObject(2)).isEqualTo("[redacted]");
    assertThat(rows.getString("body")).isEqualTo("[redacted]");
    assertThatThrownBy(() -> rows.getCharacterStream(2)).hasMessageContaining("is masked");
    rows.next();
    assertThat(rows.getString(2)).isEqualTo("[redacted]");
    assertThat(detected).containsExactly(Set.of("pii.email"));
    assertThat(learned.snapshot()).hasSize(1);
    assertThat(failures.counts()).isEmpty();
    assertThat(String.valueOf(learned.snapshot().get(0)))
        .isEqualTo("SHOP.PUBLIC.NOTES.BODY carries pii.email: detected as email");
  }

  @Test
  void theNextStatementIsDecidedWithTheTag() throws SQLException {
    add(1, "kim@example.com");
    ResultSet first = read("SELECT body FROM notes");
    first.next();
    assertThat(first.getString(1)).isEqualTo("[redacted]");

    ResultSet second = read("SELECT upper(body) FROM notes");

    second.next();
    assertThat(second.getString(1)).isEqualTo("[redacted]");
    assertThat(detected).hasSize(1);
  }

  @Test
  void largeTextsListsAndWhatIsComputedAreLookedAt() throws SQLException {
    add(1, "4111 1111 1111 1111");

    ResultSet rows = read("SELECT page, words, body || '!', lower(body) FROM notes");

    rows.next();
    assertThat(rows.getString(1)).isNotEqualTo("4111 1111 1111 1111");
    assertThat(rows.getObject(2)).isNull();
    assertThat(rows.getString(3)).isEqualTo("[redacted]");
    assertThat(rows.getString(4)).isEqualTo("[redacted]");
    assertThat(learned.snapshot()).hasSize(2);
  }

  @Test
  void aResultWithoutTextsStaysTheDriversOwn() throws SQLException {
    add(1, "x");

    ResultSet rows = statement.executeQuery("SELECT id, price FROM notes");

    assertThat(masking.results(rows, admit("SELECT id, price FROM notes"))).isNull();
  }

  @Test
  void theFirstValuesAreAllLookedAtAndOfLaterOnesFew() throws SQLException {
    for (int i = 0; i < 1000; i++) {
      add(i, "clean " + i);
    }
    int[] looks = new int[1];
    String sql = "SELECT body FROM notes";
    ResultSet first = view(sql, counting(statement.executeQuery(sql), looks));
    for (int i = 0; i < 100; i++) {
      first.next();
      assertThat(first.getObject(1)).isEqualTo("clean " + i);
    }
    assertThat(looks[0]).isEqualTo(100);
    while (first.next()) {
      first.getObject(1);
    }
    assertThat(looks[0]).isBetween(113, 116);

    ResultSet second = view(sql, counting(statement.executeQuery(sql), looks));
    looks[0] = 0;
    while (second.next()) {
      second.getObject(1);
      second.getObject(1);
    }
    assertThat(looks[0]).isBetween(15, 16);
  }

  @Test
  void scrollingBackLooksAgainAndShowsTheSame() throws SQLException {
    add(1, "4111111111111111");
    add(2, "x");
    ResultSet rows = read("SELECT body FROM notes ORDER BY id");

    rows.next();
    assertThat(rows.getString(1)).isEqualTo("[redacted]");
    rows.next();
    assertThat(rows.getString(1)).isEqualTo("x");
    rows.first();
    assertThat(rows.getString(1)).isEqualTo("[redacted]");
  }

  @Test
  void whatCannotBeLookedAtIsMaskedAndCounted() throws SQLException {
    add(1, "clean");
    String sql = "SELECT body FROM notes";
    ResultSet failing =
        proxy(
            statement.executeQuery(sql),
            method -> {
              if (method.equals("getString")) {
                throw new IllegalStateException("no text");
              }
            });
    ResultSet rows = view(sql, failing);

    rows.next();
    assertThat(rows.getObject(1)).isEqualTo("[redacted]");
    assertThat(failures.counts()).containsExactly(Map.entry("detect", 1L));
  }

  private ResultSet read(String sql) throws SQLException {
    return view(sql, statement.executeQuery(sql));
  }

  private ResultSet view(String sql, ResultSet results) throws SQLException {
    return Objects.requireNonNull(masking.results(results, admit(sql)));
  }

  private Admission admit(String sql) {
    Admission admission = gate.admit(new StatementRequest(List.of(sql), 1, false, SHOP, catalog()));
    assertThat(admission.refusal()).isNull();
    return admission;
  }

  private static Catalog catalog() {
    try {
      return SchemaText.read("s.sql", SCHEMA + ";", Dialect.H2, List.of("PUBLIC"));
    } catch (SchemaException e) {
      throw new IllegalStateException(e);
    }
  }

  private Policy read() {
    try {
      PolicySettings settings =
          new PolicySettings(PolicySettings.standard().hash(), false, learned);
      return PolicyReader.read("s.yaml", POLICY, 1, settings);
    } catch (PolicyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ResultSet counting(ResultSet results, int[] looks) {
    return proxy(
        results,
        method -> {
          if (method.equals("getString")) {
            looks[0]++;
          }
        });
  }

  private static ResultSet proxy(ResultSet results, Consumer<String> called) {
    return (ResultSet)
        Proxy.newProxyInstance(
            WatchedColumnTest.class.getClassLoader(),
            new Class<?>[] {ResultSet.class},
            (proxy, method, arguments) -> {
              called.accept(method.getName());
              try {
                return method.invoke(results, arguments);
              } catch (InvocationTargetException e) {
                @Nullable Throwable cause = e.getCause();
                throw cause == null ? e : cause;
              }
            });
  }

  private record Listening(List<Set<String>> detected) implements StatementObserver.Observation {
    @Override
    public void end(Outcome outcome) {}

    @Override
    public void abandon() {}

    @Override
    public void detected(Set<String> tags) {
      detected.add(tags);
    }
  }
}
