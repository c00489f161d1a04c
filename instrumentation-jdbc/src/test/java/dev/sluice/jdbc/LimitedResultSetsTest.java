package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.gate.OnFailure;
import dev.sluice.gate.Outcome;
import dev.sluice.gate.RowAllowance;
import dev.sluice.gate.StatementGate;
import dev.sluice.gate.StatementObserver;
import dev.sluice.gate.StatementRequest;
import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerResolver;
import dev.sluice.policy.Action;
import dev.sluice.policy.Database;
import dev.sluice.policy.Decision;
import dev.sluice.policy.Explanation;
import dev.sluice.policy.Limits;
import dev.sluice.policy.Limits.ReturnedRows;
import dev.sluice.policy.MaskPlan;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Policy;
import dev.sluice.policy.StatementContext;
import dev.sluice.policy.Tally;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableFilters;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitedResultSetsTest {
  private static final int MOVES = 400;

  private final List<String> told = new ArrayList<>();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:h2:mem:");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  /** What a vendor may add. */
  public interface VendorRows extends ResultSet {
    Object getRaw(int column) throws SQLException;

    Object getAllRows() throws SQLException;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 9})
  void aTruncatedResultScrollsLikeAShorterOne(int rows) throws SQLException {
    for (int seed = 0; seed < 10; seed++) {
      ResultSet expected = scrollable(Math.min(rows, 4));
      ResultSet actual = LimitedResultSets.over(scrollable(rows), allowance(rule(4, true), null));
      Random random = new Random(seed);
      List<String> moves = new ArrayList<>();
      for (int i = 0; i < MOVES; i++) {
        int which = random.nextInt(9);
        int number = random.nextInt(15) - 7;
        moves.add(which + " " + number);
        assertThat(move(actual, which, number))
            .as("of %s rows: %s", rows, moves)
            .isEqualTo(move(expected, which, number));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void aResultWithinTheLimitIsWhole(int rows) throws SQLException {
    ResultSet results = LimitedResultSets.over(forward(rows), allowance(rule(4, false), null));
    int seen = 0;
    while (results.next()) {
      assertThat(results.getInt("X")).isEqualTo(++seen);
    }

    assertThat(seen).isEqualTo(rows);
    assertThat(told).isEmpty();
  }

  @Test
  void noRowPastTheLimitIsEverReadInAnyWay() throws SQLException {
    for (int seed = 0; seed < 200; seed++) {
      ResultSet results = LimitedResultSets.over(scrollable(9), allowance(rule(4, false), null));
      Random random = new Random(seed);
      boolean stopped = false;
      while (!stopped) {
        try {
          assertThat(move(results, random.nextInt(9), random.nextInt(15) - 7))
              .doesNotContainPattern("value [5-9]");
        } catch (SQLException thrown) {
          stopped = true;
          assertThat(thrown.getSQLState()).isEqualTo("54000");
          assertThat(thrown.getMessage()).contains("(rule cap4)\n{\"sluice\":{\"code\":\"LIMIT\"");
        }
      }
      assertThat(results.isClosed()).isTrue();
      assertThatThrownBy(() -> results.getInt(1)).isInstanceOf(SQLException.class);
    }
    assertThat(told).hasSize(200).containsOnly("cap4 false true");
  }

  @Test
  void aTruncatedResultCannotBeReadPastItsEnd() throws SQLException {
    ResultSet results = LimitedResultSets.over(forward(9), allowance(rule(1, true), null));

    assertThat(results.next()).isTrue();
    assertThat(results.next()).isFalse();
    assertThat(results.next()).isFalse();
    assertThat(results.isAfterLast()).isTrue();
    assertThatThrownBy(() -> results.getInt(1))
        .isInstanceOfSatisfying(
            SQLException.class, thrown -> assertThat(thrown.getSQLState()).isEqualTo("24000"));
    assertThat(results.getMetaData().getColumnCount()).isEqualTo(1);
    results.close();
    assertThat(results.isClosed()).isTrue();
    assertThat(told).containsExactly("cap1 true true");
  }

  @Test
  void theResultsOfOneExecutionAreCountedTogether() throws SQLException {
    RowAllowance allowance = allowance(rule(5, false), null);
    ResultSet first = LimitedResultSets.over(forward(3), allowance);
    while (first.next()) {
      assertThat(first.getInt(1)).isPositive();
    }
    ResultSet second = LimitedResultSets.over(forward(3), allowance);

    assertThat(second.next()).isTrue();
    assertThat(second.next()).isTrue();
    assertThatThrownBy(second::next).hasMessageContaining("more than the 5 rows");
  }

  @Test
  void theSameResultIsNotCountedTwice() throws SQLException {
    RowAllowance allowance = allowance(rule(3, false), null);
    ResultSet results = forward(3);
    ResultSet first = LimitedResultSets.over(results, allowance);
    assertThat(first.next()).isTrue();

    assertThat(LimitedResultSets.over(results, allowance)).isSameAs(first);
    assertThat(LimitedResultSets.over(first, allowance)).isSameAs(first);
  }

  @Test
  void anObservedLimitIsToldOfOnceAndStopsNothing() throws SQLException {
    ResultSet results =
        LimitedResultSets.over(forward(9), allowance(rule(7, true), rule(2, false)));
    int seen = 0;
    while (results.next()) {
      seen++;
    }

    assertThat(seen).isEqualTo(7);
    assertThat(told).containsExactly("cap2 false false", "cap7 true true");
  }

  @Test
  void whatNobodyCountsIsTheDriversOwn() throws SQLException {
    ResultSet results = forward(1);

    assertThat(LimitedResultSets.over(results, null)).isSameAs(results);
  }

  @Test
  void isCastToVendorInterfacesWhoseGettersPassAndNothingElse() throws SQLException {
    VendorRows vendors =
        (VendorRows)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {VendorRows.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "next" -> true;
                      case "getRow" -> 1;
                      case "getRaw", "getAllRows" -> "raw";
                      case "getString" -> throw new SQLException("the driver's", "22000");
                      default -> throw new AssertionError(method);
                    });
    ResultSet results = LimitedResultSets.over(vendors, allowance(rule(1, false), null));

    assertThat(results).isInstanceOf(VendorRows.class);
    assertThat(results.next()).isTrue();
    assertThat(((VendorRows) results).getRaw(1)).isEqualTo("raw");
    assertThatThrownBy(((VendorRows) results)::getAllRows).hasMessageContaining("is refused");
    assertThatThrownBy(() -> results.getString(1)).hasMessage("the driver's");
    assertThat(results.isWrapperFor(VendorRows.class)).isTrue();
    assertThat(results.unwrap(VendorRows.class)).isSameAs(results);
    assertThatThrownBy(() -> results.unwrap(vendors.getClass())).hasMessageContaining("refused");
    assertThat(List.of(results)).contains(results).doesNotContain(vendors);
  }

  private ResultSet forward(int rows) throws SQLException {
    return connection.createStatement().executeQuery(query(rows));
  }

  private ResultSet scrollable(int rows) throws SQLException {
    Statement statement =
        connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
    return statement.executeQuery(query(rows));
  }

  private static String query(int rows) {
    return "SELECT X FROM SYSTEM_RANGE(1, " + rows + ") ORDER BY X";
  }

  /** Makes a move, and tells all that can be seen then. */
  private static String move(ResultSet results, int which, int number) throws SQLException {
    boolean moved = true;
    switch (which) {
      case 0, 1 -> moved = results.next();
      case 2 -> moved = results.previous();
      case 3 -> moved = results.first();
      case 4 -> moved = results.last();
      case 5 -> results.beforeFirst();
      case 6 -> results.afterLast();
      case 7 -> moved = results.absolute(number);
      default -> moved = results.relative(number);
    }
    int row = results.getRow();
    return moved
        + " "
        + row
        + " "
        + results.isBeforeFirst()
        + results.isFirst()
        + results.isLast()
        + results.isAfterLast()
        + (row == 0 ? "" : " value " + results.getInt(1));
  }

  private static ReturnedRows rule(int most, boolean truncate) {
    return new ReturnedRows("cap" + most, most, truncate);
  }

  private RowAllowance allowance(ReturnedRows enforced, @Nullable ReturnedRows observed) {
    Failures failures = new Failures(new PrintStream(new ByteArrayOutputStream()));
    Policy policy =
        new FixedPolicy(new Limits(enforced, null, null), new Limits(observed, null, null));
    StatementObserver observer = event -> new Listening(told);
    StatementGate gate =
        new StatementGate(
            (sql, dialect, catalog) -> SqlFacts.builder(dialect).build(),
            () -> policy,
            new CallerResolver("shop", () -> null),
            observer,
            failures,
            OnFailure.CLOSED,
            Mode.ENFORCE);
    Admission admission =
        gate.admit(
            new StatementRequest(
                List.of("SELECT 1"),
                1,
                false,
                new Database(Dialect.H2, "", 0, "shop", "app"),
                Catalog.EMPTY));
    RowAllowance allowance = RowAllowance.of(admission);
    if (allowance == null) {
      throw new AssertionError("nobody counts: " + failures.counts());
    }
    return allowance;
  }

  private record Listening(List<String> told) implements StatementObserver.Observation {
    @Override
    public void end(Outcome outcome) {}

    @Override
    public void abandon() {}

    @Override
    public void exceeded(String rule, boolean truncates, boolean enforced) {
      told.add(rule + " " + truncates + " " + enforced);
    }
  }

  private record FixedPolicy(Limits limits, Limits wouldBe) implements Policy {
    @Override
    public void learn(Caller caller, Database database, Decision decision) {}

    @Override
    public Tally tally(Caller caller, Database database, Decision decision) {
      return Tally.NONE;
    }

    @Override
    public String name() {
      return "shop";
    }

    @Override
    public long serial() {
      return 1;
    }

    @Override
    public Mode mode() {
      return Mode.ENFORCE;
    }

    @Override
    public Explanation explain(StatementContext context, Instant at) {
      throw new UnsupportedOperationException("nobody asks here");
    }

    @Override
    public Decision decide(StatementContext context) {
      return new Decision(
          Action.ALLOW,
          Mode.ENFORCE,
          null,
          null,
          List.of(),
          MaskPlan.NONE,
          TableFilters.NONE,
          List.of(),
          false,
          List.of(),
          List.of(),
          limits,
          wouldBe,
          "",
          "",
          "shop",
          1,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          false);
    }

    @Override
    public boolean restricts(@Nullable Caller caller, Database database) {
      return true;
    }

    @Override
    public boolean rowFilters() {
      return false;
    }

    @Override
    public boolean masks(Caller caller) {
      return false;
    }

    @Override
    public boolean masks() {
      return false;
    }

    @Override
    public boolean withholds(Caller caller, Database database) {
      return false;
    }
  }
}
