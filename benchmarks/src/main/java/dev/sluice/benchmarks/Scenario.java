package dev.sluice.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;

/** A piece of work that is done again and again on a connection of in-memory H2. */
enum Scenario {
  POINT("a row by its primary key, prepared each time") {
    @Override
    Workload open(Connection connection) {
      return new PointQuery(connection);
    }
  },
  LITERAL("a join of two tables with three literals, another text each time") {
    @Override
    Workload open(Connection connection) throws SQLException {
      return new LiteralJoin(connection);
    }
  },
  INSERT("one row, prepared once, committed each time") {
    @Override
    Workload open(Connection connection) throws SQLException {
      return new RowInsert(connection);
    }
  },
  ROWS("a result of 10,000 rows of 5 columns that no mask applies to") {
    @Override
    Workload open(Connection connection) throws SQLException {
      return new PeopleRead(connection, BenchmarkDatabase.PLAIN);
    }
  },
  MASKED("a result of 10,000 rows of 5 columns, 2 of them redacted by Sluice") {
    @Override
    Workload open(Connection connection) throws SQLException {
      return new PeopleRead(connection, BenchmarkDatabase.REDACTED);
    }
  },
  PARTIAL("a result of 10,000 rows of 5 columns, 2 of them cut to 4 characters by Sluice") {
    @Override
    Workload open(Connection connection) throws SQLException {
      return new PeopleRead(connection, BenchmarkDatabase.PARTIAL);
    }
  };

  private final String meaning;

  Scenario(String meaning) {
    this.meaning = meaning;
  }

  /** Makes ready to work on a connection to the {@link BenchmarkDatabase}. */
  abstract Workload open(Connection connection) throws SQLException;

  /** The word for it in commands, tables and files. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What one operation is, for people. */
  String meaning() {
    return meaning;
  }

  /**
   * The scenario of a label.
   *
   * @throws IllegalArgumentException if there is none; the message names those that are
   */
  static Scenario of(String label) {
    for (Scenario scenario : values()) {
      if (scenario.label().equals(label)) {
        return scenario;
      }
    }
    throw new IllegalArgumentException(
        "no such scenario: "
            + label
            + "; there are "
            + String.join(", ", Arrays.stream(values()).map(Scenario::label).toList()));
  }
}
