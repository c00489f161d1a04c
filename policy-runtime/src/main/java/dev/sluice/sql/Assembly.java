package dev.sluice.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Puts the facts of a whole text together from those of its statements. */
final class Assembly {
  private final Tokens tokens;
  private final CanonicalText text;
  private final Dialect dialect;
  private final Catalog catalog;

  Assembly(Tokens tokens, CanonicalText text, Dialect dialect, Catalog catalog) {
    this.tokens = tokens;
    this.text = text;
    this.dialect = dialect;
    this.catalog = catalog;
  }

  SqlFacts facts(String fingerprint) {
    FactsCollector facts = new FactsCollector();
    facts.storedApart = true; // as far as each statement tells it apart
    List<OutputColumn> output = List.of();
    List<String> summaries = new ArrayList<>();
    boolean hasLimit = false;
    long limit = Measures.UNKNOWN;
    int statements = 0;
    int summaryLength = 0;
    int from = 0;
    for (int i = 0; i <= tokens.size(); i++) {
      if (i < tokens.size() && !tokens.isSymbol(i, ';')) {
        continue;
      }
      if (i > from) {
        statements++;
        if (!text.hasBudget() && summaryLength > SqlAnalyzer.MAX_SUMMARY_LENGTH) {
          // opaque, whatever follows: only what is in plain sight is still gathered
          new StatementReader(tokens, text, dialect, catalog, facts).read(from, i);
          facts.stored.addAll(facts.columnsRead);
          from = i + 1;
          continue;
        }
        FactsCollector own = new FactsCollector();
        StatementReader reader = new StatementReader(tokens, text, dialect, catalog, own);
        reader.read(from, i);
        Telltale.find(own, dialect);
        TestedConstraints.find(own, catalog, dialect, FiredTriggers.find(own, catalog, dialect));
        facts.addAll(own);
        summaries.add(summary(StatementReader.operation(tokens, from, i), own));
        summaryLength += summaries.get(statements - 1).length() + 2;
        if (statements == 1) {
          output = reader.output();
          hasLimit = reader.hasLimit();
          limit = reader.limit();
        }
      }
      from = i + 1;
    }
    if (statements == 0) {
      facts.effects.add(Effect.OTHER);
    }
    String doubt = catalog.doubt();
    if (doubt != null) {
      facts.opaque(doubt);
    }
    if (statements > 1) {
      facts.opaque("several statements in one text");
    }
    String summary = SqlAnalyzer.cut(String.join("; ", summaries));
    return builder(tokens, dialect, facts, fingerprint, summary)
        .output(output)
        .hasLimit(hasLimit)
        .limit(limit)
        .statements(Math.max(1, statements))
        .build();
  }

  /** The facts of a text that the lexer gave up on. */
  static SqlFacts ofRefused(Tokens tokens, Dialect dialect, Catalog catalog, String fingerprint) {
    FactsCollector facts = new FactsCollector();
    facts.opaque(String.valueOf(tokens.refusal()));
    int size = tokens.size();
    String operation = StatementReader.operation(tokens, 0, size);
    switch (operation) {
      case "" -> {
        if (tokens.sql.stripLeading().startsWith("{")) {
          facts.effects.add(Effect.CALL);
        }
      }
      case "CREATE", "ALTER", "DROP", "TRUNCATE" -> {
        CanonicalText none = CanonicalText.of(tokens);
        new StatementReader(tokens, none, dialect, catalog, facts).read(0, size);
      }
      default -> {
        CanonicalText none = CanonicalText.of(tokens);
        FactsCollector glimpsed = new FactsCollector();
        new StatementReader(tokens, none, dialect, catalog, glimpsed).read(0, size);
        glimpsed.unrestricted = false;
        facts.addAll(glimpsed);
        Glimpse.take(tokens, 0, size, dialect, catalog, facts);
      }
    }
    String summary = SqlAnalyzer.cut(summary(operation, facts));
    return builder(tokens, dialect, facts, fingerprint, summary).build();
  }

  private static SqlFacts.Builder builder(
      Tokens tokens, Dialect dialect, FactsCollector facts, String fingerprint, String summary) {
    return SqlFacts.builder(dialect)
        .shape(CanonicalText.shape(tokens))
        .fingerprint(fingerprint)
        .operation(StatementReader.operation(tokens, 0, tokens.size()))
        .summary(summary)
        .effects(facts.effects)
        .tablesRead(facts.tablesRead)
        .tablesWritten(facts.tablesWritten)
        .columnsRead(facts.columnsRead)
        .columnsWritten(facts.columnsWritten)
        .columnsStored(facts.columnsStored())
        .copies(facts.copies)
        .shapingColumns(facts.shapingColumns())
        .equalityColumns(facts.equalityColumns())
        .raisingColumns(facts.raisingColumns())
        .functions(facts.functions)
        .unrestricted(facts.unrestricted)
        .valuesRows(facts.valuesRows)
        .joins(facts.opaque.isEmpty() ? facts.joins : Measures.UNKNOWN)
        .sessionChanges(facts.sessionChanges)
        .disclosures(new ArrayList<>(facts.disclosures))
        .opaque(new ArrayList<>(facts.opaque));
  }

  /**
   * Operations and their targets, as <a
   * href="https://opentelemetry.io/docs/specs/semconv/db/database-spans/#generating-a-summary-of-the-query">the
   * semantic conventions</a> ask for.
   */
  private static String summary(String operation, FactsCollector facts) {
    StringBuilder summary = new StringBuilder(operation);
    Set<TableName> targets = new LinkedHashSet<>(facts.tablesWritten);
    if (!targets.isEmpty()
        && facts.effects.contains(Effect.SELECT)
        && !facts.tablesRead.isEmpty()) {
      targets.forEach(table -> summary.append(' ').append(table.name()));
      summary.append(" SELECT");
      targets.clear();
    }
    targets.addAll(facts.tablesRead);
    targets.forEach(table -> summary.append(' ').append(table.name()));
    return summary.toString().strip();
  }
}
