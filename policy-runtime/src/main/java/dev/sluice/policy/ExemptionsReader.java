package dev.sluice.policy;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code exemptions}. */
final class ExemptionsReader {
  private static final Pattern FINGERPRINT = Pattern.compile("(?!0{16})[0-9a-f]{16}");

  static final Shape SHAPE =
      Shape.named("exemption")
          .required("id", Shape.text(Names.GOOD.pattern()), "Its name.", "give the exemption an id")
          .required(
              "rules",
              Shape.texts(Shape.text()),
              "The guardrails that it lifts.",
              "say which guardrails it lifts, by their ids")
          .key("callers", Shape.texts(Shape.text()), "For these callers.")
          .key(
              "fingerprints",
              Shape.texts(Shape.text(FINGERPRINT.pattern())),
              "For these statements, as `facts` and spans show them.")
          .required("reason", Shape.text(), "Why.", "say why")
          .key("ticket", Shape.text(), "Where it was decided.")
          .required(
              "expires",
              Shape.text("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
              "The last day on which it holds, in UTC.",
              "say the last day on which it holds, such as `2027-01-31`")
          .anyOf(Set.of("callers", "fingerprints"))
          .build();

  private final Problems problems;
  private final Names<CallerSelector> callers;
  private final Names<Section> ids;
  private final Map<String, Guardrail> guardrails = new LinkedHashMap<>();
  private final Set<String> locked;
  private final @Nullable Layer above;

  /**
   * Begins with the rules that there are.
   *
   * @param locked ids of the rules that nothing lifts
   */
  ExemptionsReader(
      Problems problems,
      Names<CallerSelector> callers,
      Names<Section> ids,
      List<Guardrail> guardrails,
      Set<String> locked,
      @Nullable Layer above) {
    this.problems = problems;
    this.callers = callers;
    this.ids = ids;
    this.locked = locked;
    this.above = above;
    guardrails.forEach(guardrail -> this.guardrails.put(guardrail.id(), guardrail));
  }

  /** The rules with the exemptions that name them. */
  List<Guardrail> read(List<Section> sections) {
    for (Section section : sections) {
      section.only(SHAPE);
      if (!section.has("callers") && !section.has("fingerprints")) {
        problems.add(
            section.node(),
            "say for whom or what: `callers`, `fingerprints` of statements or both");
      }
      exempt(section, RulesReader.id(section, ids));
    }
    return new ArrayList<>(guardrails.values());
  }

  private void exempt(Section section, String id) {
    Exemption exemption =
        new Exemption(
            id,
            section.each("callers", callers::resolve),
            fingerprints(section),
            section.textOrEmpty("reason"),
            section.textOrEmpty("ticket"),
            end(section));
    Section.Text reason = section.text("reason");
    if (reason != null && reason.value().isBlank()) {
      problems.add(reason.node(), "the `reason` is empty: say why");
    }
    for (Section.Text rule : section.texts("rules")) {
      Guardrail guardrail = guardrails.get(rule.value());
      String problem = problem(rule.value(), guardrail);
      if (guardrail == null || !problem.isEmpty()) {
        problems.add(rule.node(), problem);
      } else {
        guardrails.put(guardrail.id(), guardrail.exempting(exemption));
      }
    }
  }

  /** Why a rule cannot be lifted; empty if it can. */
  private String problem(String id, @Nullable Guardrail guardrail) {
    if (guardrail == null && above != null && above.ids().has(id)) {
      return "the rule `" + id + "` is of a layer above, which alone can lift it";
    }
    if (problems.isFull()) {
      return "not looked at";
    }
    if (guardrail == null) {
      return "there is no guardrail `"
          + id
          + "`: "
          + (guardrails.isEmpty() ? "define it first" : Spelling.suggest(id, guardrails.keySet()));
    }
    if (locked.contains(id)) {
      return "the rule `" + id + "` is locked, so that nothing lifts it";
    }
    return guardrail.action() == Action.ALLOW
        ? "the rule `" + id + "` allows, so there is nothing to lift"
        : "";
  }

  private Set<String> fingerprints(Section section) {
    Set<String> fingerprints = new LinkedHashSet<>();
    for (Section.Text text : section.texts("fingerprints")) {
      if (!FINGERPRINT.matcher(text.value()).matches()) {
        problems.add(
            text.node(),
            "`"
                + text.value()
                + "` is no fingerprint: `facts` and spans show it, 16 lower-case hexadecimal"
                + " digits");
      }
      fingerprints.add(text.value());
    }
    return fingerprints;
  }

  private long end(Section section) {
    Section.Text last = section.text("expires");
    if (last == null) {
      return 0;
    }
    try {
      return LocalDate.parse(last.value()).plusDays(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    } catch (DateTimeException e) {
      problems.add(
          last.node(),
          "`" + last.value() + "` is no date: write the last day, such as `2027-01-31`");
      return 0;
    }
  }
}
