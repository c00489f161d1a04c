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
import org.jspecify.annotations.Nullable;

/**
 * The functions of a dialect whose effect is known, read from {@code functions-*.txt}. A function
 * that is not there, one that the service's own schema defines among them, may do anything.
 *
 * <p>A line {@code [EFFECT total rows]} begins a section of names: behind the effect stands {@code
 * total} where no value can make the call fail (see {@link Totality}), {@code head} where that
 * holds as long as all arguments but the first are whole numbers written out, and {@code rows}
 * where one call gives many rows. A name that comes again replaces what was said of it before, so
 * that a dialect's own table has the last word.
 *
 * <p>A qualified name is known only if the schema is one that nobody but the database's makers can
 * put functions into. An unqualified one is taken for the system's own, which PostgreSQL looks for
 * first unless {@code search_path} names {@code pg_catalog} itself; still a function of the user's
 * own whose parameters fit the arguments better would be preferred (PostgreSQL 18, 10.3,
 * "Functions"). So a name that such a function bears too is not known: see {@link Catalog#hasOwn}.
 *
 * <p>Immutable and thread-safe.
 */
final class FunctionTable {
  /** Begins the reason why a call, or an operator, is opaque that may run the user's own code. */
  static final String OWN_CODE = "a function of the database's own may be meant: ";

  private static final Map<Dialect, FunctionTable> TABLES = new EnumMap<>(Dialect.class);

  static {
    TABLES.put(Dialect.POSTGRESQL, new FunctionTable("common", "postgresql"));
    TABLES.put(Dialect.MYSQL, new FunctionTable("common", "mysql"));
    TABLES.put(Dialect.MARIADB, new FunctionTable("common", "mysql"));
    TABLES.put(Dialect.H2, new FunctionTable("common", "h2"));
    FunctionTable generic = new FunctionTable("common", "external");
    TABLES.put(Dialect.ORACLE, generic);
    TABLES.put(Dialect.SQLSERVER, generic);
    TABLES.put(Dialect.ANSI, generic);
  }

  /** For which values of its arguments a call succeeds, without a warning, delay or side effect. */
  enum Totality {
    /** For all values. */
    TOTAL,
    /** For all values of the first argument, the others being whole numbers written out. */
    TOTAL_IN_FIRST,
    /** Not known to be for all values. */
    PARTIAL
  }

  private record Entry(FunctionEffect effect, Totality totality, boolean rows) {
    static Entry of(String header) {
      List<String> words = List.of(header.split(" ", -1));
      Totality totality =
          words.contains("total")
              ? Totality.TOTAL
              : words.contains("head") ? Totality.TOTAL_IN_FIRST : Totality.PARTIAL;
      return new Entry(FunctionEffect.valueOf(words.get(0)), totality, words.contains("rows"));
    }
  }

  private final Map<String, Entry> entries = new HashMap<>();

  private final List<String> systemSchemas;

  private FunctionTable(String... resources) {
    boolean postgreSql = List.of(resources).contains("postgresql");
    this.systemSchemas = postgreSql ? List.of("pg_catalog.", "information_schema.") : List.of();
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
    Entry entry = entry(name);
    return entry == null ? null : entry.effect();
  }

  /** For which values a call succeeds; {@link Totality#PARTIAL} of a function not known. */
  Totality totality(String name) {
    Entry entry = entry(name);
    return entry == null ? Totality.PARTIAL : entry.totality();
  }

  /** Whether one call gives many rows, so that its arguments decide how many there are. */
  boolean givesRows(String name) {
    Entry entry = entry(name);
    return entry != null && entry.rows();
  }

  private @Nullable Entry entry(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String schema : systemSchemas) {
      if (lower.startsWith(schema)) {
        lower = lower.substring(schema.length());
        break;
      }
    }
    return entries.get(lower);
  }

  private void load(String resource) {
    InputStream stream = FunctionTable.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new IllegalStateException("missing resource " + resource);
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      Entry entry = Entry.of("PURE");
      String line;
      while ((line = reader.readLine()) != null) {
        if (line.startsWith("[")) {
          entry = Entry.of(line.substring(1, line.indexOf(']')));
        } else if (!line.startsWith("#") && !line.isBlank()) {
          for (String name : line.trim().split("\\s+", -1)) {
            entries.put(name, entry);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
