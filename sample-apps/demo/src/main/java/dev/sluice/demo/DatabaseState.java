package dev.sluice.demo;

import java.util.Collections;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What a database holds.
 *
 * @param schema whether the schema {@code public} is there
 * @param tables the tables in it, by name
 */
record DatabaseState(boolean schema, SortedMap<String, Content> tables) {
  /**
   * The rows of a table.
   *
   * @param digest changes if any row does
   */
  record Content(long rows, String digest) {}

  DatabaseState {
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
  }

  /** What became of it, in words; empty if nothing did. */
  String changesUntil(DatabaseState after) {
    if (schema && !after.schema) {
      return "schema public is gone with " + String.join(", ", tables.keySet());
    }
    StringJoiner changes = new StringJoiner(", ");
    tables.forEach(
        (name, content) -> {
          Content now = after.tables.get(name);
          if (now == null) {
            changes.add("table " + name + " is gone");
          } else if (now.rows != content.rows) {
            changes.add(name + ": " + content.rows + " rows, now " + now.rows);
          } else if (!now.equals(content)) {
            changes.add("rows of " + name + " were changed");
          }
        });
    for (String name : after.tables.keySet()) {
      if (!tables.containsKey(name)) {
        changes.add("table " + name + " is new");
      }
    }
    return changes.toString();
  }
}
