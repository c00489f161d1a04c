package dev.sluice.policy;

import dev.sluice.mask.BlindConstant;
import dev.sluice.mask.BlindRedact;
import dev.sluice.mask.Constant;
import dev.sluice.mask.Email;
import dev.sluice.mask.Mask;
import dev.sluice.mask.MaskedForms;
import dev.sluice.mask.Nullify;
import dev.sluice.mask.Omit;
import dev.sluice.mask.Partial;
import dev.sluice.mask.Redact;
import dev.sluice.mask.Truncate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads how a rule masks: the key {@code with}. What is wrong is noted and read as redaction. */
final class MaskReader {
  private static final int MOST_SHOWN = 1_000;
  private static final int LONGEST_CONSTANT = 200;
  private static final int LEAST_STEP = 2;
  private static final int MOST_STEP = 999_999_999;
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "constant", "say what `constant` shows, such as `{constant: hidden}`",
          "partial", "say what `partial` keeps, such as `{partial: {last: 4}}`",
          "truncate", "say what `truncate` cuts to, such as `{truncate: {to: month, step: 1000}}`");
  private static final Map<String, Truncate.Unit> UNITS =
      Map.of(
          "year", Truncate.Unit.YEAR,
          "month", Truncate.Unit.MONTH,
          "day", Truncate.Unit.DAY,
          "hour", Truncate.Unit.HOUR);

  private static final Set<String> SIMPLE = Set.of("omit", "redact", "null", "hash", "email");

  private static final Shape PARTIAL =
      Shape.named("partial")
          .key("first", new Shape.Whole(0, MOST_SHOWN), "How many characters stay at the start.")
          .key("last", new Shape.Whole(0, MOST_SHOWN), "How many characters stay at the end.")
          .anyOf(Set.of("first", "last"))
          .build();
  private static final Shape TRUNCATE =
      Shape.named("truncate")
          .key("to", Shape.words(UNITS.keySet()), "Dates are cut to the beginning of this unit.")
          .key(
              "step",
              new Shape.Whole(LEAST_STEP, MOST_STEP),
              "Numbers are cut to a multiple of it.")
          .anyOf(Set.of("to", "step"))
          .build();
  private static final Shape PARAMETRIC =
      Shape.named("with")
          .key("constant", Shape.text(".{1," + LONGEST_CONSTANT + "}"), "Shows this text.")
          .key("partial", new Shape.Nested(PARTIAL), "Shows the ends of a text.")
          .key("truncate", new Shape.Nested(TRUNCATE), "Cuts dates and numbers.")
          .onlyOne()
          .build();
  static final Shape.WordOrNested FORM = new Shape.WordOrNested(Shape.words(SIMPLE), PARAMETRIC);

  private final Problems problems;
  private final Map<String, Mask> simple;

  MaskReader(Problems problems, Mask hash) {
    this.problems = problems;
    this.simple =
        Map.of(
            "omit", Omit.INSTANCE,
            "redact", Redact.INSTANCE,
            "null", Nullify.INSTANCE,
            "hash", hash,
            "email", Email.INSTANCE);
  }

  Mask read(Section rule) {
    if (rule.isSection("with")) {
      Section with = rule.section("with");
      return with == null ? Redact.INSTANCE : withParameters(with);
    }
    Section.Text text = rule.text("with");
    String missing = text == null ? null : PARAMETERS.get(text.value());
    if (text == null) {
      return Redact.INSTANCE;
    }
    if (missing != null) {
      problems.add(text.node(), missing);
      return Redact.INSTANCE;
    }
    return rule.choice("with", simple, Redact.INSTANCE);
  }

  /** The form of a mask that does not tell NULL from a value, if showing it would tell nothing. */
  static Mask blind(Mask mask) {
    if (mask instanceof Constant constant) {
      return new BlindConstant(constant);
    }
    return mask.equals(Redact.INSTANCE) ? BlindRedact.INSTANCE : mask;
  }

  private Mask withParameters(Section with) {
    with.only(PARAMETRIC);
    List<Section.Text> keys = with.keys();
    if (keys.size() != 1) {
      problems.add(with.node(), "name one mask, such as `{partial: {last: 4}}`");
      return Redact.INSTANCE;
    }
    return switch (keys.get(0).value()) {
      case "constant" -> constant(with);
      case "partial" -> partial(with);
      case "truncate" -> truncate(with);
      default -> Redact.INSTANCE;
    };
  }

  private Mask constant(Section with) {
    Section.Text text = with.text("constant");
    if (text == null) {
      return Redact.INSTANCE;
    }
    if (text.value().isEmpty() || text.value().length() > LONGEST_CONSTANT) {
      problems.add(
          text.node(), "expected a text of 1 to " + LONGEST_CONSTANT + " characters to show");
      return Redact.INSTANCE;
    }
    return known(new Constant(text.value()));
  }

  private Mask partial(Section with) {
    Section ends = with.section("partial");
    if (ends == null) {
      return Redact.INSTANCE;
    }
    ends.only(PARTIAL);
    if (!ends.has("first") && !ends.has("last")) {
      problems.add(ends.node(), "say what `partial` keeps, such as `{last: 4}`");
    }
    return new Partial(ends.number("first"), ends.number("last"));
  }

  private Mask truncate(Section with) {
    Section cut = with.section("truncate");
    if (cut == null) {
      return Redact.INSTANCE;
    }
    cut.only(TRUNCATE);
    if (!cut.has("to") && !cut.has("step")) {
      problems.add(cut.node(), "say what `truncate` cuts to, such as `{to: month, step: 1000}`");
    }
    Truncate.Unit unit = cut.has("to") ? cut.choice("to", UNITS, Truncate.Unit.YEAR) : null;
    int step = cut.number("step");
    return unit == null && step == 0 ? Redact.INSTANCE : known(new Truncate(unit, step));
  }

  /** Before the policy is in force, so that nothing it shows goes by unnoticed. */
  private static Mask known(Mask mask) {
    MaskedForms.know(mask);
    return mask;
  }
}
