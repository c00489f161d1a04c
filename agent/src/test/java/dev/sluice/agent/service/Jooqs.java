package dev.sluice.agent.service;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/** A service with jOOQ; for services that have it on their class path. */
public final class Jooqs {
  private Jooqs() {}

  /** Uses each kind of query, a batch and plain SQL, with a statement by hand in a listener. */
  public static Task all(String url) {
    return connection -> {
      Marks.begin(connection, "CREATE TABLE IF NOT EXISTS tools (id INT, name VARCHAR(20))");
      try (Connection own = DriverManager.getConnection(url)) {
        DSLContext jooq = DSL.using(own, SQLDialect.H2);
        jooq.insertInto(table("tools"), field("id"), field("name")).values(1, "axe").execute();
        jooq.select(field("name")).from(table("tools")).fetch();
        jooq.update(table("tools")).set(field("name", String.class), "saw").execute();
        jooq.batch(jooq.insertInto(table("tools"), field("id"), field("name")).values(0, ""))
            .bind(2, "drill")
            .bind(3, "file")
            .execute();
        jooq.batch("DELETE FROM tools WHERE id = 2", "DELETE FROM tools WHERE id = 3").execute();
        jooq.deleteFrom(table("tools")).execute();
        jooq.fetch("SELECT 3 AS plain");
        jooq.connection(Jooqs::lookUp);
        DSL.using(
                new DefaultConfiguration()
                    .set(own)
                    .set(SQLDialect.H2)
                    .set((ExecuteListener) new LookUp(connection)))
            .selectOne()
            .fetch();
      }
      Marks.end(connection);
      return Report.noted(Map.of());
    };
  }

  private static void lookUp(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT 1 AS by_hand").close();
    }
  }

  /** Sends a statement past jOOQ while it runs a query. */
  private static final class LookUp implements ExecuteListener {
    private static final long serialVersionUID = 1;
    private final transient Connection connection;

    LookUp(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void executeStart(ExecuteContext context) {
      try {
        lookUp(connection);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
