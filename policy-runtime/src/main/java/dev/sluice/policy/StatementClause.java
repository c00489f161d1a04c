package dev.sluice.policy;

import dev.sluice.sql.Effect;
import dev.sluice.sql.TableName;
import java.util.List;
import java.util.Set;

/**
 * A condition of a rule on the statement. A statement has several effects, tables and columns: a
 * rule that restricts matches if any of them does, a rule that allows if all of them do and there
 * is one at all (or one listed table would bless a join). A negated clause asks each of them for
 * the opposite.
 */
interface StatementClause {
  /**
   * Whether the statement meets this condition.
   *
   * @param all whether all must match, rather than any
   */
  Truth test(StatementView statement, boolean all);

  /** What it asks for, as it was written. */
  Asked asked();

  /** What the statement has of it, for explanations; sorted. */
  List<String> found(StatementView statement);

  /** {@code effects} and {@code class}. */
  record HasEffect(Asked asked, Set<Effect> effects, boolean negated) implements StatementClause {
    @Override
    public Truth test(StatementView statement, boolean all) {
      Quantifier quantifier = new Quantifier(all);
      for (Effect effect : statement.facts().effects()) {
        quantifier.add(Truth.of(effects.contains(effect)).negatedIf(negated));
      }
      return quantifier.result();
    }

    @Override
    public List<String> found(StatementView statement) {
      return StatementFields.lowerCase(
          asked.key().endsWith("class")
              ? statement.facts().classes()
              : statement.facts().effects());
    }
  }

  /** {@code tables}: tables read or written. */
  record OnTable(Asked asked, List<TableGlob> tables, boolean negated) implements StatementClause {
    @Override
    public Truth test(StatementView statement, boolean all) {
      Quantifier quantifier = new Quantifier(all);
      for (TableName name : statement.tables()) {
        Truth truth = Truth.NO;
        for (TableGlob table : tables) {
          truth = truth.or(table.test(statement.scope(), name));
        }
        quantifier.add(truth.negatedIf(negated));
      }
      return quantifier.result();
    }

    @Override
    public List<String> found(StatementView statement) {
      return statement.tableNames();
    }
  }

  /** {@code tags}: tags of columns read, written or returned. */
  record HasTag(Asked asked, Set<String> tags, boolean negated) implements StatementClause {
    @Override
    public Truth test(StatementView statement, boolean all) {
      Quantifier quantifier = new Quantifier(all);
      for (TagSet column : statement.columnTags()) {
        quantifier.add(column.test(tags).negatedIf(negated));
      }
      if (statement.returnsUnknownColumns()) {
        quantifier.add(statement.tagsOfUnknownColumns().test(tags).negatedIf(negated));
      }
      return quantifier.result();
    }

    @Override
    public List<String> found(StatementView statement) {
      return statement.taggedColumns();
    }
  }

  /**
   * {@code copies_tags}: values of columns with one of these tags are stored in columns without it.
   * Its negation holds of a statement as a whole, and of one that stores nothing: none is.
   */
  record CopiesTag(Asked asked, Set<String> tags, boolean negated) implements StatementClause {
    @Override
    public Truth test(StatementView statement, boolean all) {
      TagFlow flow = new TagFlow(statement);
      return negated ? flow.copies(tags, false).not() : flow.copies(tags, all);
    }

    @Override
    public List<String> found(StatementView statement) {
      return statement.copiedColumns();
    }
  }

  /** {@code unrestricted}. */
  record IsUnrestricted(Asked asked, boolean wanted) implements StatementClause {
    @Override
    public Truth test(StatementView statement, boolean all) {
      return Truth.of(statement.facts().unrestricted() == wanted);
    }

    @Override
    public List<String> found(StatementView statement) {
      return List.of(String.valueOf(statement.facts().unrestricted()));
    }
  }

  /** Any or all of several answers; neither holds of no answer. */
  final class Quantifier {
    private final boolean all;
    private boolean empty = true;
    private Truth truth;

    Quantifier(boolean all) {
      this.all = all;
      this.truth = Truth.of(all);
    }

    void add(Truth next) {
      empty = false;
      truth = all ? truth.and(next) : truth.or(next);
    }

    Truth result() {
      return empty ? Truth.NO : truth;
    }
  }
}
