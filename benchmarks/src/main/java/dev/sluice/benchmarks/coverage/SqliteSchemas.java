package dev.sluice.benchmarks.coverage;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.TableCatalog;
import dev.sluice.sql.TableName;
import dev.sluice.testing.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.create.table.ColumnDefinition;
import net.sf.jsqlparser.statement.create.table.CreateTable;

/** The schemas of SQLite databases that come with the corpora, by the database's name. */
final class SqliteSchemas {
  private final Map<String, List<String>> definitions = new HashMap<>();
  private final Map<String, TableCatalog> catalogs = new HashMap<>();

  static SqliteSchemas read(Path file) throws IOException {
    SqliteSchemas schemas = new SqliteSchemas();
    for (Object group : JsonLines.object(file).values()) {
      ((Map<?, ?>) group)
          .forEach(
              (database, tables) -> {
                List<String> known =
                    schemas.definitions.computeIfAbsent(
                        String.valueOf(database), n -> new ArrayList<>());
                ((List<?>) tables).forEach(table -> known.add(String.valueOf(table)));
              });
    }
    return schemas;
  }

  /** Its CREATE TABLE statements with all names in lower case, as PostgreSQL folds them. */
  List<String> folded(String database) {
    List<String> folded = new ArrayList<>();
    for (String definition : definitions.getOrDefault(database, List.of())) {
      folded.add(definition.replace('`', '"').toLowerCase(Locale.ROOT));
    }
    return folded;
  }

  TableCatalog catalog(String database) {
    return catalogs.computeIfAbsent(
        database,
        name -> {
          List<Catalog.Relation> relations = new ArrayList<>();
          for (String definition : definitions.getOrDefault(name, List.of())) {
            relations.add(relation(definition));
          }
          return new TableCatalog(Dialect.ANSI, List.of("main"), relations);
        });
  }

  /**
   * SQLite takes a text in double quotes for a name if there is one such, else for a string, as
   * MySQL always does.
   */
  Dialect dialect(CorpusStatement statement) {
    String sql = statement.sql().toLowerCase(Locale.ROOT);
    if (sql.indexOf('"') < 0) {
      return Dialect.MYSQL;
    }
    for (String definition : definitions.getOrDefault(statement.db(), List.of())) {
      Catalog.Relation relation = relation(definition);
      List<String> names = new ArrayList<>(relation.columns());
      names.add(relation.name().name());
      for (String name : names) {
        if (sql.contains('"' + name.toLowerCase(Locale.ROOT) + '"')) {
          return Dialect.ANSI;
        }
      }
    }
    return Dialect.MYSQL;
  }

  private static Catalog.Relation relation(String definition) {
    try {
      CreateTable create = (CreateTable) CCJSqlParserUtil.parse(definition.replace('`', '"'));
      List<String> columns = new ArrayList<>();
      for (ColumnDefinition column : create.getColumnDefinitions()) {
        columns.add(unquoted(column.getColumnName()));
      }
      TableName name = new TableName("main", unquoted(create.getTable().getName()));
      return new Catalog.Relation(name, Catalog.Kind.TABLE, columns, null);
    } catch (JSQLParserException e) {
      throw new IllegalArgumentException("not a CREATE TABLE: " + definition, e);
    }
  }

  private static String unquoted(String name) {
    return name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
  }
}
