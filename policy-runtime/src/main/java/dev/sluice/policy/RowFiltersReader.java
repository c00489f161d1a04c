package dev.sluice.policy;

import dev.sluice.sql.RowCondition;
import dev.sluice.sql.RowConditionReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the section {@code row_filters}. */
final class RowFiltersReader {
  static final Shape SHAPE =
      Shape.named("row_filter")
          .required(
              "id", Shape.text(Names.GOOD.pattern()), "The rule's name.", "give the filter an id")
          .key("mode", Shape.words(DocumentReader.MODES.keySet()), "`observe`: report only.")
          .required(
              "tables",
              Shape.texts(Shape.text(Patterns.form(3))),
              "Whose rows: `database.schema.table`, globs.",
              "say which, such as `[\"crm.public.orders\"]`")
          .key("callers", Shape.texts(Shape.text()), "For these callers; without it for everybody.")
          .key("unless", Shape.texts(Shape.text()), "Not for these callers.")
          .required(
              "where",
              Shape.text(),
              "Which rows, with `:claims.NAME` and the like for values.",
              "say which rows, such as `tenant_id = :claims.tenant`")
          .build();
  private static final RowCondition NOTHING = new RowCondition.Any(List.of());

  private final Problems problems;
  private final Mode layerMode;
  private final Names<CallerSelector> callers;
  private final Names<Section> ids;

  /**
   * Reads filters whose ids are told apart from those of all other rules.
   *
   * @param layerMode {@code observe} if all rules of the layer are observed
   * @param ids the ids that are taken; those of the filters are added
   */
  RowFiltersReader(
      Problems problems, Mode layerMode, Names<CallerSelector> callers, Names<Section> ids) {
    this.problems = problems;
    this.layerMode = layerMode;
    this.callers = callers;
    this.ids = ids;
  }

  List<RowFilter> read(List<Section> sections) {
    List<RowFilter> rules = new ArrayList<>();
    for (Section section : sections) {
      section.only(SHAPE);
      rules.add(
          new RowFilter(
              RulesReader.id(section, ids),
              RulesReader.mode(section, layerMode),
              section.each("tables", this::table),
              condition(section),
              section.textOrEmpty("where"),
              section.each("callers", callers::resolve),
              section.each("unless", callers::resolve)));
    }
    return rules;
  }

  private @Nullable TableGlob table(Section.Text text) {
    List<Glob> parts = Patterns.parts(text, 3, problems);
    return parts == null ? null : Patterns.table(parts);
  }

  private RowCondition condition(Section section) {
    Section.Text text = section.text("where");
    if (text == null) {
      return NOTHING;
    }
    try {
      return RowConditionReader.read(text.value());
    } catch (RowConditionReader.MalformedException problem) {
      add(text, problem);
      return NOTHING;
    }
  }

  /** At the very character, where a text on one line stands in the file as it is meant. */
  private void add(Section.Text text, RowConditionReader.MalformedException problem) {
    Mark start = text.node().getStartMark().orElse(null);
    Mark end = text.node().getEndMark().orElse(null);
    boolean plain = text.node() instanceof ScalarNode scalar && scalar.isPlain();
    int quotes = plain ? 0 : 1;
    if (start != null
        && end != null
        && start.getLine() == end.getLine()
        && end.getColumn() - start.getColumn() == text.value().length() + 2 * quotes) {
      int column = start.getColumn() + quotes + problem.offset();
      problems.add(start.getLine() + 1, column + 1, String.valueOf(problem.getMessage()));
    } else {
      problems.add(
          text.node(), problem.getMessage() + " (character " + (problem.offset() + 1) + ")");
    }
  }
}
