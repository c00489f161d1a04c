package dev.sluice.policy;

import dev.sluice.identity.CallerKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code callers}. */
final class CallersReader {
  static final Map<String, CallerKind> KINDS =
      Map.of(
          "human", CallerKind.HUMAN,
          "service", CallerKind.SERVICE,
          "ai_agent", CallerKind.AI_AGENT);
  static final Shape SHAPE =
      Shape.named("caller")
          .required(
              "kind",
              Shape.words(KINDS.keySet()),
              "People, services or AI agents.",
              "write human, service or ai_agent")
          .key("groups", Shape.texts(Shape.text()), "People in one of these groups, globs.")
          .key(
              "verified",
              new Shape.Flag(),
              "People for whom somebody vouches, or, if `false`, nobody.")
          .key("service", Shape.text(), "In this service only, a glob.")
          .key("agent", Shape.text(), "The AI agent of this name, a glob.")
          .key("tools", Shape.texts(Shape.text()), "Under one of these tools, globs.")
          .key(
              "on_behalf_of",
              Shape.texts(Shape.text()),
              "Acting for one of these callers of the policy, who are no AI agents.")
          .build();

  private final Problems problems;
  private final Names<CallerSelector> names;
  private final Map<String, Agent> agents = new LinkedHashMap<>();

  /**
   * Begins with the callers of the layers above.
   *
   * @param above null if there is no layer above
   */
  CallersReader(Problems problems, @Nullable Names<CallerSelector> above) {
    this.problems = problems;
    this.names = new Names<>("caller", problems, above);
  }

  private record Agent(Section.Text name, Section section) {}

  /** Agents come last: they act on behalf of others. */
  Names<CallerSelector> read(@Nullable Section callers) {
    if (callers == null) {
      return names;
    }
    callers.names(new Shape.Nested(SHAPE));
    for (Section.Text name : callers.keys()) {
      Section section = callers.section(name.value());
      if (section == null) {
        continue;
      }
      section.only(SHAPE);
      CallerKind kind = section.choice("kind", KINDS, CallerKind.SERVICE);
      if (kind == CallerKind.AI_AGENT) {
        agents.put(name.value(), new Agent(name, section));
      } else {
        define(name, section, kind);
      }
    }
    for (Agent agent : agents.values()) {
      define(agent.name, agent.section, CallerKind.AI_AGENT);
    }
    return names;
  }

  private void define(Section.Text name, Section section, CallerKind kind) {
    for (String key : List.of("groups", "verified")) {
      onlyFor(section, key, kind, CallerKind.HUMAN);
    }
    for (String key : List.of("agent", "tools", "on_behalf_of")) {
      onlyFor(section, key, kind, CallerKind.AI_AGENT);
    }
    List<CallerSelector> principals = section.each("on_behalf_of", this::principal);
    names.define(
        name,
        new CallerSelector(
            name.value(),
            kind,
            section.flag("verified"),
            globs(section, "groups"),
            glob(section, "service"),
            glob(section, "agent"),
            globs(section, "tools"),
            principals));
  }

  private @Nullable CallerSelector principal(Section.Text reference) {
    CallerSelector known = names.all().get(reference.value());
    if (agents.containsKey(reference.value())
        || (known != null && known.kind() == CallerKind.AI_AGENT)) {
      problems.add(
          reference.node(),
          "an agent acts on behalf of people or services, and `"
              + reference.value()
              + "` is an agent: name a caller of another kind");
      return null;
    }
    return names.resolve(reference);
  }

  private void onlyFor(Section section, String key, CallerKind kind, CallerKind wanted) {
    if (kind == wanted) {
      return;
    }
    for (Section.Text text : section.keys()) {
      if (text.value().equals(key)) {
        problems.add(
            text.node(),
            wanted == CallerKind.HUMAN
                ? "`"
                    + key
                    + "` tells people apart: use it with `kind: human`, and let an agent point"
                    + " there by `on_behalf_of`"
                : "`" + key + "` tells AI agents apart: use it with `kind: ai_agent`");
      }
    }
  }

  private List<Glob> globs(Section section, String key) {
    return section.each(key, text -> Patterns.glob(text, problems));
  }

  private List<Glob> glob(Section section, String key) {
    Section.Text text = section.text(key);
    Glob glob = text == null ? null : Patterns.glob(text, problems);
    return glob == null ? List.of() : List.of(glob);
  }
}
