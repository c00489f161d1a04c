package dev.sluice.demo;

import dev.sluice.testing.ReceivedSpan;
import java.util.List;
import java.util.SortedMap;

/**
 * What came of one request.
 *
 * @param answer what the person got to read
 * @param readable how many clear values of each protected column can be read from the answer
 * @param before the database before the request
 * @param after the database after the request
 * @param reached the statements that reached the database server meanwhile
 * @param spans the spans of statements that began meanwhile
 * @param status what the agent said of itself before the request, after a change of the policy
 */
record Evidence(
    String answer,
    SortedMap<String, Integer> readable,
    DatabaseState before,
    DatabaseState after,
    List<String> reached,
    List<ReceivedSpan> spans,
    List<String> status) {

  /** What became of the database, in words; empty if nothing did. */
  String damage() {
    return before.changesUntil(after);
  }
}
