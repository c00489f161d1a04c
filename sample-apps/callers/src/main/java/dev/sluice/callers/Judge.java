package dev.sluice.callers;

import dev.sluice.testing.ReceivedSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares what services did with what they should have: each statement that was asked for reaches
 * the database once and has one span, which says for whom it was done. For one thread.
 */
final class Judge {
  private static final String NONE = "-";

  private final Map<String, List<ReceivedSpan>> spans = new LinkedHashMap<>();
  private final Map<String, Integer> reached = new LinkedHashMap<>();
  private final List<ReceivedSpan> untitled = new ArrayList<>();
  private final List<String> log;

  /**
   * @param spans all that the services sent
   * @param log the statements that reached the database
   */
  Judge(List<ReceivedSpan> spans, List<String> log) {
    this.log = List.copyOf(log);
    for (ReceivedSpan span : spans) {
      String title = ServiceLog.title(text(span));
      if (title == null) {
        untitled.add(span);
      } else {
        this.spans.computeIfAbsent(title, t -> new ArrayList<>()).add(span);
      }
    }
    for (String statement : log) {
      String title = ServiceLog.title(statement);
      if (title != null) {
        reached.merge(title, 1, Integer::sum);
      }
    }
  }

  /** The row of a statement that somebody asked for, once. */
  Row judge(Expected expected, String thread) {
    List<ReceivedSpan> found = take(expected.title());
    int times = reached.getOrDefault(expected.title(), 0);
    List<String> mistakes = new ArrayList<>();
    if (times != 1) {
      mistakes.add("reached the database " + times + " times");
    }
    if (found.size() != 1) {
      mistakes.add(found.size() + " spans");
    }
    reached.remove(expected.title());
    if (found.isEmpty()) {
      return missing(expected, thread, mistakes);
    }
    compare(expected, found.get(0), mistakes);
    return row(expected.service(), found.get(0), thread, mistakes);
  }

  /** The rows of a statement that several people asked for, again and again: one of each. */
  List<Row> judge(Repeated repeated) {
    List<Row> rows = new ArrayList<>();
    long reachedAll = log.stream().filter(text -> text.contains(repeated.part())).count();
    for (Person person : repeated.people()) {
      List<ReceivedSpan> found =
          untitled.stream()
              .filter(
                  span ->
                      text(span).contains(repeated.part())
                          && person.name().equals(span.attribute("enduser.id")))
              .toList();
      untitled.removeAll(found);
      List<String> mistakes = new ArrayList<>();
      if (found.size() != repeated.times()) {
        mistakes.add(found.size() + " spans of " + person.name() + ", not " + repeated.times());
      }
      if (reachedAll != (long) repeated.times() * repeated.people().size()) {
        mistakes.add("reached the database " + reachedAll + " times");
      }
      Expected each =
          new Expected(repeated.service(), repeated.part(), person, repeated.source(), null);
      found.forEach(span -> compare(each, span, mistakes));
      rows.add(
          found.isEmpty()
              ? missing(each, NONE, mistakes)
              : row(repeated.service(), found.get(0), NONE, mistakes));
    }
    return rows;
  }

  private static Row missing(Expected expected, String thread, List<String> mistakes) {
    return new Row(
        expected.service(), expected.title(), thread, NONE, NONE, NONE, NONE, NONE, NONE, mistakes);
  }

  /** The rows of what is done again and again for nobody: the first, and all that are wrong. */
  List<Row> judgeForNobody(Expected expected, String thread) {
    List<Row> rows = new ArrayList<>();
    List<ReceivedSpan> all = take(expected.title());
    List<ReceivedSpan> found =
        all.stream()
            .filter(span -> expected.service().equals(span.resource().get("service.name")))
            .toList();
    spans.put(
        expected.title(), new ArrayList<>(all.stream().filter(s -> !found.contains(s)).toList()));
    for (ReceivedSpan span : found) {
      List<String> mistakes = new ArrayList<>();
      compare(expected, span, mistakes);
      if (rows.isEmpty() || !mistakes.isEmpty()) {
        rows.add(row(expected.service(), span, thread, mistakes));
      }
    }
    if (found.isEmpty()) {
      rows.add(missing(expected, thread, List.of("0 spans")));
    }
    reached.remove(expected.title());
    return rows;
  }

  /** The rows of what nobody asked for. */
  List<Row> strays() {
    List<Row> rows = new ArrayList<>();
    spans.values().stream().flatMap(List::stream).forEach(span -> rows.add(stray(span)));
    untitled.forEach(span -> rows.add(stray(span)));
    reached.forEach(
        (title, times) ->
            rows.add(
                new Row(
                    NONE,
                    title,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    List.of("nobody asked for it; reached the database " + times + " times"))));
    return rows;
  }

  private List<ReceivedSpan> take(String title) {
    List<ReceivedSpan> found = spans.remove(title);
    return found == null ? List.of() : found;
  }

  private static Row stray(ReceivedSpan span) {
    return row(
        String.valueOf(span.resource().get("service.name")),
        span,
        NONE,
        List.of("nobody asked for it"));
  }

  private static void compare(Expected expected, ReceivedSpan span, List<String> mistakes) {
    Person person = expected.person();
    Expected.Call call = expected.call();
    check("service.name", expected.service(), span.resource().get("service.name"), mistakes);
    check("sluice.caller.kind", kind(person, call), span, mistakes);
    check("enduser.id", person == null ? null : person.name(), span, mistakes);
    check("user.roles", person == null ? null : person.groups(), span, mistakes);
    check("sluice.caller.source", expected.source(), span, mistakes);
    check("sluice.caller.verified", person == null ? null : true, span, mistakes);
    check("gen_ai.agent.name", call == null ? null : call.agent(), span, mistakes);
    check("gen_ai.tool.name", call == null ? null : call.tool(), span, mistakes);
    checkName("gen_ai.tool.call.id", call == null ? null : call.id(), span, mistakes);
    checkName("gen_ai.conversation.id", call == null ? null : call.conversation(), span, mistakes);
  }

  private static String kind(@Nullable Person person, Expected.@Nullable Call call) {
    if (call != null) {
      return "ai_agent";
    }
    return person == null ? "service" : "human";
  }

  private static void checkName(
      String key, @Nullable String wanted, ReceivedSpan span, List<String> mistakes) {
    if (!Expected.ANY.equals(wanted) || span.attribute(key) == null) {
      check(key, wanted, span, mistakes);
    }
  }

  private static void check(
      String key, @Nullable Object wanted, ReceivedSpan span, List<String> mistakes) {
    check(key, wanted, span.attribute(key), mistakes);
  }

  private static void check(
      String key, @Nullable Object wanted, @Nullable Object found, List<String> mistakes) {
    if (!Objects.equals(wanted, found)) {
      mistakes.add(key + " is " + found + ", not " + wanted);
    }
  }

  private static Row row(String service, ReceivedSpan span, String thread, List<String> mistakes) {
    Object roles = span.attribute("user.roles");
    return new Row(
        service,
        text(span),
        thread,
        shown(span, "enduser.id")
            + (Boolean.TRUE.equals(span.attribute("sluice.caller.verified")) ? " ✓" : ""),
        roles instanceof List<?> groups ? String.join(",", texts(groups)) : NONE,
        shown(span, "gen_ai.agent.name"),
        shown(span, "gen_ai.tool.name"),
        shown(span, "gen_ai.tool.call.id"),
        shown(span, "gen_ai.conversation.id"),
        mistakes);
  }

  private static List<String> texts(List<?> values) {
    return values.stream().map(String::valueOf).toList();
  }

  private static String shown(ReceivedSpan span, String key) {
    Object value = span.attribute(key);
    return value == null ? NONE : value.toString();
  }

  private static String text(ReceivedSpan span) {
    return String.valueOf(span.attribute("db.query.text"));
  }
}
