package dev.sluice.sql;

import java.util.Locale;
import java.util.Set;

/**
 * The system tables that show what nobody asks a table of the users' for: rows' values in
 * statistics and locks, the statements of other sessions, secrets of the server. What is read from
 * them may be anything. Named after the manuals' chapters: PostgreSQL "System Catalogs" and "System
 * Views", MySQL "INFORMATION_SCHEMA Tables", MariaDB "Information Schema Tables", H2 "Information
 * Schema".
 */
final class Telltale {
  /** Nobody else may begin a name with {@code pg_}; the others are found unqualified too. */
  private static final Set<String> TABLES =
      Set.of(
          "pg_stats",
          "pg_stats_ext",
          "pg_stats_ext_exprs",
          "pg_statistic",
          "pg_statistic_ext_data",
          "pg_stat_activity",
          "pg_stat_statements",
          "pg_stat_wal_receiver",
          "pg_prepared_statements",
          "pg_prepared_xacts",
          "pg_cursors",
          "pg_largeobject",
          "pg_authid",
          "pg_shadow",
          "pg_subscription",
          "pg_user_mapping",
          "pg_user_mappings",
          "pg_hba_file_rules",
          "pg_ident_file_mappings",
          "pg_file_settings",
          "processlist",
          "column_statistics",
          "query_statistics",
          "events_statements_history",
          "events_statements_current",
          "events_statements_history_long",
          "events_statements_summary_by_digest");

  /** In the information schema of MySQL, MariaDB or H2. */
  private static final Set<String> INFORMATION_TABLES =
      Set.of("optimizer_trace", "profiling", "sessions", "in_doubt", "locks", "metadata_lock_info");

  /** Why what measures tables may tell of any value in them. */
  static final String ROOM = "it tells how much room rows take or how they are read";

  /** Columns of system tables that tell how much room rows take, or how many values there are. */
  private static final Set<String> MEASURES =
      Set.of(
          "pg_class.relpages",
          "pg_class.reltuples",
          "pg_class.relallvisible",
          "pg_class.relallfrozen",
          "tables.table_rows",
          "tables.avg_row_length",
          "tables.data_length",
          "tables.index_length",
          "tables.data_free",
          "tables.checksum",
          "tables.row_count_estimate",
          "partitions.table_rows",
          "partitions.avg_row_length",
          "partitions.data_length",
          "partitions.index_length",
          "partitions.data_free",
          "partitions.checksum",
          "statistics.cardinality",
          "columns.selectivity");

  private Telltale() {}

  /** Adds to a statement's facts what the columns tell of that it reads of system tables. */
  static void find(FactsCollector facts, Dialect dialect) {
    for (ColumnName column : facts.columnsRead) {
      if (isMeasure(column, dialect)) {
        facts.disclosures.add(new Disclosure("the column " + column, ROOM, Set.of()));
      }
    }
  }

  /** Whether a system table counts what happens to rows, pages and blocks. */
  private static boolean counts(String table) {
    return table.startsWith("pg_statio_")
        || (table.startsWith("pg_stat_") && !table.equals("pg_stat_ssl"))
        || table.equals("table_statistics")
        || table.equals("index_statistics");
  }

  /** Whether a column of a system table measures other tables. */
  static boolean isMeasure(ColumnName column, Dialect dialect) {
    String schema = column.table().schema();
    String table = column.table().name().toLowerCase(Locale.ROOT);
    boolean measured =
        counts(table) || MEASURES.contains(table + "." + column.column().toLowerCase(Locale.ROOT));
    return measured
        && (dialect == Dialect.POSTGRESQL
            ? table.startsWith("pg_")
            : schema != null && schema.equalsIgnoreCase("information_schema"));
  }

  static boolean is(TableName table, Dialect dialect) {
    String name = table.name().toLowerCase(Locale.ROOT);
    if (TABLES.contains(name)) {
      return true;
    }
    if (table.schema() == null || dialect == Dialect.POSTGRESQL) {
      return false;
    }
    return switch (table.schema().toLowerCase(Locale.ROOT)) {
      // InnoDB's tables show the statements of transactions, locked rows, pages and indexed words
      case "information_schema" -> INFORMATION_TABLES.contains(name) || name.startsWith("innodb_");
      case "performance_schema", "mysql", "sys" -> true;
      default -> false;
    };
  }
}
