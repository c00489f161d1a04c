package dev.sluice.policy;

import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Disclosure;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a statement could tell of values that a mask with {@code inference: deny} or {@code
 * equality} hides. The aim is non-interference (Goguen and Meseguer, "Security Policies and
 * Security Models", 1982): two databases that differ in nothing but the masked columns must look
 * the same to the caller. A masked value may be read to be shown, since the mask hides it then; it
 * must not do anything else. So a statement is refused
 *
 * <ul>
 *   <li>that is not fully understood, since it may do any of the following;
 *   <li>in which a masked column decides which rows come, how many, or in what order;
 *   <li>in which a masked value can make it fail, warn, wait or act ({@link
 *       SqlFacts#raisingColumns()});
 *   <li>that reads a masked column and does anything but read and write rows: set a variable or a
 *       sequence, lock, define, index or check;
 *   <li>that alters a table with a masked column: a new type or constraint fits the values or not;
 *   <li>that writes a masked column, since a constraint lets it fail or succeed by the values that
 *       are there already;
 *   <li>that writes other columns, or deletes rows, where a constraint puts them beside a masked
 *       column: a key or a check over both, a foreign key from one to the other ({@link
 *       SqlFacts#disclosures()});
 *   <li>that explains a query on a table with a masked column: estimates are made from statistics
 *       of its values, and measured plans count rows;
 *   <li>that sets off a trigger which reads or writes a masked column, or of which that is not
 *       known;
 *   <li>that asks how much room rows take, or where they lie.
 * </ul>
 *
 * <p>{@code equality} lets one thing pass: that the WHERE of the whole statement asks whether a
 * column equals a given value ({@link SqlFacts#equalityColumns()}). Who knows a value learns
 * whether it is there; to find an unknown one takes a statement for each guess.
 *
 * <p>What is left are the order of rows that are asked for in no order, the room that a row or an
 * entry of an index has, and time.
 */
final class InferenceJudgement {
  /** What may be done with rows of which a masked column is shown. */
  private static final Set<Effect> ROWS =
      EnumSet.of(Effect.SELECT, Effect.SHOW, Effect.INSERT, Effect.UPDATE, Effect.DELETE);

  private final StatementView statement;
  private final SqlFacts facts;
  private final MaskSet set;

  InferenceJudgement(StatementView statement, MaskSet set) {
    this.statement = statement;
    this.facts = statement.facts();
    this.set = set;
  }

  /** The refusal; null if nothing can be inferred, or no mask minds. */
  @Nullable Finding finding() {
    MaskRule any = set.refusingInference();
    if (any == null) {
      return null;
    }
    if (facts.isOpaque() || facts.statements() > 1 || facts.effects().contains(Effect.CALL)) {
      return refusal(
          any,
          "The statement is not fully understood, so it could tell of masked values.",
          "Write the statement in a plainer way.");
    }
    Finding finding =
        refused(
            facts.shapingColumns(),
            Inference.DENY,
            "decides which rows come, how many or in what order",
            "Leave %s out of WHERE, JOIN, GROUP BY, ORDER BY, DISTINCT, counts and windows.");
    if (finding == null) {
      Set<ColumnName> otherwise = new LinkedHashSet<>(facts.shapingColumns());
      otherwise.removeAll(facts.equalityColumns());
      finding =
          refused(
              otherwise,
              Inference.EQUALITY,
              "decides which rows come, how many or in what order",
              "Ask of %s no more than that it equals a value, in the WHERE of the whole"
                  + " statement and joined by AND to the rest.");
    }
    if (finding == null) {
      finding =
          refused(
              facts.raisingColumns(),
              "can make the statement fail or act by its values",
              "Select %s as it is, without casting it or computing with it.");
    }
    if (finding == null && !ROWS.containsAll(facts.effects())) {
      finding =
          refused(
              facts.columnsRead(),
              "is used by a statement that does more than read and write rows",
              "Leave %s out of such statements.");
    }
    if (finding == null && facts.effects().contains(Effect.ALTER)) {
      finding =
          refusedTable(
              "%s may have masked columns: whether it can be altered can tell of their values.",
              "Leave the definition of %s as it is.");
    }
    if (finding == null) {
      finding =
          refused(
              facts.columnsWritten(),
              "is written: whether that succeeds can tell which values exist",
              "Leave %s out of what is written.");
    }
    if (finding == null) {
      finding = disclosed(any);
    }
    if (finding == null && facts.effects().contains(Effect.SHOW)) {
      finding =
          refusedTable(
              "A plan tells of the values of %s, which may have masked columns.",
              "Run the query without EXPLAIN.");
    }
    return finding;
  }

  private @Nullable Finding refused(Set<ColumnName> columns, String does, String fix) {
    return refused(columns, Inference.EQUALITY, does, fix);
  }

  private @Nullable Finding refused(
      Set<ColumnName> columns, Inference least, String does, String fix) {
    for (ColumnName column : StatementView.inOrder(columns)) {
      MaskRule rule = set.refusingInference(statement.tagsOf(column), least);
      if (rule != null) {
        return refusal(
            rule, column + ", which is masked, " + does + ".", String.format(fix, column));
      }
    }
    return null;
  }

  private @Nullable Finding refusedTable(String message, String fix) {
    for (TableName table : StatementView.inOrder(facts.tables())) {
      MaskRule rule = set.refusingInference(statement.tagsOf(table), Inference.EQUALITY);
      if (rule != null) {
        return refusal(rule, String.format(message, table), String.format(fix, table));
      }
    }
    return null;
  }

  /** What the statement makes the database do or measure tells of masked values. */
  private @Nullable Finding disclosed(MaskRule any) {
    for (Disclosure disclosure : facts.disclosures()) {
      String unknown = disclosure.unknown();
      if (unknown != null) {
        return refusal(
            any,
            "What " + disclosure.cause() + " does could tell of masked values: " + unknown + ".",
            "Leave it out, or ask those who keep the policy for an exemption.");
      }
      Finding finding =
          refused(
              disclosure.columns(),
              "is in the reach of " + disclosure.cause(),
              "Ask those who keep the database to leave %s out of it, or those who keep the"
                  + " policy for an exemption.");
      if (finding != null) {
        return finding;
      }
    }
    return null;
  }

  private static Finding refusal(MaskRule rule, String message, String fix) {
    return new Finding(Action.DENY, Finding.Origin.MASK, rule.id(), message, fix);
  }
}
