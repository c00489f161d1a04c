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

  /** Returns null if the definition is not a query that is understood. */
  static @Nullable QueryResult read(String definition, ReadContext outer) {
    Tokens tokens = Lexer.read(definition, outer.dialect());
    int end = tokens.size();
    if (end > 0 && tokens.isSymbol(end - 1, ';')) {
      end--;
    }
    if (tokens.refusal() != null || end == 0) {
      return null;
    }
    CanonicalText text = CanonicalText.of(tokens, outer.dialect());
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
    FactsCollector facts = outer.facts();
    facts.effects.addAll(own.effects);
    facts.tablesRead.addAll(own.tablesRead);
    facts.readInViews.addAll(own.tablesRead);
    facts.functions.addAll(own.functions);
    if (!merged) {
      facts.raising.addAll(own.raising);
    }
    own.opaque.forEach(reason -> facts.opaque("in a view: " + reason));
    return own.opaque.isEmpty() ? result : null;
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
