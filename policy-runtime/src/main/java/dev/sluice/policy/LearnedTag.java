package dev.sluice.policy;

import dev.sluice.sql.ColumnName;
import dev.sluice.sql.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tag that a column got at run time. Immutable.
 *
 * @param database the database's name; null if it is not known, and for the tables of dialects in
 *     which the schema is the database
 * @param table null if every table of the database carries the tag, or of all databases
 * @param column null if every column of the table carries the tag
 * @param reason how it was found out
 */
public record LearnedTag(
    @Nullable String database,
    @Nullable TableName table,
    @Nullable String column,
    String tag,
    Reason reason) {

  /** How it was found out that a column holds what a tag stands for. */
  public sealed interface Reason {
    /**
     * A statement put values of other columns there, or what it computed from them.
     *
     * @param from columns with the tag: a few of them if they are many
     * @param fingerprint of the statement
     */
    record Copied(List<ColumnName> from, String fingerprint) implements Reason {
      private static final int MOST = 8;

      public Copied {
        from = List.copyOf(from.size() > MOST ? from.subList(0, MOST) : from);
      }

      @Override
      public String toString() {
        return "copied from " + names(from) + " by statement " + fingerprint;
      }

      private static String names(List<ColumnName> columns) {
        StringBuilder names = new StringBuilder();
        for (ColumnName column : columns) {
          names.append(names.length() == 0 ? "" : ", ").append(column);
        }
        return names.toString();
      }
    }

    /**
     * A detector recognised its values.
     *
     * @param detector the detector's name
     */
    record Detected(String detector) implements Reason {
      @Override
      public String toString() {
        return "detected as " + detector;
      }
    }
  }

  /** What carries the tag, for reports: {@code database.schema.table.column}. */
  public String place() {
    if (table == null) {
      return database == null ? "every table" : database + ".*";
    }
    String name = table + "." + (column == null ? "*" : column);
    return database == null ? name : database + "." + name;
  }

  @Override
  public String toString() {
    return place() + " carries " + tag + ": " + reason;
  }
}
