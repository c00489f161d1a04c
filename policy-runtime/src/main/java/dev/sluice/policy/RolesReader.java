package dev.sluice.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the section {@code database_roles}. */
final class RolesReader {
  /** What databases take as a role's name without quotes, as long as PostgreSQL keeps it whole. */
  private static final Pattern ROLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_$-]{0,62}");

  /** Words that databases read in place of a role's name. */
  private static final Set<String> NO_ROLES = Set.of("none", "default", "all", "public");

  static final Shape SHAPE =
      Shape.named("database_role")
          .required("id", Shape.text(Names.GOOD.pattern()), "The rule's name.", "give it an id")
          .key("mode", Shape.words(DocumentReader.MODES.keySet()), "`observe`: it has no effect.")
          .required(
              "role",
              Shape.text(ROLE.pattern()),
              "The database's role, as the database keeps its name.",
              "say which role, such as `agent_reader`")
          .required(
              "callers",
              Shape.texts(Shape.text()),
              "For these callers.",
              "say for whom, such as `[agents]`")
          .key("unless", Shape.texts(Shape.text()), "Not for these callers.")
          .key(
              "env",
              Shape.texts(Shape.text()),
              "In these environments of the policy; without it on every database.")
          .build();

  private final Problems problems;
  private final Mode layerMode;
  private final Names<CallerSelector> callers;
  private final Names<Environment> environments;
  private final Names<Section> ids;

  /**
   * Reads rules whose ids are told apart from those of all others.
   *
   * @param layerMode {@code observe} if all rules of the layer are observed
   * @param ids the ids that are taken; those of the rules are added
   */
  RolesReader(
      Problems problems,
      Mode layerMode,
      Names<CallerSelector> callers,
      Names<Environment> environments,
      Names<Section> ids) {
    this.problems = problems;
    this.layerMode = layerMode;
    this.callers = callers;
    this.environments = environments;
    this.ids = ids;
  }

  List<RoleRule> read(List<Section> sections) {
    List<RoleRule> rules = new ArrayList<>();
    for (Section section : sections) {
      section.only(SHAPE);
      rules.add(
          new RoleRule(
              RulesReader.id(section, ids),
              RulesReader.mode(section, layerMode),
              role(section),
              section.each("callers", callers::resolve),
              section.each("unless", callers::resolve),
              section.each("env", environments::resolve)));
    }
    return rules;
  }

  private String role(Section section) {
    Section.Text text = section.text("role");
    if (text == null) {
      return "";
    }
    boolean isWord = NO_ROLES.contains(text.value().toLowerCase(Locale.ROOT));
    if (isWord || !ROLE.matcher(text.value()).matches()) {
      problems.add(
          text.node(),
          "`"
              + text.value()
              + "` is no name of a role"
              + (isWord ? ", but a word of the database" : "")
              + ": write up to 63 letters, digits, `_`, `$` and `-` that begin with a letter or"
              + " `_`");
    }
    return text.value();
  }
}
