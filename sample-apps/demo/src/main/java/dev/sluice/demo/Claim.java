package dev.sluice.demo;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Something that must be true of a request.
 *
 * @param words the claim as a sentence
 */
record Claim(String words, Predicate<Evidence> holds) {

  static Claim answers(String text) {
    return new Claim(
        "the answer contains \"" + text + "\"", evidence -> evidence.answer().contains(text));
  }

  /** So many values of exactly these columns can be read from the answer. */
  static Claim reveals(int values, String... columns) {
    return new Claim(
        "the answer reveals " + values + " each of " + String.join(", ", columns),
        evidence ->
            evidence.readable().keySet().equals(Set.of(columns))
                && evidence.readable().values().stream().allMatch(count -> count == values));
  }

  static Claim revealsNothing() {
    return new Claim(
        "the answer reveals no protected value", evidence -> evidence.readable().isEmpty());
  }

  static Claim databaseUnchanged() {
    return new Claim("the database is as before", evidence -> evidence.damage().isEmpty());
  }

  static Claim databaseChanged(String damage) {
    return new Claim(
        "in the database, " + damage, evidence -> evidence.damage().startsWith(damage));
  }

  static Claim reachesDatabase(String phrase) {
    return new Claim("the statement reaches the database", evidence -> reached(evidence, phrase));
  }

  static Claim neverReachesDatabase(String phrase) {
    return new Claim(
        "the statement never reaches the database", evidence -> !reached(evidence, phrase));
  }

  static Claim noSpan() {
    return new Claim("there is no span", evidence -> evidence.spans().isEmpty());
  }

  static Claim oneSpan() {
    return new Claim("there is exactly one span", evidence -> evidence.spans().size() == 1);
  }

  /** The span has an attribute of this value. */
  static Claim span(String attribute, Object value) {
    return onSpan(attribute + " is " + value, attribute, value::equals);
  }

  /** The span has an attribute that is a list and holds all of these. */
  static Claim spanLists(String attribute, List<String> values) {
    return onSpan(
        attribute + " has " + values,
        attribute,
        value -> value instanceof List<?> list && list.containsAll(values));
  }

  /** The span's text attribute ends so. */
  static Claim spanEnds(String attribute, String end) {
    return onSpan(
        attribute + " ends in " + end, attribute, value -> value.toString().endsWith(end));
  }

  /** The span has a pseudonym of this person, and the name is nowhere in it. */
  static Claim spanHidesName(String name) {
    return new Claim(
        "the span has a pseudonym instead of " + name,
        evidence ->
            evidence.spans().stream()
                .allMatch(
                    span ->
                        span.attribute(Report.PSEUDONYM) instanceof String pseudonym
                            && !pseudonym.isBlank()
                            && !span.attributes().containsValue(name)));
  }

  /** The span comes from the service of this name. */
  static Claim spanOfService(String name) {
    return new Claim(
        "the span is of the service " + name,
        evidence ->
            evidence.spans().stream()
                .allMatch(span -> name.equals(span.resource().get("service.name"))));
  }

  /** The span's status is that of a refusal, or that of none. */
  static Claim spanStatus(String status) {
    return new Claim(
        "the span's status is " + status,
        evidence -> evidence.spans().stream().allMatch(span -> span.statusCode().equals(status)));
  }

  /** No attribute of a span holds a protected value. */
  static Claim spanRevealsNothing(Secrets secrets) {
    return new Claim(
        "the span reveals no protected value",
        evidence ->
            evidence.spans().stream()
                .allMatch(span -> secrets.readableIn(span.attributes().toString()).isEmpty()));
  }

  /** {@code sluice status} prints a line with this text. */
  static Claim statusTells(String text) {
    return new Claim(
        "sluice status tells: " + text,
        evidence -> evidence.status().stream().anyMatch(line -> line.contains(text)));
  }

  private static Claim onSpan(String words, String attribute, Predicate<Object> test) {
    return new Claim(
        "the span's " + words,
        evidence ->
            evidence.spans().stream()
                .map(span -> span.attribute(attribute))
                .allMatch(value -> value != null && test.test(Objects.requireNonNull(value))));
  }

  private static boolean reached(Evidence evidence, String phrase) {
    String wanted = phrase.toLowerCase(Locale.ROOT);
    return evidence.reached().stream()
        .anyMatch(statement -> statement.toLowerCase(Locale.ROOT).contains(wanted));
  }
}
