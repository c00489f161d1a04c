package dev.sluice.agent.service;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Does the same over JDBC and over R2DBC, and prints what it sees. Its arguments are the file of
 * the cases, and then of each database its name and both URLs. What it prints is, between tabs: the
 * database, the interface, the case, the number of the step, and what was seen.
 */
public final class SameAnswers {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern REFUSAL =
      Pattern.compile("\"code\":\"(\\w+)\",\"rule\":\"([^\"]+)\"");
  private static final String NUMBER = "-?[0-9]{1,9}";

  /** A step, done over one of the interfaces. */
  @FunctionalInterface
  private interface Doing {
    String step(SameCase.Step step) throws SQLException;
  }

  private final String vendor;
  private final String jdbcUrl;
  private final ConnectionFactory factory;
  private final Connection own;

  private SameAnswers(String vendor, String jdbcUrl, String r2dbcUrl) throws SQLException {
    this.vendor = vendor;
    this.jdbcUrl = jdbcUrl;
    this.factory = ConnectionFactories.get(r2dbcUrl);
    this.own = DriverManager.getConnection(jdbcUrl);
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    List<SameCase> cases = SameCase.read(Path.of(arguments[0]));
    for (int i = 1; i < arguments.length; i += 3) {
      SameAnswers database = new SameAnswers(arguments[i], arguments[i + 1], arguments[i + 2]);
      database.create();
      for (SameCase each : cases) {
        if (each.isFor(database.vendor)) {
          database.overJdbc(each);
          database.overR2dbc(each);
        }
      }
      database.own.close();
    }
  }

  // ---- the rows

  private void create() throws SQLException {
    run(
        "create table people (id int primary key, name varchar(20), ssn varchar(20),"
            + " email varchar(40), income int, pay decimal(9, 2), born date)",
        "create table orders (id int primary key, tenant varchar(10), total int)",
        "create table notes (id int primary key, text varchar(40), secret varchar(40))",
        "create view contacts as select id, ssn as who from people",
        vendor.equals("mariadb") ? "create database elsewhere" : "create schema elsewhere",
        "create table elsewhere.staff (id int primary key, ssn varchar(20))",
        "insert into elsewhere.staff values (1, '900-70-0000')");
  }

  private void fill() throws SQLException {
    run(
        "delete from people",
        "delete from orders",
        "delete from notes",
        "insert into people values"
            + " (1, 'Kim', '078-05-1120', 'kim@example.org', 4242, 42.50, '1984-05-06'),"
            + " (2, 'Jo', '219-09-9999', 'jo@example.org', 4343, 43.50, null),"
            + " (3, 'Al', '457-55-5462', 'al@example.org', 4444, 44.50, '1990-01-02')",
        "insert into orders values (1, 'a', 10), (2, 'b', 20), (3, 'a', 30), (4, null, 40)",
        "insert into notes values (1, 'first', 's1')");
  }

  private void run(String... texts) throws SQLException {
    try (Statement statement = own.createStatement()) {
      for (String text : texts) {
        statement.execute(text);
      }
    }
  }

  // ---- doing

  private void steps(String way, SameCase each, Doing doing) throws SQLException {
    for (int i = 0; i < each.steps().size(); i++) {
      SameCase.Step step = each.steps().get(i);
      if (step.kind() != SameCase.Kind.LEFT) {
        signIn(each);
        try {
          tell(way, each, i, doing.step(step));
        } finally {
          SecurityContextHolder.clearContext();
        }
      }
    }
  }

  private void left(String way, SameCase each) throws SQLException {
    for (int i = 0; i < each.steps().size(); i++) {
      SameCase.Step step = each.steps().get(i);
      if (step.kind() == SameCase.Kind.LEFT) {
        tell(way, each, i, jdbc(own, step));
      }
    }
  }

  private void tell(String way, SameCase each, int step, String seen) {
    System.out.println(String.join("\t", vendor, way, each.name(), String.valueOf(step), seen));
  }

  private static void signIn(SameCase each) {
    if (each.isOfPerson()) {
      Jwt.Builder token = Jwt.withTokenValue("t").header("alg", "none").subject("kim");
      each.claims().forEach(token::claim);
      SecurityContextHolder.getContext()
          .setAuthentication(
              new JwtAuthenticationToken(
                  token.build(), AuthorityUtils.createAuthorityList(each.groups())));
    }
  }

  private static String refused(Throwable problem, String state) {
    Matcher refusal = REFUSAL.matcher(String.valueOf(problem.getMessage()));
    return refusal.find()
        ? refusal.group(1) + " " + refusal.group(2)
        : "error " + (state == null ? "?" : state.substring(0, 2));
  }

  private static String rows(List<String> rows) {
    return rows.isEmpty() ? "no rows" : String.join(" | ", rows);
  }

  private static String row(List<Object> values) {
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(
          value instanceof BigDecimal number
              ? number.stripTrailingZeros().toPlainString()
              : String.valueOf(value));
    }
    return String.join(", ", texts);
  }

  private static Object value(String text) {
    return text.matches(NUMBER) ? (Object) Integer.valueOf(text) : text;
  }

  // ---- JDBC

  private void overJdbc(SameCase each) throws SQLException {
    fill();
    try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
      steps("JDBC", each, step -> jdbc(connection, step));
    }
    left("JDBC", each);
  }

  private static String jdbc(Connection connection, SameCase.Step step) {
    try {
      return switch (step.kind()) {
        case EXECUTE, LEFT ->
            step.sets().isEmpty() ? plain(connection, step) : bound(connection, step);
        case BATCH -> batch(connection, step);
        case KEYS -> keys(connection, step);
        case BEGIN -> {
          connection.setAutoCommit(false);
          yield "";
        }
        case COMMIT -> {
          connection.commit();
          connection.setAutoCommit(true);
          yield "";
        }
        case ROLLBACK -> {
          connection.rollback();
          connection.setAutoCommit(true);
          yield "";
        }
      };
    } catch (SQLException problem) {
      SQLException first =
          problem instanceof BatchUpdateException && problem.getNextException() != null
              ? problem.getNextException()
              : problem;
      return refused(first, first.getSQLState());
    }
  }

  private static String plain(Connection connection, SameCase.Step step) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(step.sql())
          ? read(statement.getResultSet())
          : "changed " + statement.getUpdateCount();
    }
  }

  private static String bound(Connection connection, SameCase.Step step) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(step.sql())) {
      for (List<String> set : step.sets()) {
        for (int i = 0; i < set.size(); i++) {
          statement.setObject(i + 1, value(set.get(i)));
        }
        if (step.sets().size() > 1) {
          statement.addBatch();
        }
      }
      if (step.sets().size() > 1) {
        return changed(statement.executeBatch());
      }
      return statement.execute()
          ? read(statement.getResultSet())
          : "changed " + statement.getUpdateCount();
    }
  }

  private static String batch(Connection connection, SameCase.Step step) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String text : step.texts()) {
        statement.addBatch(text);
      }
      return changed(statement.executeBatch());
    }
  }

  private static String changed(int[] counts) {
    StringBuilder text = new StringBuilder("changed");
    for (int count : counts) {
      text.append(' ').append(count);
    }
    return text.toString();
  }

  private static String keys(Connection connection, SameCase.Step step) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(step.sql(), step.columns().toArray(new String[0]))) {
      statement.executeUpdate();
      return read(statement.getGeneratedKeys());
    }
  }

  private static String read(ResultSet results) throws SQLException {
    List<String> rows = new ArrayList<>();
    while (results.next()) {
      List<Object> values = new ArrayList<>();
      for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
        values.add(results.getObject(i));
      }
      rows.add(row(values));
    }
    return rows(rows);
  }

  // ---- R2DBC

  private void overR2dbc(SameCase each) throws SQLException {
    fill();
    signIn(each);
    io.r2dbc.spi.Connection connection =
        Objects.requireNonNull(Mono.from(factory.create()).block(PATIENCE));
    SecurityContextHolder.clearContext();
    steps("R2DBC", each, step -> r2dbc(connection, step));
    Mono.from(connection.close()).block(PATIENCE);
    left("R2DBC", each);
  }

  private String r2dbc(io.r2dbc.spi.Connection connection, SameCase.Step step) {
    try {
      return switch (step.kind()) {
        case EXECUTE, KEYS -> seen(step, statement(connection, step).execute());
        case BATCH -> {
          Batch batch = connection.createBatch();
          step.texts().forEach(batch::add);
          yield seen(step, batch.execute());
        }
        case BEGIN -> nothing(connection.beginTransaction());
        case COMMIT -> nothing(connection.commitTransaction());
        case ROLLBACK -> nothing(connection.rollbackTransaction());
        case LEFT -> throw new IllegalArgumentException(step.toString());
      };
    } catch (R2dbcException problem) {
      return refused(problem, problem.getSqlState());
    }
  }

  private static String nothing(Publisher<Void> done) {
    Mono.from(done).block(PATIENCE);
    return "";
  }

  private io.r2dbc.spi.Statement statement(io.r2dbc.spi.Connection connection, SameCase.Step step) {
    io.r2dbc.spi.Statement statement = connection.createStatement(numbered(step.sql()));
    for (int set = 0; set < step.sets().size(); set++) {
      if (set > 0) {
        statement.add();
      }
      List<String> values = step.sets().get(set);
      for (int i = 0; i < values.size(); i++) {
        statement.bind(i, value(values.get(i)));
      }
    }
    return step.columns().isEmpty()
        ? statement
        : statement.returnGeneratedValues(step.columns().toArray(new String[0]));
  }

  private String numbered(String sql) {
    if (vendor.equals("mariadb")) {
      return sql;
    }
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (int i = 0; i < sql.length(); i++) {
      char character = sql.charAt(i);
      text.append(character == '?' ? "$" + ++number : String.valueOf(character));
    }
    return text.toString();
  }

  private static String seen(SameCase.Step step, Publisher<? extends Result> results) {
    if (step.returnsRows()) {
      return rows(
          all(
              Flux.<Result>from(results)
                  .concatMap(result -> result.map((row, metadata) -> row(values(row))))));
    }
    List<Long> counts =
        all(
            Flux.<Result>from(results)
                .concatMap(result -> Flux.from(result.getRowsUpdated()).reduce(0L, Long::sum)));
    boolean one = step.kind() == SameCase.Kind.EXECUTE && step.sets().size() < 2;
    return changed(
        one
            ? new int[] {counts.stream().mapToInt(Long::intValue).sum()}
            : counts.stream().mapToInt(Long::intValue).toArray());
  }

  private static <T> List<T> all(Flux<T> elements) {
    return Objects.requireNonNull(elements.collectList().block(PATIENCE));
  }

  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.getMetadata().getColumnMetadatas().size(); i++) {
      values.add(row.get(i));
    }
    return values;
  }
}
