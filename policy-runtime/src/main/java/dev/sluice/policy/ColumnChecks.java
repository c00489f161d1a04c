package dev.sluice.policy;

import dev.sluice.mask.Mask;
import dev.sluice.policy.Explanation.ColumnCheck;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Lineage;
import dev.sluice.sql.OutputColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells how each column of a result is shown, and why, for an explanation. */
final class ColumnChecks {
  private static final String CLEAR = "clear";

  private final Profile.Judgement judgement;
  private final Decision decision;

  ColumnChecks(Profile.Judgement judgement, Decision decision) {
    this.judgement = judgement;
    this.decision = decision;
  }

  /** None if nothing comes back. */
  List<ColumnCheck> all() {
    List<ColumnCheck> columns = new ArrayList<>();
    if (decision.refuses()) {
      return columns;
    }
    MaskPlan plan = decision.masks();
    if (!plan.isEmpty() && plan.columns() < 0) {
      columns.add(
          new ColumnCheck(
              0,
              "*",
              List.of("whatever comes back"),
              MaskWords.of(shown(plan, 1)),
              ids(judgement.masking().rules()),
              List.of(),
              ""));
      return columns;
    }
    List<OutputColumn> output = judgement.statement().facts().output();
    for (int i = 0; i < output.size(); i++) {
      columns.add(check(i + 1, output.get(i)));
    }
    return columns;
  }

  private static Mask shown(MaskPlan plan, int number) {
    Mask mask = plan.column(number);
    if (mask == null) {
      throw new IllegalStateException("A plan for any number of columns masks all of them.");
    }
    return mask;
  }

  private ColumnCheck check(int number, OutputColumn column) {
    Mask mask = decision.masks().column(number);
    Mask wouldBe = judgement.wouldBeMasking().plan().column(number);
    List<MaskRule> matching = judgement.masking().matching(column.lineage());
    List<MaskRule> strongest =
        column.lineage() instanceof Lineage.Direct ? MaskSet.strongestOf(matching) : matching;
    List<MaskRule> weaker = new ArrayList<>(matching);
    weaker.removeAll(strongest);
    String shown = words(mask);
    String would = words(wouldBe);
    return new ColumnCheck(
        number,
        column.label(),
        sources(column.lineage()),
        shown,
        ids(strongest),
        ids(weaker),
        would.equals(shown) ? "" : would);
  }

  private static String words(@Nullable Mask mask) {
    return mask == null ? CLEAR : MaskWords.of(mask);
  }

  private List<String> sources(Lineage lineage) {
    StatementView statement = judgement.statement();
    if (lineage instanceof Lineage.Opaque opaque) {
      return List.of("not known, as " + opaque.reason());
    }
    Set<String> names = new TreeSet<>();
    for (ColumnName column : StatementView.sources(lineage)) {
      names.add(statement.fullName(column) + ": " + statement.tagsOf(column));
    }
    return List.copyOf(names);
  }

  private static List<String> ids(List<MaskRule> rules) {
    Set<String> ids = new TreeSet<>();
    rules.forEach(rule -> ids.add(rule.id()));
    return List.copyOf(ids);
  }
}
