package dev.sluice.catalog;

import dev.sluice.sql.Catalog.Kind;
import dev.sluice.sql.Catalog.Relation;
import dev.sluice.sql.ColumnType;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.TableCatalog;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a catalog of the answers to some queries: for columns, for views, for the names of
 * functions, for the search path. Who reads it sends {@link #queries} one after the other, through
 * a connection that nobody else uses, and hands over each row. Used by one thread at a time.
 */
public final class CatalogReader {
  /** Some 40 MB. A database with more is known in part, and what is not known is opaque. */
  private static final int MOST_COLUMNS = 200_000;

  // The system relations named here hold values of the users' columns, or other sessions'
  // statements: a view without a definition is opaque to the analysis.
  private static final String POSTGRESQL_COLUMNS =
      """
      SELECT n.nspname, c.relname,
             CASE WHEN c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                       OR c.relname IN ('pg_statistic', 'pg_statistic_ext_data', 'pg_stats',
                          'pg_stats_ext', 'pg_stats_ext_exprs', 'pg_stat_activity', 'pg_largeobject')
                  THEN 'VIEW' ELSE 'TABLE' END,
             a.attname,
             CASE WHEN a.atttypid IN ('pg_catalog.text'::pg_catalog.regtype,
                                      'pg_catalog.varchar'::pg_catalog.regtype,
                                      'pg_catalog.bpchar'::pg_catalog.regtype)
                       AND a.attcollation IN (SELECT o.oid FROM pg_catalog.pg_collation o
                                               WHERE o.collname IN ('default', 'C', 'POSIX'))
                  THEN 'TEXT'
                  WHEN a.atttypid IN ('pg_catalog.int2'::pg_catalog.regtype,
                                      'pg_catalog.int4'::pg_catalog.regtype,
                                      'pg_catalog.int8'::pg_catalog.regtype,
                                      'pg_catalog.numeric'::pg_catalog.regtype)
                  THEN 'NUMBER'
                  WHEN a.atttypid IN ('pg_catalog.date'::pg_catalog.regtype,
                                      'pg_catalog.timestamp'::pg_catalog.regtype)
                  THEN 'MOMENT'
                  WHEN a.atttypid = 'pg_catalog.bool'::pg_catalog.regtype THEN 'BOOLEAN' END,
             CASE WHEN a.attidentity <> ''
                       OR d.oid IS NULL AND t.typdefault IS NULL
                       OR pg_catalog.pg_get_expr(d.adbin, d.adrelid)
                          ~ '^(nextval|(\\w+\\.)?(gen_random_uuid|uuidv[47]|uuid_generate_v[14]))\\('
                  THEN 'NEW' END
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
       WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
         AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'
         AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
       ORDER BY n.nspname, c.relname, a.attnum""";

  private static final String POSTGRESQL_VIEWS =
      """
      SELECT n.nspname, c.relname, pg_catalog.pg_get_viewdef(c.oid)
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')""";

  private static final String POSTGRESQL_SCHEMAS =
      "SELECT unnest(pg_catalog.current_schemas(true))";

  /** Of each child of a table, and each partition, the parent. */
  private static final String POSTGRESQL_PARENTS =
      """
      SELECT cn.nspname, c.relname, pn.nspname, p.relname
        FROM pg_catalog.pg_inherits i
        JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
        JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
        JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
        JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
       WHERE c.relkind IN ('r', 'p', 'f')""";

  /**
   * Functions and operators that are neither the system's nor an extension's: PostgreSQL prefers
   * the one that fits the operands best to the system's (PostgreSQL 18, 10.2 and 10.3).
   */
  private static final String POSTGRESQL_ROUTINES =
      """
      SELECT DISTINCT p.proname
        FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND p.prorettype NOT IN ('pg_catalog.trigger'::pg_catalog.regtype,
                                  'pg_catalog.event_trigger'::pg_catalog.regtype)
         AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                          WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                            AND d.objid = p.oid AND d.deptype = 'e')
       UNION
      SELECT DISTINCT o.oprname
        FROM pg_catalog.pg_operator o
        JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
       WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                          WHERE d.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass
                            AND d.objid = o.oid AND d.deptype = 'e')""";

  /**
   * What is run when rows are written: triggers but those that are constraints at work, and rules
   * but those that are views. Longer bodies are not read, which is the same as not understood.
   */
  private static final String POSTGRESQL_TRIGGERS =
      """
      SELECT n.nspname, c.relname, t.tgname,
             pg_catalog.concat_ws(' ', CASE WHEN t.tgtype & 4 <> 0 THEN 'INSERT' END,
                                       CASE WHEN t.tgtype & 8 <> 0 THEN 'DELETE' END,
                                       CASE WHEN t.tgtype & 16 <> 0 THEN 'UPDATE' END,
                                       CASE WHEN t.tgtype & 32 <> 0 THEN 'TRUNCATE' END),
             (SELECT pg_catalog.string_agg(a.attname, pg_catalog.chr(10))
                FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr)),
             l.lanname,
             CASE WHEN pg_catalog.length(p.prosrc) <= 16384 THEN p.prosrc END,
             CASE WHEN t.tgqual IS NOT NULL
                  THEN COALESCE(pg_catalog.substring(pg_catalog.pg_get_triggerdef(t.oid),
                         ' WHEN [(](.*)[)] EXECUTE (?:FUNCTION|PROCEDURE) '), '') END
        FROM pg_catalog.pg_trigger t
        JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
        JOIN pg_catalog.pg_language l ON l.oid = p.prolang
       WHERE (NOT t.tgisinternal OR t.tgconstraint = 0) AND t.tgenabled <> 'D'
       UNION ALL
      SELECT n.nspname, c.relname, r.rulename,
             CASE r.ev_type WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT' ELSE 'DELETE' END,
             NULL, 'rule',
             CASE WHEN pg_catalog.length(pg_catalog.pg_get_ruledef(r.oid)) <= 16384
                  THEN pg_catalog.pg_get_ruledef(r.oid) END,
             NULL
        FROM pg_catalog.pg_rewrite r
        JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE r.ev_type <> '1' AND r.ev_enabled <> 'D' AND n.nspname <> 'pg_catalog'""";

  /**
   * What rows are held to, one row for each column or expression of it. An index of partitions has
   * no predicate of another's; a check of one column is read too, as its code may look at others.
   * Read through {@code to_jsonb}, a column may be missing in an older server.
   */
  private static final String POSTGRESQL_CONSTRAINTS =
      """
      SELECT n.nspname, c.relname, i.relname,
             CASE WHEN x.indisunique OR x.indisexclusion THEN 'UNIQUE' ELSE 'COMPUTED' END,
             (SELECT a.attname FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = x.indrelid AND a.attnum = x.indkey[s.p] AND s.p >= 0),
             CASE WHEN x.indkey[s.p] = 0
                  THEN pg_catalog.pg_get_indexdef(x.indexrelid, s.p + 1, false)
                  WHEN s.p = -1 THEN pg_catalog.pg_get_expr(x.indpred, x.indrelid) END,
             NULL, NULL, NULL, NULL, NULL,
             CASE WHEN pg_catalog.to_jsonb(x) ->> 'indnullsnotdistinct' = 'true' THEN 'NULLS' END
        FROM pg_catalog.pg_index x
        JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
        JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       CROSS JOIN LATERAL (SELECT pg_catalog.generate_subscripts(x.indclass, 1) AS p
                            UNION ALL SELECT -1 WHERE x.indpred IS NOT NULL) s
       WHERE (x.indisunique OR x.indisexclusion OR x.indkey[s.p] = 0 OR s.p = -1)
         AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
       UNION ALL
      SELECT n.nspname, c.relname, k.conname, 'CHECK', a.attname, NULL, NULL, NULL, NULL, NULL, NULL,
             pg_catalog.concat_ws(' ', CASE WHEN NOT k.convalidated THEN 'STANDING' END,
               CASE WHEN EXISTS (SELECT 1
                      FROM pg_catalog.pg_depend d
                      LEFT JOIN pg_catalog.pg_operator o
                        ON d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass
                       AND o.oid = d.refobjid
                      JOIN pg_catalog.pg_proc f ON f.oid = COALESCE(o.oprcode, d.refobjid)
                     WHERE d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
                       AND d.objid = k.oid AND f.provolatile <> 'i'
                       AND d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass,
                                            'pg_catalog.pg_operator'::pg_catalog.regclass)
                       AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e
                              WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                                AND e.objid = f.oid AND e.deptype = 'e'))
                    THEN 'CODE' END)
        FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_attribute a
          ON a.attrelid = c.oid AND NOT a.attisdropped
         AND (a.attnum = ANY (k.conkey) OR 0 = ANY (k.conkey) AND a.attnum > 0)
       WHERE k.contype = 'c' AND n.nspname <> 'information_schema'
       UNION ALL
      SELECT n.nspname, c.relname, c.relname, 'PARTITION', NULL,
             pg_catalog.pg_get_partkeydef(c.oid), NULL, NULL, NULL, NULL, NULL, NULL
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'p'
       UNION ALL
      SELECT n.nspname, c.relname, k.conname, 'FOREIGN',
             (SELECT a.attname FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[s.p]),
             NULL, pn.nspname, p.relname,
             (SELECT a.attname FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = k.confrelid AND a.attnum = k.confkey[s.p]),
             CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET' WHEN 'd' THEN 'SET' END,
             CASE k.confupdtype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET' WHEN 'd' THEN 'SET' END,
             NULL
        FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_class p ON p.oid = k.confrelid
        JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
       CROSS JOIN LATERAL pg_catalog.generate_subscripts(k.conkey, 1) s(p)
       WHERE k.contype = 'f'
       ORDER BY 1, 2, 4, 3""";

  /**
   * A stored function hides none of the server's own, but of the known names no server has all:
   * MariaDB lacks some of MySQL's.
   */
  private static final String ROUTINES =
      "SELECT DISTINCT ROUTINE_NAME FROM INFORMATION_SCHEMA.ROUTINES"
          + " WHERE ROUTINE_TYPE = 'FUNCTION' AND ROUTINE_SCHEMA <> 'sys'";

  private static final String VIEWS =
      "SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM INFORMATION_SCHEMA.VIEWS"
          + " WHERE TABLE_SCHEMA <> 'sys'";

  private static final String GENERATED =
      """
      SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, GENERATION_EXPRESSION
        FROM INFORMATION_SCHEMA.COLUMNS
       WHERE GENERATION_EXPRESSION <> ''""";

  private static final String MYSQL_COLUMNS =
      """
      SELECT c.TABLE_SCHEMA, c.TABLE_NAME,
             CASE WHEN t.TABLE_TYPE LIKE '%VIEW%' AND t.TABLE_TYPE <> 'SYSTEM VIEW'
                  THEN 'VIEW' ELSE 'TABLE' END,
             c.COLUMN_NAME,
             CASE WHEN c.DATA_TYPE IN ('char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext')
                  THEN 'TEXT'
                  WHEN c.DATA_TYPE IN ('tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal',
                                       'float', 'double')
                  THEN 'NUMBER'
                  WHEN c.DATA_TYPE IN ('date', 'datetime', 'timestamp') THEN 'MOMENT' END,
             CASE WHEN c.EXTRA LIKE '%on update%' THEN 'RENEWED'
                  WHEN c.EXTRA LIKE '%auto_increment%' OR c.COLUMN_DEFAULT LIKE 'uuid(%'
                       OR c.IS_NULLABLE = 'YES' AND c.EXTRA NOT LIKE '% GENERATED%'
                          AND (c.COLUMN_DEFAULT IS NULL
                               OR c.COLUMN_DEFAULT = 'NULL' AND VERSION() LIKE '%MariaDB%')
                  THEN 'NEW' END
        FROM information_schema.COLUMNS c
        JOIN information_schema.TABLES t
          ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
       WHERE c.TABLE_SCHEMA NOT IN ('performance_schema', 'sys')
       ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION""";

  /** Foreign keys set off none here (MySQL 8.4, 15.1.22 "CREATE TRIGGER Statement"). */
  private static final String MYSQL_TRIGGERS =
      """
      SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME, EVENT_MANIPULATION, NULL, 'sql',
             CASE WHEN CHAR_LENGTH(ACTION_STATEMENT) <= 16384 THEN ACTION_STATEMENT END, NULL
        FROM information_schema.TRIGGERS
       WHERE TRIGGER_SCHEMA <> 'sys'""";

  private static final String MYSQL_KEYS =
      """
      SELECT s.TABLE_SCHEMA, s.TABLE_NAME, s.INDEX_NAME,
             CASE s.NON_UNIQUE WHEN 0 THEN 'UNIQUE' ELSE 'COMPUTED' END, s.COLUMN_NAME,
             COALESCE(NULL /*!80013 , s.EXPRESSION */), NULL, NULL, NULL, NULL, NULL, NULL
        FROM information_schema.STATISTICS s
       WHERE s.TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
         AND (s.NON_UNIQUE = 0 OR s.COLUMN_NAME IS NULL)
       ORDER BY s.TABLE_SCHEMA, s.TABLE_NAME, s.INDEX_NAME""";

  private static final String MYSQL_PARTITION_KEYS =
      """
      SELECT p.TABLE_SCHEMA, p.TABLE_NAME, p.TABLE_NAME, 'CHECK', NULL,
             CONCAT_WS(' ', p.PARTITION_EXPRESSION, p.SUBPARTITION_EXPRESSION),
             NULL, NULL, NULL, NULL, NULL, NULL
        FROM information_schema.PARTITIONS p
       WHERE p.PARTITION_ORDINAL_POSITION = 1 AND COALESCE(p.SUBPARTITION_ORDINAL_POSITION, 1) = 1""";

  /**
   * MySQL's checks have names of their own in a database, MariaDB's in a table. Neither runs code
   * of the database's own in them. Each server passes over the other's comments.
   */
  private static final String MYSQL_CHECKS =
      """
      SELECT NULL, NULL, NULL, 'CHECK', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM information_schema.SCHEMATA WHERE 1 = 0
      /*M!100310 UNION ALL
      SELECT k.CONSTRAINT_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, 'CHECK', NULL, k.CHECK_CLAUSE,
             NULL, NULL, NULL, NULL, NULL, NULL
        FROM information_schema.CHECK_CONSTRAINTS k */
      /*!80016 UNION ALL
      SELECT t.TABLE_SCHEMA, t.TABLE_NAME, k.CONSTRAINT_NAME, 'CHECK', NULL, k.CHECK_CLAUSE,
             NULL, NULL, NULL, NULL, NULL, NULL
        FROM information_schema.CHECK_CONSTRAINTS k
        JOIN information_schema.TABLE_CONSTRAINTS t
          ON t.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = k.CONSTRAINT_NAME
         AND t.CONSTRAINT_TYPE = 'CHECK' */""";

  private static final String MYSQL_FOREIGN_KEYS =
      """
      SELECT u.TABLE_SCHEMA, u.TABLE_NAME, u.CONSTRAINT_NAME, 'FOREIGN', u.COLUMN_NAME, NULL,
             u.REFERENCED_TABLE_SCHEMA, u.REFERENCED_TABLE_NAME, u.REFERENCED_COLUMN_NAME,
             r.DELETE_RULE, r.UPDATE_RULE, NULL
        FROM information_schema.KEY_COLUMN_USAGE u
        JOIN information_schema.REFERENTIAL_CONSTRAINTS r
          ON r.CONSTRAINT_SCHEMA = u.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = u.CONSTRAINT_NAME
         AND r.TABLE_NAME = u.TABLE_NAME
       WHERE u.REFERENCED_TABLE_NAME IS NOT NULL
       ORDER BY u.TABLE_SCHEMA, u.TABLE_NAME, u.CONSTRAINT_NAME""";

  /** The tables whose changes no rollback takes back. */
  private static final String MYSQL_IRREVOCABLE =
      """
      SELECT t.TABLE_SCHEMA, t.TABLE_NAME
        FROM information_schema.TABLES t
        JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
       WHERE COALESCE(e.TRANSACTIONS, 'NO') <> 'YES'
         AND t.TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema', 'sys')""";

  private static final String MYSQL_SCHEMAS = "SELECT DATABASE()";

  private static final String H2_COLUMNS =
      """
      SELECT C.TABLE_SCHEMA, C.TABLE_NAME,
             CASE WHEN T.TABLE_TYPE = 'VIEW' AND T.TABLE_SCHEMA <> 'INFORMATION_SCHEMA'
                  THEN 'VIEW' ELSE 'TABLE' END,
             C.COLUMN_NAME,
             CASE WHEN C.DATA_TYPE IN ('CHARACTER', 'CHARACTER VARYING', 'VARCHAR_IGNORECASE')
                  THEN 'TEXT'
                  WHEN C.DATA_TYPE IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'NUMERIC')
                  THEN 'NUMBER'
                  WHEN C.DATA_TYPE IN ('DATE', 'TIMESTAMP') THEN 'MOMENT'
                  WHEN C.DATA_TYPE = 'BOOLEAN' THEN 'BOOLEAN' END,
             CASE WHEN C.COLUMN_ON_UPDATE IS NOT NULL THEN 'RENEWED'
                  WHEN C.IS_IDENTITY = 'YES' OR C.COLUMN_DEFAULT LIKE 'NEXT VALUE FOR %'
                       OR C.COLUMN_DEFAULT LIKE 'RANDOM_UUID(%'
                       OR C.COLUMN_DEFAULT IS NULL AND C.IS_GENERATED = 'NEVER'
                  THEN 'NEW' END
        FROM INFORMATION_SCHEMA.COLUMNS C
        JOIN INFORMATION_SCHEMA.TABLES T
          ON T.TABLE_SCHEMA = C.TABLE_SCHEMA AND T.TABLE_NAME = C.TABLE_NAME
       ORDER BY C.TABLE_SCHEMA, C.TABLE_NAME, C.ORDINAL_POSITION""";

  private static final String H2_TRIGGERS =
      """
      SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME, EVENT_MANIPULATION, NULL, 'java',
             NULL, NULL
        FROM INFORMATION_SCHEMA.TRIGGERS""";

  /** Where no index says how its NULLs are told apart, the name is that of the outer query. */
  private static final String H2_CONSTRAINTS =
      """
      SELECT I.TABLE_SCHEMA, I.TABLE_NAME, I.INDEX_NAME, 'UNIQUE', I.COLUMN_NAME, NULL,
             NULL, NULL, NULL, NULL, NULL,
             CASE WHEN (SELECT MIN(NULLS_DISTINCT) FROM INFORMATION_SCHEMA.INDEXES X
                         WHERE X.INDEX_SCHEMA = I.INDEX_SCHEMA AND X.INDEX_NAME = I.INDEX_NAME)
                       = 'NO' THEN 'NULLS' END
        FROM (SELECT 'YES' AS NULLS_DISTINCT) O
       CROSS JOIN INFORMATION_SCHEMA.INDEX_COLUMNS I
       WHERE I.IS_UNIQUE
       UNION ALL
      SELECT T.TABLE_SCHEMA, T.TABLE_NAME, K.CONSTRAINT_NAME, 'CHECK', NULL, K.CHECK_CLAUSE,
             NULL, NULL, NULL, NULL, NULL, NULL
        FROM INFORMATION_SCHEMA.CHECK_CONSTRAINTS K
        JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS T
          ON T.CONSTRAINT_SCHEMA = K.CONSTRAINT_SCHEMA AND T.CONSTRAINT_NAME = K.CONSTRAINT_NAME
       UNION ALL
      SELECT U.TABLE_SCHEMA, U.TABLE_NAME, U.CONSTRAINT_NAME, 'FOREIGN', U.COLUMN_NAME, NULL,
             P.TABLE_SCHEMA, P.TABLE_NAME, P.COLUMN_NAME, R.DELETE_RULE, R.UPDATE_RULE, NULL
        FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS R
        JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE U
          ON U.CONSTRAINT_SCHEMA = R.CONSTRAINT_SCHEMA AND U.CONSTRAINT_NAME = R.CONSTRAINT_NAME
        JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE P
          ON P.CONSTRAINT_SCHEMA = R.UNIQUE_CONSTRAINT_SCHEMA
         AND P.CONSTRAINT_NAME = R.UNIQUE_CONSTRAINT_NAME
         AND P.ORDINAL_POSITION = U.POSITION_IN_UNIQUE_CONSTRAINT
       ORDER BY 1, 2, 4, 3""";

  private static final String H2_SCHEMAS = "SELECT SCHEMA()";

  /**
   * The last column of {@code COLUMNS}: {@code NEW} where a row that is inserted without a value
   * for it gets NULL, or a number or UUID that was made for it, {@code RENEWED} where every UPDATE
   * gives it another value.
   */
  private enum Topic {
    VIEWS(3),
    PARENTS(4),
    GENERATED(4),
    ROUTINES(1),
    TRIGGERS(8),
    COLUMNS(6),
    CONSTRAINTS(12),
    IRREVOCABLE(2),
    SCHEMAS(1);

    private final int columns;

    Topic(int columns) {
      this.columns = columns;
    }
  }

  private final Dialect dialect;
  private final List<Query> queries;
  private final Map<TableName, String> definitions = new HashMap<>();
  private final Origins origins = new Origins();
  private final TriggerList triggers = new TriggerList();
  private final ConstraintList constraints;
  private final List<String> routines = new ArrayList<>();
  private final List<Relation> relations = new ArrayList<>();
  private final List<String> path = new ArrayList<>();
  private final Set<TableName> irrevocable = new HashSet<>();
  private @Nullable TableName table;
  private Kind kind = Kind.TABLE;
  private List<String> columns = new ArrayList<>();
  private Map<String, ColumnType> types = new HashMap<>();
  private int count;
  private boolean whole = true;

  private CatalogReader(Dialect dialect, List<Query> queries) {
    this.dialect = dialect;
    this.queries = queries;
    this.constraints = new ConstraintList(origins, dialect.schemaIsDatabase() ? null : triggers);
  }

  /** A query to send, each column of whose rows is read as a string. */
  public static final class Query {
    private final Topic topic;
    private final String sql;

    private Query(Topic topic, String sql) {
      this.topic = topic;
      this.sql = sql;
    }

    public String sql() {
      return sql;
    }

    /** How many columns its rows have. */
    public int columns() {
      return topic.columns;
    }
  }

  /** A new reader; null for a dialect whose catalog is not read. */
  public static @Nullable CatalogReader of(Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL ->
          new CatalogReader(
              dialect,
              List.of(
                  new Query(Topic.VIEWS, POSTGRESQL_VIEWS),
                  new Query(Topic.PARENTS, POSTGRESQL_PARENTS),
                  new Query(Topic.GENERATED, GENERATED),
                  new Query(Topic.ROUTINES, POSTGRESQL_ROUTINES),
                  new Query(Topic.TRIGGERS, POSTGRESQL_TRIGGERS),
                  new Query(Topic.COLUMNS, POSTGRESQL_COLUMNS),
                  new Query(Topic.CONSTRAINTS, POSTGRESQL_CONSTRAINTS),
                  new Query(Topic.SCHEMAS, POSTGRESQL_SCHEMAS)));
      case MYSQL, MARIADB ->
          new CatalogReader(
              dialect,
              standard(
                  MYSQL_TRIGGERS,
                  MYSQL_COLUMNS,
                  List.of(MYSQL_KEYS, MYSQL_PARTITION_KEYS, MYSQL_CHECKS, MYSQL_FOREIGN_KEYS),
                  MYSQL_SCHEMAS,
                  new Query(Topic.IRREVOCABLE, MYSQL_IRREVOCABLE)));
      case H2 ->
          new CatalogReader(
              dialect, standard(H2_TRIGGERS, H2_COLUMNS, List.of(H2_CONSTRAINTS), H2_SCHEMAS));
      case ORACLE, SQLSERVER, ANSI -> null;
    };
  }

  /** Of databases that tell most of what is asked in the standard's information schema. */
  private static List<Query> standard(
      String triggers, String columns, List<String> constraints, String schemas, Query... others) {
    List<Query> queries = new ArrayList<>();
    queries.add(new Query(Topic.VIEWS, VIEWS));
    queries.add(new Query(Topic.GENERATED, GENERATED));
    queries.add(new Query(Topic.ROUTINES, ROUTINES));
    queries.add(new Query(Topic.TRIGGERS, triggers));
    queries.add(new Query(Topic.COLUMNS, columns));
    constraints.forEach(sql -> queries.add(new Query(Topic.CONSTRAINTS, sql)));
    queries.add(new Query(Topic.SCHEMAS, schemas));
    queries.addAll(List.of(others));
    return List.copyOf(queries);
  }

  /** What to send, in this order. */
  public List<Query> queries() {
    return queries;
  }

  /**
   * Takes a row of a query.
   *
   * @return whether further rows of it are wanted: not past {@link #MOST_COLUMNS}, where the table
   *     at which the bound was met is left out with all that follow
   */
  public boolean row(Query query, @Nullable String[] row) {
    switch (query.topic) {
      case VIEWS -> {
        String definition = row[2];
        if (definition != null && !definition.isBlank()) {
          definitions.put(name(row, 0), definition);
        }
      }
      case PARENTS -> origins.inherits(name(row, 0), name(row, 2));
      case GENERATED -> {
        origins.generated(name(row, 0), text(row[2]), text(row[3]));
        constraints.computes(name(row, 0), text(row[2]), text(row[3]));
      }
      case IRREVOCABLE -> irrevocable.add(name(row, 0));
      case ROUTINES -> routines.add(text(row[0]));
      case TRIGGERS -> {
        return triggers.add(
            name(row, 0), text(row[2]), text(row[3]), text(row[4]), text(row[5]), row[6], row[7]);
      }
      case COLUMNS -> {
        return column(row);
      }
      case CONSTRAINTS -> {
        return constraint(row);
      }
      case SCHEMAS -> {
        if (row[0] != null) {
          path.add(row[0]);
        }
      }
    }
    return true;
  }

  private boolean constraint(@Nullable String[] row) {
    return constraints.add(
        name(row, 0),
        text(row[2]),
        text(row[3]),
        row[4],
        row[5],
        row[7] == null ? null : name(row, 6),
        row[8],
        text(row[9]),
        text(row[10]),
        text(row[11]));
  }

  private boolean column(@Nullable String[] row) {
    if (++count > MOST_COLUMNS) {
      whole = false;
      return false;
    }
    TableName next = name(row, 0);
    if (!next.equals(table)) {
      endTable();
      table = next;
      kind = Kind.valueOf(text(row[2]));
      columns = new ArrayList<>();
      types = new HashMap<>();
    }
    String column = text(row[3]);
    columns.add(column);
    if (row[4] != null) {
      types.put(column, ColumnType.valueOf(row[4]));
    }
    if (!"NEW".equals(row[5])) {
      constraints.fills(next, column);
    }
    if ("RENEWED".equals(row[5])) {
      constraints.renews(next, column);
    }
    return true;
  }

  private void endTable() {
    TableName done = table;
    if (done != null) {
      relations.add(new Relation(done, kind, columns, definitions.get(done), Map.of(), types));
    }
    table = null;
  }

  /** The catalog, when all rows of all queries were handed over. */
  public TableCatalog catalog() {
    if (whole) {
      endTable();
    }
    // no stored function may stand in a constraint of MySQL's or MariaDB's
    List<String> called = dialect.schemaIsDatabase() ? List.of() : routines;
    List<Relation> held = constraints.addTo(origins.addTo(relations), called);
    return new TableCatalog(dialect, path, triggers.addTo(held, origins), whole, routines);
  }

  /** The tables whose changes no rollback takes back, as far as they were handed over. */
  public IrrevocableTables irrevocable() {
    return IrrevocableTables.of(irrevocable, definitions);
  }

  private static TableName name(@Nullable String[] row, int first) {
    return new TableName(text(row[first]), text(row[first + 1]));
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }
}
