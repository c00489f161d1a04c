package dev.sluice.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The settings of a dialect that change neither what a text means nor what it may do, read from
 * {@code settings-*.txt}. A line is a name, or a name, an equals sign and the only values with
 * which it is harmless. A setting that is not there may change anything. Immutable and thread-safe.
 */
final class SettingTable {
  private static final Set<String> ANY_VALUE = Set.of("*");
  private static final Map<Dialect, SettingTable> TABLES = new EnumMap<>(Dialect.class);

  static {
    TABLES.put(Dialect.POSTGRESQL, new SettingTable("postgresql"));
    TABLES.put(Dialect.MYSQL, new SettingTable("mysql"));
    TABLES.put(Dialect.MARIADB, new SettingTable("mysql"));
    TABLES.put(Dialect.H2, new SettingTable("h2"));
    SettingTable none = new SettingTable();
    TABLES.put(Dialect.ORACLE, none);
    TABLES.put(Dialect.SQLSERVER, none);
    TABLES.put(Dialect.ANSI, none);
  }

  private final Map<String, Set<String>> harmless = new HashMap<>();

  private SettingTable(String... dialects) {
    for (String dialect : dialects) {
      load("settings-" + dialect + ".txt");
    }
  }

  static SettingTable of(Dialect dialect) {
    SettingTable table = TABLES.get(dialect);
    if (table == null) {
      throw new IllegalArgumentException("no table of settings for " + dialect);
    }
    return table;
  }

  /**
   * Whether a setting is harmless with these values.
   *
   * @param name in lower case
   * @param values as the text shows them, each a list in itself where commas stand in it; empty if
   *     they are not in the text
   */
  boolean isHarmless(String name, List<String> values) {
    Set<String> allowed = harmless.get(name);
    if (allowed == null) {
      return false;
    }
    if (allowed.equals(ANY_VALUE)) {
      return true;
    }
    for (String value : values) {
      for (String word : value.toLowerCase(Locale.ROOT).split(",", -1)) {
        if (!allowed.contains(word.strip()) && !word.isBlank()) {
          return false;
        }
      }
    }
    return !values.isEmpty();
  }

  private void load(String resource) {
    InputStream stream = SettingTable.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new IllegalStateException("missing resource " + resource);
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        if (line.startsWith("#") || line.isBlank()) {
          continue;
        }
        int equals = line.indexOf('=');
        if (equals >= 0) {
          String values = line.substring(equals + 1).strip();
          harmless.put(line.substring(0, equals).strip(), Set.of(values.split("\\s+", -1)));
        } else {
          for (String name : line.strip().split("\\s+", -1)) {
            harmless.put(name, ANY_VALUE);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
