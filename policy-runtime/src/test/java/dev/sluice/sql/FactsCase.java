package dev.sluice.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A statement and the facts that it must have, from a table of cases. A case is two lines: the
 * dialects and the statement, then {@code =>}, the effects and other facts between bars. {@code
 * \n}, {@code \t} and their like in the statement are the control characters.
 */
record FactsCase(
    int line, Dialect dialect, boolean withCatalog, String sql, List<String> expected) {

  static Stream<FactsCase> read(String resource) {
    List<FactsCase> cases = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(FactsCase.class.getResourceAsStream(resource), resource),
                StandardCharsets.UTF_8))) {
      int number = 0;
      String line;
      while ((line = reader.readLine()) != null) {
        number++;
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String expected = reader.readLine();
        addCases(cases, number++, line, Objects.requireNonNull(expected, line).strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases.stream();
  }

  private static void addCases(List<FactsCase> cases, int line, String text, String expected) {
    if (!expected.startsWith("=>")) {
      throw new IllegalStateException("line " + line + ": expected => after " + text);
    }
    int colon = text.indexOf(':');
    List<String> facts = List.of(expected.substring(2).strip().split(" \\| ", -1));
    for (String name : text.substring(0, colon).split(",", -1)) {
      boolean bare = name.strip().endsWith("*");
      String dialect = name.strip().replace("*", "").toUpperCase(Locale.ROOT);
      List<Dialect> dialects =
          dialect.equals("ALL")
              ? List.of(Dialect.POSTGRESQL, Dialect.MYSQL, Dialect.H2)
              : List.of(Dialect.valueOf(dialect));
      for (Dialect one : dialects) {
        String sql = unescape(text.substring(colon + 1).strip());
        cases.add(new FactsCase(line, one, !bare, sql, facts));
      }
    }
  }

  static String unescape(String sql) {
    return sql.replace("\\n", "\n")
        .replace("\\r", "\r")
        .replace("\\t", "\t")
        .replace("\\f", "\f")
        .replace("\\v", "\u000b")
        .replace("\\0", "\0");
  }

  Catalog catalog() {
    return withCatalog ? Shop.catalog(dialect) : Catalog.EMPTY;
  }

  /** What the facts say about everything that this case speaks of, in the case's own words. */
  List<String> describe(SqlFacts facts) {
    List<String> words = new ArrayList<>();
    boolean disguised = expected.get(0).equals("*");
    words.add(disguised ? "*" : join(facts.effects()));
    for (String fact : expected.subList(1, expected.size())) {
      String keyword = fact.strip().split(" ", -1)[0];
      switch (keyword) {
        case "read" -> words.add(named("read", facts.tablesRead()));
        case "write" -> words.add(named("write", facts.tablesWritten()));
        case "columns" -> words.add(named("columns", facts.columnsRead()));
        case "sets" -> words.add(named("sets", facts.columnsWritten()));
        case "shapes" -> words.add(named("shapes", facts.shapingColumns()));
        case "equals" -> words.add(named("equals", facts.equalityColumns()));
        case "raises" -> words.add(named("raises", facts.raisingColumns()));
        case "copies" -> words.add(("copies " + copies(facts)).strip());
        case "calls" -> words.add(named("calls", facts.functions()));
        case "out" -> words.add(("out " + outputs(facts)).strip());
        case "names" ->
            words.add(facts.isOpaque() || names(facts, fact) ? fact : "does not " + fact);
        case "statements" -> words.add("statements " + facts.statements());
        case "limit", "unrestricted", "opaque" -> {}
        default -> throw new IllegalStateException("line " + line + ": unknown fact " + fact);
      }
    }
    if (facts.hasLimit() && expected.contains("limit")) {
      words.add("limit");
    }
    if (facts.unrestricted() && !disguised) {
      words.add("unrestricted");
    }
    if (facts.isOpaque() && !disguised) {
      words.add("opaque");
    }
    return words;
  }

  /** Whether the facts name everything that a case says: columns, effects, unrestricted. */
  private boolean names(SqlFacts facts, String fact) {
    Set<String> named = new TreeSet<>();
    facts.columnsRead().forEach(column -> named.add(plain(column)));
    facts.columnsWritten().forEach(column -> named.add(plain(column)));
    facts.effects().forEach(effect -> named.add(effect.name()));
    if (facts.unrestricted()) {
      named.add("unrestricted");
    }
    return named.containsAll(List.of(fact.strip().substring("names ".length()).split(", ", -1)));
  }

  private String join(Set<?> things) {
    Set<String> sorted = new TreeSet<>();
    things.forEach(thing -> sorted.add(plain(thing)));
    return String.join(", ", sorted);
  }

  private String named(String keyword, Set<?> things) {
    return (keyword + " " + join(things)).strip();
  }

  /** Names without the default schema, in lower case where the dialect folds to upper case. */
  private String plain(Object name) {
    String text = name.toString();
    if (dialect == Dialect.H2 && !(name instanceof Effect)) {
      text = text.toLowerCase(Locale.ROOT);
    }
    String prefix = Shop.schema(dialect).toLowerCase(Locale.ROOT) + ".";
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private String copies(SqlFacts facts) {
    Set<String> sorted = new TreeSet<>();
    facts.copies().forEach(copy -> sorted.add(plain(copy.source()) + ">" + plain(copy.target())));
    return String.join(", ", sorted);
  }

  private String outputs(SqlFacts facts) {
    List<String> columns = new ArrayList<>();
    for (OutputColumn column : facts.output()) {
      Lineage lineage = column.lineage();
      if (lineage instanceof Lineage.Direct direct) {
        columns.add(plain(direct.column()));
      } else if (lineage instanceof Lineage.Derived derived) {
        columns.add("~" + join(derived.sources()).replace(", ", "+"));
      } else {
        columns.add("?");
      }
    }
    return String.join(", ", columns);
  }

  @Override
  public String toString() {
    return line + " " + dialect + " " + sql;
  }
}
