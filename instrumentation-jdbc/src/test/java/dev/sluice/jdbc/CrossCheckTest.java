package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mask.Mask;
import dev.sluice.mask.Redact;
import dev.sluice.policy.MaskPlan;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Lineage;
import dev.sluice.sql.OutputColumn;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Facts that are wrong, against what a real driver says of the result. */
class CrossCheckTest {
  private static final TableName PEOPLE = new TableName("PUBLIC", "PEOPLE");
  private static final ColumnName ID = new ColumnName(PEOPLE, "ID");
  private static final ColumnName SSN = new ColumnName(PEOPLE, "SSN");

  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:h2:mem:cross_check");
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE PEOPLE (ID INT, SSN VARCHAR(9))");
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void agreesWithTrueFacts() throws SQLException {
    assertThat(find("SELECT ID, SSN FROM PEOPLE", direct("ID", ID), direct("SSN", SSN))).isNull();
    assertThat(find("SELECT SSN AS ID FROM PEOPLE", direct("ID", SSN))).isNull();
    assertThat(find("SELECT UPPER(SSN) FROM PEOPLE", derived("", SSN))).isNull();
    assertThat(find("SELECT COUNT(SSN) FROM PEOPLE", derived(""))).isNull();
  }

  @Test
  void findsAColumnThatComesFromAMaskedOne() throws SQLException {
    assertThat(find("SELECT SSN AS ID FROM PEOPLE", direct("ID", ID)))
        .isEqualTo("column 1 is read as clear and comes from PUBLIC.PEOPLE.SSN");
    assertThat(find("SELECT ID, SSN FROM PEOPLE", direct("ID", ID), derived("")))
        .isEqualTo("column 2 is read as clear and comes from PUBLIC.PEOPLE.SSN");
  }

  @Test
  void findsColumnsInAnotherOrder() throws SQLException {
    assertThat(find("SELECT * FROM PEOPLE", direct("SSN", SSN), direct("ID", ID)))
        .isEqualTo("column 1 is read as SSN and called ID");
  }

  @Test
  void leavesAResultOfAnotherWidthToWhoeverCounts() throws SQLException {
    assertThat(find("SELECT ID, SSN FROM PEOPLE", direct("ID", ID))).isNull();
  }

  private static OutputColumn direct(String name, ColumnName column) {
    return new OutputColumn(name, new Lineage.Direct(column));
  }

  private static OutputColumn derived(String name, ColumnName... sources) {
    return new OutputColumn(name, new Lineage.Derived(Set.of(sources)));
  }

  private @Nullable String find(String sql, OutputColumn... output) throws SQLException {
    SqlFacts facts = SqlFacts.builder(Dialect.H2).output(List.of(output)).build();
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      return CrossCheck.find(results.getMetaData(), facts, new Masks(facts.output()));
    }
  }

  /** Masks SSN, and what the facts say is made of it. */
  private record Masks(List<OutputColumn> output) implements MaskPlan {
    @Override
    public boolean isEmpty() {
      return false;
    }

    @Override
    public @Nullable Mask column(int index) {
      Lineage lineage = output.get(index - 1).lineage();
      boolean masked =
          lineage.equals(new Lineage.Direct(SSN))
              || (lineage instanceof Lineage.Derived derived && derived.sources().contains(SSN));
      return masked ? Redact.INSTANCE : null;
    }

    @Override
    public int columns() {
      return output.size();
    }

    @Override
    public @Nullable Mask baseColumn(ColumnName column) {
      return column.equals(SSN) ? Redact.INSTANCE : null;
    }
  }
}
