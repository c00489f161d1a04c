package dev.sluice.agent.service;

import dev.sluice.agent.service.Sighting.Of;
import dev.sluice.agent.service.SoakRules.Column;
import dev.sluice.agent.service.SoakRules.Who;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Runs statements of many shapes for changing callers, and compares what it sees with the policies
 * that were in force from before a statement until after it, which mostly is one. For one thread.
 */
final class SoakWorker {
  /** How many people and orders there are, with the ids from 1. */
  static final int PEOPLE = 200;

  /** Nobody else writes the rows that a worker writes. */
  private static final int OWN_ROWS = 10;

  private static final List<Who> ANYBODY = List.of(Who.values());
  private static final Pattern POLICY = Pattern.compile("This is policy (\\d+) here");
  private static final Of EMAIL = new Of(Column.EMAIL, false);
  private static final Of CARD = new Of(Column.CARD, false);
  private static final Of INCOME = new Of(Column.INCOME, false);
  private static final Of COMPUTED = new Of(Column.EMAIL, true);

  private final int number;
  private final Random random;
  private final Counts counts;
  private int texts;

  /** What all workers did. */
  static final class Counts {
    final AtomicLong statements = new AtomicLong();
    final AtomicLong strict = new AtomicLong();
    final AtomicLong masked = new AtomicLong();
    final AtomicLong clear = new AtomicLong();
    final AtomicLong stopped = new AtomicLong();
    final AtomicLong writes = new AtomicLong();
  }

  SoakWorker(int number, Counts counts) {
    this.number = number;
    this.random = new Random(number);
    this.counts = counts;
  }

  /** Takes a connection, does something for somebody, and gives it back. */
  void step(DataSource pool) throws Exception {
    try (Connection connection = pool.getConnection()) {
      int turn = random.nextInt(12);
      if (turn == 0) {
        handOn(connection);
      } else {
        Who who = ANYBODY.get(random.nextInt(ANYBODY.size()));
        as(
            who,
            () -> {
              one(turn, who, connection);
              return null;
            });
      }
    }
  }

  /** The policy that is in force now. */
  static int policy(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery(SoakRules.PROBE).close();
      throw new IllegalStateException("the probe was not denied");
    } catch (SQLException denied) {
      Matcher matcher = POLICY.matcher(String.valueOf(denied.getMessage()));
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      throw denied;
    }
  }

  private static void as(Who who, Callable<? extends @Nullable Object> work) throws Exception {
    if (who == Who.SERVICE) {
      work.call();
      return;
    }
    String group = who == Who.SUPPORT ? "support" : "admins";
    SecurityContextHolder.getContext()
        .setAuthentication(
            UsernamePasswordAuthenticationToken.authenticated(
                "kim", "", List.of(new SimpleGrantedAuthority(group))));
    try {
      if (who == Who.AGENT) {
        Assistant.does(work);
      } else {
        work.call();
      }
    } finally {
      SecurityContextHolder.clearContext();
    }
  }

  /** A statement that one caller prepares and others execute. */
  private void handOn(Connection connection) throws Exception {
    String sql = "SELECT id, card, email FROM people WHERE id BETWEEN ? AND ? ORDER BY id";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < 4; i++) {
        Who who = ANYBODY.get(random.nextInt(ANYBODY.size()));
        int from = 1 + random.nextInt(PEOPLE - 10);
        as(
            who,
            () -> {
              statement.setInt(1, from);
              statement.setInt(2, from + 9);
              check(connection, sql, who, 10, List.of(CARD, EMAIL), statement::executeQuery);
              return null;
            });
      }
    }
  }

  private void one(int turn, Who who, Connection connection) throws SQLException {
    int id = 1 + random.nextInt(PEOPLE);
    switch (turn) {
      case 1, 2 ->
          prepared(
              connection,
              "SELECT id, email, card, income FROM people WHERE id = ?",
              id,
              who,
              EMAIL,
              CARD,
              INCOME);
      case 3 -> {
        // another shape each time; PostgreSQL's driver keeps the names of result columns for good
        String alias = "t" + unique();
        plain(
            connection,
            "SELECT %1$s.id, %1$s.card AS c, email FROM people %1$s WHERE %1$s.id = %2$d"
                .formatted(alias, id),
            1,
            who,
            CARD,
            EMAIL);
      }
      case 4 ->
          plain(
              connection,
              "SELECT id, income, email FROM people WHERE name <> 'x"
                  + unique()
                  + "' AND id = "
                  + id,
              1,
              who,
              INCOME,
              EMAIL);
      case 5 ->
          prepared(
              connection,
              "SELECT p.id, p.email, p.card FROM orders o JOIN people p ON p.id = o.person"
                  + " WHERE o.id = ?",
              id,
              who,
              EMAIL,
              CARD);
      case 6 ->
          prepared(
              connection,
              "SELECT id, concat(email, '') AS x, card AS email FROM people WHERE id = ?",
              id,
              who,
              COMPUTED,
              CARD);
      case 7 ->
          prepared(
              connection,
              "WITH c AS (SELECT id AS i, card AS k, email AS m FROM people)"
                  + " SELECT i, m, k FROM c WHERE i = ?",
              id,
              who,
              EMAIL,
              CARD);
      case 8 -> plain(connection, "SELECT id, email FROM people ORDER BY id", PEOPLE, who, EMAIL);
      case 9 -> batch(connection);
      case 10 -> transaction(connection);
      default -> insert(connection);
    }
  }

  private void prepared(Connection connection, String sql, int id, Who who, Of... of)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, id);
      check(connection, sql, who, 1, List.of(of), statement::executeQuery);
    }
  }

  private void plain(Connection connection, String sql, int rows, Who who, Of... of)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      check(
          connection,
          sql,
          who,
          rows,
          List.of(of),
          () ->
              random.nextBoolean() || !statement.execute(sql)
                  ? statement.executeQuery(sql)
                  : statement.getResultSet());
    }
  }

  private void check(
      Connection connection, String sql, Who who, int rows, List<Of> of, Sighting.Running query)
      throws SQLException {
    int before = policy(connection);
    Sighting sighting = Sighting.of(sql, who, rows, of, query);
    int after = policy(connection);
    boolean fits = false;
    for (int each = before; each <= after; each++) {
      fits |= sighting.fits(new SoakRules(each));
    }
    if (!fits) {
      throw new IllegalStateException(
          "under the policies " + before + " to " + after + " " + sighting);
    }
    counts.statements.incrementAndGet();
    counts.strict.addAndGet(before == after ? 1 : 0);
    counts.masked.addAndGet(sighting.masked());
    counts.clear.addAndGet(sighting.clear());
    counts.stopped.addAndGet(sighting.stopped() ? 1 : 0);
  }

  private void batch(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("UPDATE people SET name = ? WHERE id = ?")) {
      for (int i = 1; i <= 5; i++) {
        statement.setString(1, "n" + unique());
        statement.setInt(2, number * OWN_ROWS + i);
        statement.addBatch();
      }
      for (int changed : statement.executeBatch()) {
        changedOne(changed);
      }
    }
  }

  private void transaction(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      changedOne(
          statement.executeUpdate(
              "UPDATE people SET name = 'n"
                  + unique()
                  + "' WHERE id = "
                  + (number * OWN_ROWS + 6)));
      if (random.nextBoolean()) {
        connection.commit();
      } else {
        connection.rollback();
      }
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void insert(Connection connection) throws SQLException {
    int id = number * 1_000_000 + texts;
    try (Statement statement = connection.createStatement()) {
      changedOne(
          statement.executeUpdate(
              "INSERT INTO notes VALUES (" + id + ", 'note " + unique() + "')"));
      changedOne(statement.executeUpdate("DELETE FROM notes WHERE id = " + id));
    }
  }

  private void changedOne(int changed) {
    if (changed != 1) {
      throw new IllegalStateException("changed " + changed + " rows");
    }
    counts.statements.incrementAndGet();
    counts.writes.incrementAndGet();
  }

  /** Makes a text that nobody had before. */
  private String unique() {
    return number + "_" + texts++;
  }
}
