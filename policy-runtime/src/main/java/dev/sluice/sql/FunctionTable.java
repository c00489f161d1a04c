package dev.sluice.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a dialect whose effect is known, read from {@code functions-*.txt}. A function
 * that is not there, one that the service's own schema defines among them, may do anything.
 * Immutable and thread-safe.
 */
final class FunctionTable {
  private static final Map<Dialect, FunctionTable> TABLES = new EnumMap<>(Dialect.class);

  static {
    TABLES.put(Dialect.POSTGRESQL, new FunctionTable("common", "postgresql"));
    TABLES.put(Dialect.MYSQL, new FunctionTable("common", "mysql"));
    TABLES.put(Dialect.MARIADB, new FunctionTable("common", "mysql"));
    TABLES.put(Dialect.H2, new FunctionTable("common", "h2"));
    TABLES.put(Dialect.ANSI, new FunctionTable("common", "external"));
  }

  private final Map<String, FunctionEffect> effects = new HashMap<>();

  private FunctionTable(String... resources) {
    for (String resource : resources) {
      load("functions-" + resource + ".txt");
    }
  }

  static FunctionTable of(Dialect dialect) {
    FunctionTable table = TABLES.get(dialect);
    if (table == null) {
      throw new IllegalArgumentException("no function table for " + dialect);
    }
    return table;
  }

  /**
   * Finds what calling a function does.
   *
   * @param name in any case, unqualified or qualified with a schema of the system
   * @return null if it is not known
   */
  @Nullable FunctionEffect find(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String schema : new String[] {"pg_catalog.", "sys.", "information_schema."}) {
      if (lower.startsWith(schema)) {
        lower = lower.substring(schema.length());
      }
    }
    return effects.get(lower);
  }

  private void load(String resource) {
    InputStream stream = FunctionTable.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new IllegalStateException("missing resource " + resource);
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      FunctionEffect effect = FunctionEffect.PURE;
      String line;
      while ((line = reader.readLine()) != null) {
        if (line.startsWith("[")) {
          effect = FunctionEffect.valueOf(line.substring(1, line.indexOf(']')));
        } else if (!line.startsWith("#") && !line.isBlank()) {
          for (String name : line.trim().split("\\s+", -1)) {
            effects.put(name, effect);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
