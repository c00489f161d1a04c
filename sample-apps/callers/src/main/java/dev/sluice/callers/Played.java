package dev.sluice.callers;

import java.util.List;
import java.util.Map;

/**
 * What people had a service do.
 *
 * @param expected its statements that have titles
 * @param repeated its statements that have none
 * @param threads on which thread each statement ran, by its title, as the service's own log tells
 * @param failures requests that were not answered, and complaints of the agent
 */
record Played(
    List<Expected> expected,
    List<Repeated> repeated,
    Map<String, String> threads,
    List<String> failures) {
  /** Every statement has a title of its own. */
  Played(List<Expected> expected, Map<String, String> threads, List<String> failures) {
    this(expected, List.of(), threads, failures);
  }
}
