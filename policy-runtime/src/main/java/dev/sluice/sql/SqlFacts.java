package dev.sluice.sql;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one statement does, as far as it is understood. If {@link #opaque()} holds a reason, the
 * other facts are what was found before understanding ended: a lower bound, never to be taken for
 * the whole. Immutable.
 *
 * @param dialect the dialect that the text was read in
 * @param shape the text without its literals ({@code ?} in their place), safe to show
 * @param fingerprint 16 lower-case hexadecimal digits: the hash of the key under which decisions on
 *     this shape are cached
 * @param operation the leading SQL command in upper case, such as {@code SELECT}; empty if unknown
 * @param summary {@code db.query.summary} of the semantic conventions: operations and their
 *     targets, at most 255 characters
 * @param effects everything that the statement does
 * @param tablesRead tables whose rows are read
 * @param tablesWritten tables whose rows or definitions are changed
 * @param columnsRead base columns whose values are read anywhere in the statement
 * @param columnsWritten base columns that are written
 * @param columnsStored base columns whose values, or what is computed from them, may end up in what
 *     is written; all of {@code columnsRead} where that was not told apart
 * @param shapingColumns base columns that decide which rows come and in what order (WHERE, JOIN,
 *     GROUP BY, ORDER BY, DISTINCT, HAVING, windows)
 * @param equalityColumns those of {@code shapingColumns} that do so in one way only: the WHERE of
 *     the whole statement ANDs that they equal a value which the text or a parameter gives
 * @param raisingColumns base columns whose values can make the statement fail or warn, have a side
 *     effect or take its time: operands of a cast, a division or a function that is not total
 * @param output the columns of the result in order; empty if the statement returns no rows
 * @param functions functions called, folded, qualified where the statement qualifies them
 * @param unrestricted whether an UPDATE or DELETE has no WHERE, or one that is always true;
 *     TRUNCATE always
 * @param hasLimit whether the outermost query has a LIMIT, FETCH FIRST or TOP
 * @param limit how many rows the outermost query returns at most by its LIMIT, FETCH FIRST or TOP;
 *     -1 if it has none or its number is not in the text
 * @param valuesRows how many rows an INSERT writes by its VALUES; -1 if they are not in the text
 * @param joins how often the text puts one table, view or query beside another, by JOIN, a comma,
 *     {@code UPDATE ... FROM}, {@code DELETE ... USING} or MERGE; not counted are joins in the
 *     definitions of views; -1 if the statement is not fully understood
 * @param sessionChanges what the statement changes of its session
 * @param disclosures what it may tell of by what it makes the database do or measure: the triggers
 *     that it sets off, the constraints that it puts to the test, the room that rows take
 * @param statements the number of statements in the text, at least 1
 * @param opaque why the statement is not fully understood; empty if it is
 */
public record SqlFacts(
    Dialect dialect,
    String shape,
    String fingerprint,
    String operation,
    String summary,
    Set<Effect> effects,
    Set<TableName> tablesRead,
    Set<TableName> tablesWritten,
    Set<ColumnName> columnsRead,
    Set<ColumnName> columnsWritten,
    Set<ColumnName> columnsStored,
    Set<Copy> copies,
    Set<ColumnName> shapingColumns,
    Set<ColumnName> equalityColumns,
    Set<ColumnName> raisingColumns,
    List<OutputColumn> output,
    Set<String> functions,
    boolean unrestricted,
    boolean hasLimit,
    long limit,
    int valuesRows,
    int joins,
    List<SessionChange> sessionChanges,
    List<Disclosure> disclosures,
    int statements,
    List<String> opaque) {

  public SqlFacts {
    effects = Set.copyOf(effects);
    tablesRead = Set.copyOf(tablesRead);
    tablesWritten = Set.copyOf(tablesWritten);
    columnsRead = Set.copyOf(columnsRead);
    columnsWritten = Set.copyOf(columnsWritten);
    columnsStored = Set.copyOf(columnsStored);
    copies = Set.copyOf(copies);
    shapingColumns = Set.copyOf(shapingColumns);
    equalityColumns = Set.copyOf(equalityColumns);
    raisingColumns = Set.copyOf(raisingColumns);
    output = List.copyOf(output);
    functions = Set.copyOf(functions);
    sessionChanges = List.copyOf(sessionChanges);
    disclosures = List.copyOf(disclosures);
    opaque = List.copyOf(opaque);
  }

  /** Begins the facts of a statement that does nothing yet. */
  public static Builder builder(Dialect dialect) {
    return new Builder(dialect);
  }

  /** The facts of a statement of which nothing is known but why. */
  public static SqlFacts unknown(Dialect dialect, String fingerprint, String reason) {
    return builder(dialect).fingerprint(fingerprint).opaque(List.of(reason)).joins(-1).build();
  }

  public boolean isOpaque() {
    return !opaque.isEmpty();
  }

  /** The classes of all effects. */
  public Set<StatementClass> classes() {
    Set<StatementClass> classes = EnumSet.noneOf(StatementClass.class);
    for (Effect effect : effects) {
      classes.add(effect.statementClass());
    }
    return classes;
  }

  /** Tables read and written. */
  public Set<TableName> tables() {
    Set<TableName> tables = new LinkedHashSet<>(tablesRead);
    tables.addAll(tablesWritten);
    return tables;
  }

  /**
   * Puts facts together. What is not said is empty, false, 1 statement, or unknown; {@code
   * columnsStored} is all that is read. Confined to one thread.
   */
  public static final class Builder {
    private final Dialect dialect;
    private String shape = "";
    private String fingerprint = "";
    private String operation = "";
    private String summary = "";
    private Set<Effect> effects = Set.of();
    private Set<TableName> tablesRead = Set.of();
    private Set<TableName> tablesWritten = Set.of();
    private Set<ColumnName> columnsRead = Set.of();
    private Set<ColumnName> columnsWritten = Set.of();
    private @Nullable Set<ColumnName> columnsStored;
    private Set<Copy> copies = Set.of();
    private Set<ColumnName> shapingColumns = Set.of();
    private Set<ColumnName> equalityColumns = Set.of();
    private Set<ColumnName> raisingColumns = Set.of();
    private List<OutputColumn> output = List.of();
    private Set<String> functions = Set.of();
    private boolean unrestricted;
    private boolean hasLimit;
    private long limit = -1;
    private int valuesRows = -1;
    private int joins;
    private List<SessionChange> sessionChanges = List.of();
    private List<Disclosure> disclosures = List.of();
    private int statements = 1;
    private List<String> opaque = List.of();

    private Builder(Dialect dialect) {
      this.dialect = dialect;
    }

    public Builder shape(String value) {
      shape = value;
      return this;
    }

    public Builder fingerprint(String value) {
      fingerprint = value;
      return this;
    }

    public Builder operation(String value) {
      operation = value;
      return this;
    }

    public Builder summary(String value) {
      summary = value;
      return this;
    }

    public Builder effects(Set<Effect> value) {
      effects = value;
      return this;
    }

    public Builder tablesRead(Set<TableName> value) {
      tablesRead = value;
      return this;
    }

    public Builder tablesWritten(Set<TableName> value) {
      tablesWritten = value;
      return this;
    }

    public Builder columnsRead(Set<ColumnName> value) {
      columnsRead = value;
      return this;
    }

    public Builder columnsWritten(Set<ColumnName> value) {
      columnsWritten = value;
      return this;
    }

    public Builder columnsStored(Set<ColumnName> value) {
      columnsStored = value;
      return this;
    }

    public Builder copies(Set<Copy> value) {
      copies = value;
      return this;
    }

    public Builder shapingColumns(Set<ColumnName> value) {
      shapingColumns = value;
      return this;
    }

    public Builder equalityColumns(Set<ColumnName> value) {
      equalityColumns = value;
      return this;
    }

    public Builder raisingColumns(Set<ColumnName> value) {
      raisingColumns = value;
      return this;
    }

    public Builder output(List<OutputColumn> value) {
      output = value;
      return this;
    }

    public Builder functions(Set<String> value) {
      functions = value;
      return this;
    }

    public Builder unrestricted(boolean value) {
      unrestricted = value;
      return this;
    }

    public Builder hasLimit(boolean value) {
      hasLimit = value;
      return this;
    }

    public Builder limit(long value) {
      limit = value;
      return this;
    }

    public Builder valuesRows(int value) {
      valuesRows = value;
      return this;
    }

    public Builder joins(int value) {
      joins = value;
      return this;
    }

    public Builder sessionChanges(List<SessionChange> value) {
      sessionChanges = value;
      return this;
    }

    public Builder disclosures(List<Disclosure> value) {
      disclosures = value;
      return this;
    }

    public Builder statements(int value) {
      statements = value;
      return this;
    }

    public Builder opaque(List<String> value) {
      opaque = value;
      return this;
    }

    public SqlFacts build() {
      return new SqlFacts(
          dialect,
          shape,
          fingerprint,
          operation,
          summary,
          effects,
          tablesRead,
          tablesWritten,
          columnsRead,
          columnsWritten,
          columnsStored == null ? columnsRead : columnsStored,
          copies,
          shapingColumns,
          equalityColumns,
          raisingColumns,
          output,
          functions,
          unrestricted,
          hasLimit,
          limit,
          valuesRows,
          joins,
          sessionChanges,
          disclosures,
          statements,
          opaque);
    }
  }
}
