package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.Failures;
import dev.sluice.policy.Database;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.ColumnType;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.TableName;
import dev.sluice.sql.Trigger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseCatalogTest {
  private static final String URL = "jdbc:h2:mem:catalog";
  private static final TableName UNKNOWN = new TableName("PUBLIC", "LATER");

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Failures failures =
      new Failures(new PrintStream(err, true, StandardCharsets.UTF_8));
  private final AtomicInteger opened = new AtomicInteger();
  private final DatabaseCatalog catalog =
      new DatabaseCatalog(
          new Database(Dialect.H2, "", -1, "catalog", ""),
          failures,
          Runnable::run,
          TimeUnit.HOURS.toNanos(1));
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection(URL);
    execute("CREATE TABLE PEOPLE (ID INT, NAME VARCHAR(9))");
    execute("CREATE VIEW NAMES AS SELECT NAME FROM PEOPLE");
    catalog.openWith(
        () -> {
          opened.incrementAndGet();
          return DriverManager.getConnection(URL);
        });
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void isReadThroughTheFirstConnectionAndNoOther() {
    assertThat(catalog.current()).isSameAs(Catalog.EMPTY);

    catalog.readThrough(connection);
    Catalog read = catalog.current();
    catalog.readThrough(connection);

    assertThat(catalog.current()).isSameAs(read);
    assertThat(read.find(null, "PEOPLE"))
        .isEqualTo(
            new Catalog.Relation(
                new TableName("PUBLIC", "PEOPLE"),
                Catalog.Kind.TABLE,
                List.of("ID", "NAME"),
                null,
                Map.of(),
                Map.of("ID", ColumnType.NUMBER, "NAME", ColumnType.TEXT)));
    assertThat(read.find("PUBLIC", "NAMES"))
        .satisfies(
            view -> {
              assertThat(view.kind()).isEqualTo(Catalog.Kind.VIEW);
              assertThat(view.definition()).containsIgnoringCase("select");
            });
    assertThat(opened).hasValue(0);
  }

  /** Does nothing: the catalog tells no more of it than that it is there. */
  public static final class Idle implements org.h2.api.Trigger {
    @Override
    public void fire(Connection changing, Object[] before, Object[] after) {}
  }

  @Test
  void holdsWhatAWriteSetsOff() throws SQLException {
    execute(
        "CREATE TRIGGER IDLE AFTER UPDATE, DELETE ON PEOPLE FOR EACH ROW CALL '"
            + Idle.class.getName()
            + "'");

    catalog.readThrough(connection);

    assertThat(catalog.current().find(null, "PEOPLE"))
        .satisfies(
            relation ->
                assertThat(relation.triggers())
                    .containsExactly(idle(Effect.DELETE), idle(Effect.UPDATE)));
  }

  private static Trigger idle(Effect event) {
    TableName people = new TableName("PUBLIC", "PEOPLE");
    return new Trigger("IDLE", people, Set.of(event), Set.of(), "java", null, null, false);
  }

  @Test
  void isReadAgainAfterAChangeThroughAConnectionOfItsOwn() throws SQLException {
    catalog.readThrough(connection);
    execute("CREATE TABLE LATER (ID INT)");
    assertThat(catalog.current().find(null, "LATER")).isNull();

    catalog.changed();

    assertThat(catalog.current().find(null, "LATER")).isNotNull();
    assertThat(opened).hasValue(1);
  }

  @Test
  void staysTheSameObjectWhereNothingChanged() {
    catalog.readThrough(connection);
    Catalog before = catalog.current();

    catalog.changed();

    assertThat(opened).hasValue(1);
    assertThat(catalog.current()).isSameAs(before);
  }

  @Test
  void isReadAgainForAnUnknownNameOnce() {
    catalog.readThrough(connection);

    catalog.missed(Set.of(new TableName("PUBLIC", "PEOPLE")));
    assertThat(opened).hasValue(0);
    catalog.missed(Set.of(UNKNOWN));
    catalog.missed(Set.of(UNKNOWN));

    assertThat(opened).hasValue(1);
  }

  @Test
  void thatCannotBeReadIsSaidOnceAndHurtsNobody() throws SQLException {
    connection.close();

    catalog.readThrough(connection);

    assertThat(catalog.current()).isSameAs(Catalog.EMPTY);
    assertThat(failures.counts()).containsOnlyKeys("catalog.read");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot read the tables of /catalog");
  }

  @Test
  void whoseDatabaseIsAwayStaysAsItWas() {
    catalog.readThrough(connection);
    Catalog before = catalog.current();
    catalog.openWith(
        () -> {
          throw new SQLException("away");
        });

    catalog.changed();

    assertThat(catalog.current()).isSameAs(before);
    assertThat(failures.counts()).containsOnlyKeys("catalog.refresh");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
