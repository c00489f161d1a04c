package dev.sluice.sql;

import java.util.Collection;

/**
 * Estimates how many bytes of heap an entry of a cache holds, from the numbers and lengths of what
 * is in it; objects are taken to be 24 bytes and references 4. Names that facts share with the
 * catalog are counted again, so that the estimate is rather too high.
 */
final class FactsWeight {
  /** The entry in the cache, its key, and the facts with their empty collections. */
  private static final int ENTRY = 400;

  /** A name of a table or column within a set. */
  private static final int NAME = 120;

  private static final int STRING = 56;

  private FactsWeight() {}

  /**
   * @param length of the key's text, in bytes
   */
  static int of(int length, SqlFacts facts) {
    long weight = ENTRY + STRING + length + string(facts.shape()) + string(facts.summary());
    weight += names(facts.tablesRead()) + names(facts.tablesWritten());
    weight += names(facts.columnsRead()) + names(facts.columnsWritten());
    weight += names(facts.columnsStored()) + names(facts.shapingColumns());
    weight +=
        names(facts.equalityColumns()) + names(facts.raisingColumns()) + names(facts.functions());
    weight += 3 * names(facts.copies()) + 2 * names(facts.sessionChanges());
    for (OutputColumn column : facts.output()) {
      weight += NAME + string(column.label()) + sources(column.lineage());
    }
    for (Disclosure disclosure : facts.disclosures()) {
      String unknown = disclosure.unknown();
      weight += NAME + string(disclosure.cause()) + names(disclosure.columns());
      weight += unknown == null ? 0 : string(unknown);
    }
    for (String reason : facts.opaque()) {
      weight += string(reason);
    }
    return (int) Math.min(Integer.MAX_VALUE, weight);
  }

  private static long string(String text) {
    // two bytes a character at worst
    return STRING + 2L * text.length();
  }

  private static long names(Collection<?> names) {
    return (long) NAME * names.size();
  }

  private static long sources(Lineage lineage) {
    return lineage instanceof Lineage.Derived derived ? names(derived.sources()) : NAME;
  }
}
