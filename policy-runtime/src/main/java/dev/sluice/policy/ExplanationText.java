package dev.sluice.policy;

import dev.sluice.identity.CallerKind;
import dev.sluice.policy.Explanation.CallerSeen;
import dev.sluice.policy.Explanation.ClauseCheck;
import dev.sluice.policy.Explanation.ColumnCheck;
import dev.sluice.policy.Explanation.Reason;
import dev.sluice.policy.Explanation.RuleCheck;
import dev.sluice.policy.Explanation.Status;
import dev.sluice.sql.SqlFacts;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes an explanation for a terminal: the decision first, then what it follows from. */
final class ExplanationText {
  private final StringBuilder text = new StringBuilder();
  private final boolean unicode;

  private ExplanationText(boolean unicode) {
    this.unicode = unicode;
  }

  static String of(Explanation explanation, boolean unicode) {
    ExplanationText writer = new ExplanationText(unicode);
    writer.decision(explanation);
    writer.question(explanation);
    writer.columns(explanation.columns());
    for (CallerSeen caller : explanation.callers()) {
      writer.line(0, "");
      writer.line(0, "Rules for " + caller.who() + ":");
      writer.rules(explanation.checks(), caller.kind());
    }
    writer.line(0, "");
    writer.line(0, "Defaults for the statement as a whole:");
    writer.rules(explanation.checks(), null);
    writer.misses(explanation.nearestMisses());
    return writer.text.toString();
  }

  /** What became of one rule, for each caller. */
  static String of(Explanation explanation, String rule, boolean unicode) {
    ExplanationText writer = new ExplanationText(unicode);
    for (RuleCheck check : explanation.checks()) {
      if (check.id().equals(rule)) {
        writer.rule(0, check, check.as() == null ? "" : " for " + Explainer.word(check.as()));
      }
    }
    return writer.text.toString();
  }

  private void line(int depth, String line) {
    text.append("  ".repeat(line.isEmpty() ? 0 : depth)).append(printable(line)).append('\n');
  }

  /** Without what would move the cursor, colour the screen, or not be shown as it is. */
  private String printable(String line) {
    StringBuilder printable = new StringBuilder(line.length());
    line.codePoints()
        .forEach(
            character -> {
              if (Character.isISOControl(character)
                  || Character.getType(character) == Character.FORMAT) {
                printable.append(' ');
              } else {
                printable.appendCodePoint(unicode || character < 0x80 ? character : '?');
              }
            });
    return printable.toString();
  }

  private void decision(Explanation explanation) {
    Decision decision = explanation.decision();
    String rule = decision.rule();
    String refusal = explanation.roleRefusal();
    line(
        0,
        decision.outcome().toUpperCase(Locale.ROOT)
            + (rule == null ? "" : " by " + rule)
            + would(decision.would())
            + (refusal == null ? "" : ", but refused for its caller's role of the database"));
    line(1, explanation.why());
    if (refusal != null) {
      line(1, "It is refused whatever decides: " + refusal + ".");
    }
    field("role of the database", explanation.role().name());
    field("message", decision.message());
    field("fix", decision.fix());
    field(
        "policy",
        decision.policy()
            + ", serial "
            + decision.serial()
            + ", mode "
            + Explainer.word(decision.mode()));
    field("limits", decision.limits().toString());
    field("rules", String.join(", ", decision.rules()));
    field("exemptions", String.join(", ", decision.exemptions()));
    field("text of the statement", decision.tellsText() ? "told in full, with its values" : "");
    for (RuleError error : decision.ruleErrors()) {
      field("rule error", error.toString());
    }
    if (!explanation.reasons().isEmpty()) {
      line(1, "found, the strongest first:");
      for (Reason reason : explanation.reasons()) {
        line(
            2,
            Explainer.word(reason.action())
                + " by "
                + reason.rule()
                + (reason.enforced() ? "" : ", observed only")
                + (reason.message().isEmpty() ? "" : ": " + reason.message()));
      }
    }
  }

  private static String would(@Nullable Action would) {
    return would == null ? "" : ", would " + Explainer.word(would);
  }

  private void question(Explanation explanation) {
    SqlFacts facts = explanation.statement().facts();
    line(0, "");
    line(0, "Statement:");
    field("shape", facts.shape());
    field("fingerprint", facts.fingerprint());
    field("effects", String.join(", ", StatementFields.lowerCase(facts.effects())));
    field("reads", joined(facts.tablesRead()));
    field("writes", joined(facts.tablesWritten()));
    field("tags", String.join(", ", explanation.decision().tags()));
    field("not understood", String.join("; ", facts.opaque()));
    field(
        "database",
        explanation.statement().database().dialect().systemName()
            + " "
            + explanation.place()
            + (explanation.environments().isEmpty()
                ? ", in no environment"
                : ", in " + String.join(", ", explanation.environments())));
    String role = "caller";
    for (CallerSeen caller : explanation.callers()) {
      field(
          role,
          caller.who()
              + (caller.sets().isEmpty()
                  ? ", none of the policy's callers"
                  : ", as " + String.join(", ", caller.sets())));
      role = "acting for";
    }
  }

  private static String joined(Collection<?> values) {
    return String.join(", ", StatementFields.sorted(values));
  }

  private void field(String name, String value) {
    if (!value.isEmpty()) {
      line(1, name + ": " + value);
    }
  }

  private void columns(List<ColumnCheck> columns) {
    if (columns.isEmpty()) {
      return;
    }
    line(0, "");
    line(0, "Result:");
    for (ColumnCheck column : columns) {
      line(
          1,
          (column.number() == 0 ? "every column" : column.number() + " " + column.label())
              + ": "
              + column.mask()
              + (column.by().isEmpty() ? "" : " by " + String.join(", ", column.by()))
              + (column.besides().isEmpty()
                  ? ""
                  : ", stronger than " + String.join(", ", column.besides()))
              + (column.would().isEmpty() ? "" : ", would be " + column.would())
              + (column.sources().isEmpty()
                  ? ""
                  : "  (" + String.join("; ", column.sources()) + ")"));
    }
  }

  private void rules(List<RuleCheck> checks, @Nullable CallerKind as) {
    for (RuleCheck check : checks) {
      if (Objects.equals(check.as(), as)) {
        rule(1, check, "");
      }
    }
  }

  private void rule(int depth, RuleCheck check, String caller) {
    line(
        depth,
        mark(check.status() != Status.MISSED)
            + " "
            + Explainer.word(check.section()).replace('_', ' ')
            + " "
            + check.id()
            + caller
            + ": "
            + check.does()
            + (check.locked() ? ", locked" : "")
            + (check.enforced() ? "" : ", observed only")
            + (check.status() == Status.EXEMPTED ? ", exempted" : "")
            + (check.note().isEmpty() ? "" : " - " + check.note()));
    check.clauses().forEach(clause -> clause(depth + 2, clause));
  }

  private void clause(int depth, ClauseCheck clause) {
    line(
        depth,
        mark(clause.holds())
            + " "
            + clause.key()
            + ": "
            + String.join(", ", clause.asked())
            + "  [has "
            + String.join("; ", clause.found())
            + "]"
            + (clause.certain() ? "" : " not certain, so the stricter answer counts"));
    clause.details().forEach(detail -> line(depth + 2, detail));
  }

  private void misses(List<RuleCheck> misses) {
    if (misses.isEmpty()) {
      return;
    }
    line(0, "");
    line(0, "Nearest misses, for want of one clause:");
    for (RuleCheck miss : misses) {
      ClauseCheck clause = miss.onlyMiss();
      if (clause != null) {
        line(
            1,
            miss.id()
                + " ("
                + miss.does()
                + ") for "
                + Explainer.word(Objects.requireNonNull(miss.as()))
                + ":");
        clause(2, clause);
      }
    }
  }

  private String mark(boolean holds) {
    if (unicode) {
      return holds ? "✓" : "✗";
    }
    return holds ? "[x]" : "[ ]";
  }
}
