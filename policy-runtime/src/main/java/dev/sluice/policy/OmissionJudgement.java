package dev.sluice.policy;

import dev.sluice.mask.Omit;
import dev.sluice.sql.Effect;
import dev.sluice.sql.Lineage;
import dev.sluice.sql.OutputColumn;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a statement would show a column that a mask leaves out. Columns are not taken out of
 * results, since who reads a result by position would take one column for another: as with the
 * database's own privileges on columns, the statement has to leave them out, {@code *} included.
 */
final class OmissionJudgement {
  private static final int MOST_NAMED = 20;

  private final StatementView statement;
  private final SqlFacts facts;
  private final MaskSet set;
  private final MaskJudgement masking;

  OmissionJudgement(StatementView statement, MaskSet set, MaskJudgement masking) {
    this.statement = statement;
    this.facts = statement.facts();
    this.set = set;
    this.masking = masking;
  }

  /** The refusal; null if nothing is shown that must not be. */
  @Nullable Finding finding() {
    MaskRule any = omission(set.rules());
    if (any == null) {
      return null;
    }
    if (facts.isOpaque() || facts.effects().contains(Effect.CALL)) {
      return refusal(
          any,
          "The statement is not fully understood, so it could show columns that are left out.",
          "Write the statement in a plainer way.");
    }
    if (facts.statements() > 1) {
      MaskRule touched = omission(touched());
      return touched == null
          ? null
          : refusal(
              touched,
              "Of several statements in one text it is not known which shows what, and one reads a"
                  + " table with a column that is left out.",
              "Send the statements one by one.");
    }
    for (OutputColumn column : facts.output()) {
      MaskRule omitted = omission(masking.matching(column.lineage()));
      if (omitted != null) {
        return refusal(omitted, shows(column.lineage()), instead());
      }
    }
    return null;
  }

  private static String shows(Lineage lineage) {
    return lineage instanceof Lineage.Direct direct
        ? "The statement shows " + direct.column() + ", which is left out for this caller."
        : "The statement shows a value that is made of a column which is left out for this caller.";
  }

  private String instead() {
    List<String> others = new ArrayList<>();
    for (OutputColumn column : facts.output()) {
      if (column.lineage() instanceof Lineage.Direct direct
          && omission(masking.matching(direct)) == null
          && !others.contains(direct.column().column())) {
        others.add(direct.column().column());
      }
    }
    return others.isEmpty() || others.size() > MOST_NAMED
        ? "Name the columns that are needed instead of *, without this one."
        : "Select only: " + String.join(", ", others) + ".";
  }

  private List<MaskRule> touched() {
    List<MaskRule> rules = new ArrayList<>();
    for (TableName table : facts.tables()) {
      rules.addAll(set.matching(statement.tagsOf(table)));
    }
    return rules;
  }

  private static @Nullable MaskRule omission(List<MaskRule> rules) {
    for (MaskRule rule : rules) {
      if (rule.mask().equals(Omit.INSTANCE)) {
        return rule;
      }
    }
    return null;
  }

  private static Finding refusal(MaskRule rule, String message, String fix) {
    return new Finding(Action.DENY, Finding.Origin.MASK, rule.id(), message, fix);
  }
}
