package dev.sluice.sql;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a database holds the rows of a table to, so that whether a write succeeds depends on values
 * which the write does not give. Immutable.
 *
 * @param name as the database reports it
 * @param table whose rows are held to it
 * @param columns the table's columns that it looks at
 * @param omittable those of {@code columns} of which an INSERT that leaves one out meets nothing:
 *     the column is NULL then, or a number or UUID that the database has just made
 * @param expression what is computed, in the database's own SQL; null if that does not matter
 * @param reference the other table of a foreign key; null for all other kinds
 * @param standing whether any UPDATE puts it to the test: rows that are there already may break it,
 *     or one of its columns gets another value by itself
 * @param unknown why it may depend on any value; null if only on those of its columns
 */
public record Constraint(
    String name,
    TableName table,
    Kind kind,
    List<String> columns,
    Set<String> omittable,
    @Nullable String expression,
    @Nullable Reference reference,
    boolean standing,
    @Nullable String unknown) {
  public Constraint {
    columns = List.copyOf(columns);
    omittable = Set.copyOf(omittable);
  }

  /** What it compares with what. */
  public enum Kind {
    /** A row with all others: unique keys and indexes, primary keys, exclusions. */
    UNIQUE("unique key"),

    /** The columns of a row with each other. */
    CHECK("check"),

    /** Nothing, but what it computes may fail: generated columns, indexes over expressions. */
    COMPUTED("expression"),

    /** A row with the partitions that there are; which one has to take it. */
    PARTITION("partition key"),

    /** A row with those of another table, to which it refers. */
    FOREIGN("foreign key"),

    /** A row with those of another table, which refer to it: the same foreign key from there. */
    REFERRED("foreign key"),

    /** Nobody knows what. */
    ANY("constraint");

    private final String noun;

    Kind(String noun) {
      this.noun = noun;
    }
  }

  /**
   * The other table of a foreign key, and what becomes of rows when one that they refer to goes or
   * changes.
   *
   * @param columns the other table's columns that it looks at
   * @param deletes whether rows go with the one that they refer to
   * @param clears whether they change when the one that they refer to goes
   * @param follows whether they change when the one that they refer to changes
   */
  public record Reference(
      TableName table, List<String> columns, boolean deletes, boolean clears, boolean follows) {
    public Reference {
      columns = List.copyOf(columns);
    }
  }

  /** Of a table of which nothing is known but that there may be some. */
  public static Constraint unknown(TableName table) {
    return new Constraint(
        "?",
        table,
        Kind.ANY,
        List.of(),
        Set.of(),
        null,
        null,
        true,
        "there are more than are followed");
  }

  /** Of a table that the session made itself: any of its columns may be tied to any other. */
  static Constraint ofTemporary(TableName table, List<String> columns) {
    return new Constraint(
        "?", table, Kind.UNIQUE, columns, Set.copyOf(columns), null, null, false, null);
  }

  /** The same rule for any table, to be compared: a partition has its parent's once more. */
  public Constraint unnamed(TableName other) {
    return new Constraint(
        "", other, kind, columns, omittable, expression, reference, standing, unknown);
  }

  /** What can tell, as the subject of a sentence. */
  String cause() {
    Reference other = kind == Kind.REFERRED ? reference : null;
    return "the " + kind.noun + " " + name + " of " + (other == null ? table : other.table());
  }

  /** A foreign key as the table has it that it refers to; null for all other kinds. */
  public @Nullable Constraint referred() {
    if (kind != Kind.FOREIGN || reference == null) {
      return null;
    }
    Reference referring =
        new Reference(table, columns, reference.deletes(), reference.clears(), reference.follows());
    return new Constraint(
        name,
        reference.table(),
        Kind.REFERRED,
        reference.columns(),
        Set.of(),
        null,
        referring,
        false,
        null);
  }
}
