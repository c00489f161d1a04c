package dev.sluice.sql;

import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/**
 * Reads the definition of a view. Its tables, functions and doubts become the statement's own, but
 * a column counts as read only when the statement names the view's column that shows it.
 */
final class ViewReader {
  private ViewReader() {}

  /**
   * What a definition was found to do.
   *
   * @param result its rows; null if it is not a query that is understood
   * @param isMerged as in {@link #isMerged}
   */
  record Reading(@Nullable QueryResult result, FactsCollector facts, boolean isMerged) {
    private void addTo(FactsCollector outer) {
      outer.effects.addAll(facts.effects);
      outer.tablesRead.addAll(facts.tablesRead);
      outer.readInViews.addAll(facts.tablesRead);
      outer.functions.addAll(facts.functions);
      outer.raisingInViews.addAll(facts.raisingInViews);
      if (!isMerged) {
        outer.raisingInViews.addAll(facts.raising);
      }
      facts.opaque.forEach(reason -> outer.opaque("in a view: " + reason));
    }
  }

  /** Returns null if the view's definition is not a query that is understood. */
  static @Nullable QueryResult read(Catalog.Relation view, ReadContext outer) {
    String definition = view.definition();
    if (definition == null) {
      return null;
    }
    Reading reading = outer.effort().view(view, () -> read(definition, outer));
    reading.addTo(outer.facts());
    return reading.facts().opaque.isEmpty() ? reading.result() : null;
  }

  private static Reading read(String definition, ReadContext outer) {
    Tokens tokens = Lexer.read(definition, outer.dialect());
    int end = tokens.size();
    if (end > 0 && tokens.isSymbol(end - 1, ';')) {
      end--;
    }
    if (tokens.refusal() != null || end == 0) {
      return new Reading(null, new FactsCollector(), false);
    }
    CanonicalText text = CanonicalText.of(tokens);
    FactsCollector own = new FactsCollector();
    QueryResult result = null;
    boolean merged = false;
    try {
      ParsedText parsed = RangeParser.parse(tokens, text, 0, end, outer.dialect());
      if (parsed.statement() instanceof Select select) {
        ReadContext context = outer.ofView(own, parsed);
        merged = isMerged(select);
        result = new QueryReader(context).read(select, new Scope(null, true));
        RangeParser.checkNames(context);
      }
    } catch (NotUnderstoodException e) {
      own.opaque(e.reason());
    }
    return new Reading(result, own, merged);
  }

  /**
   * Whether databases put its columns' expressions in the place of its columns, so that a column
   * that is not named is not computed either; others they compute as a whole.
   */
  private static boolean isMerged(Select select) {
    return select instanceof PlainSelect plain
        && plain.getWithItemsList() == null
        && plain.getDistinct() == null
        && plain.getGroupBy() == null
        && plain.getHaving() == null
        && plain.getLimit() == null
        && plain.getOffset() == null
        && plain.getFetch() == null
        && plain.getFromItem() instanceof Table
        && (plain.getJoins() == null
            || plain.getJoins().stream().allMatch(join -> join.getFromItem() instanceof Table));
  }
}
