package dev.sluice.policy.condition;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The closures of operators and functions. */
final class Operations {
  private static final String OVERFLOW = "a number passes 64 bits at `%s`";

  private Operations() {}

  static Code.Bool and(Code.Bool left, Code.Bool right) {
    return evaluation -> junction(left, right, Result.FALSE, evaluation);
  }

  static Code.Bool or(Code.Bool left, Code.Bool right) {
    return evaluation -> junction(left, right, Result.TRUE, evaluation);
  }

  /** Of two answers, the deciding one if either gives it, for it absorbs an error; else errors. */
  private static Result junction(
      Code.Bool left, Code.Bool right, Result deciding, Evaluation evaluation) {
    Result first = left.test(evaluation);
    if (first != Result.ERROR) {
      return first == deciding ? first : right.test(evaluation);
    }
    String error = evaluation.absorb();
    if (right.test(evaluation) == deciding) {
      return deciding;
    }
    evaluation.fail(String.valueOf(error));
    return Result.ERROR;
  }

  static Code.Bool not(Code.Bool operand) {
    return evaluation ->
        switch (operand.test(evaluation)) {
          case TRUE -> Result.FALSE;
          case FALSE -> Result.TRUE;
          case ERROR -> Result.ERROR;
        };
  }

  static Code.Int negateInt(Code.Int operand) {
    String overflow = OVERFLOW.formatted("-");
    return evaluation -> {
      long number = operand.number(evaluation);
      if (number == Long.MIN_VALUE) {
        evaluation.fail(overflow);
        return 0;
      }
      return -number;
    };
  }

  static Code.Real negateReal(Code.Real operand) {
    return evaluation -> -operand.number(evaluation);
  }

  static Code.Int addInts(Code.Int left, Code.Int right) {
    String overflow = OVERFLOW.formatted("+");
    return evaluation -> {
      long one = left.number(evaluation);
      if (evaluation.failed()) {
        return 0;
      }
      long other = right.number(evaluation);
      long sum = one + other;
      if (((one ^ sum) & (other ^ sum)) < 0 && !evaluation.failed()) {
        evaluation.fail(overflow);
      }
      return sum;
    };
  }

  static Code.Int subtractInts(Code.Int left, Code.Int right) {
    String overflow = OVERFLOW.formatted("-");
    return evaluation -> {
      long one = left.number(evaluation);
      if (evaluation.failed()) {
        return 0;
      }
      long other = right.number(evaluation);
      long difference = one - other;
      if (((one ^ other) & (one ^ difference)) < 0 && !evaluation.failed()) {
        evaluation.fail(overflow);
      }
      return difference;
    };
  }

  static Code.Real addReals(Code.Real left, Code.Real right) {
    return evaluation -> {
      double one = left.number(evaluation);
      return evaluation.failed() ? 0 : one + right.number(evaluation);
    };
  }

  static Code.Real subtractReals(Code.Real left, Code.Real right) {
    return evaluation -> {
      double one = left.number(evaluation);
      return evaluation.failed() ? 0 : one - right.number(evaluation);
    };
  }

  static Code.Text join(Code.Text left, Code.Text right) {
    return evaluation -> {
      String one = left.text(evaluation);
      return evaluation.failed() ? "" : one + right.text(evaluation);
    };
  }

  static Code.Items append(Code.Items left, Code.Items right) {
    return evaluation -> {
      List<?> one = left.items(evaluation);
      if (evaluation.failed()) {
        return List.of();
      }
      List<Object> both = new ArrayList<>(one);
      both.addAll(right.items(evaluation));
      return both;
    };
  }

  static Code.Bool compareBools(Relation relation, Code.Bool left, Code.Bool right) {
    return evaluation -> {
      Result one = left.test(evaluation);
      if (one == Result.ERROR) {
        return Result.ERROR;
      }
      Result other = right.test(evaluation);
      return other == Result.ERROR
          ? Result.ERROR
          : Result.of(relation.holds((long) one.compareTo(other), 0L));
    };
  }

  static Code.Bool compareInts(Relation relation, Code.Int left, Code.Int right) {
    return evaluation -> {
      long one = left.number(evaluation);
      if (evaluation.failed()) {
        return Result.ERROR;
      }
      long other = right.number(evaluation);
      return unlessFailed(evaluation, relation.holds(one, other));
    };
  }

  static Code.Bool compareReals(Relation relation, Code.Real left, Code.Real right) {
    return evaluation -> {
      double one = left.number(evaluation);
      if (evaluation.failed()) {
        return Result.ERROR;
      }
      double other = right.number(evaluation);
      return unlessFailed(evaluation, relation.holds(one, other));
    };
  }

  static Code.Bool compareTexts(Relation relation, Code.Text left, Code.Text right) {
    return evaluation -> {
      String one = left.text(evaluation);
      if (evaluation.failed()) {
        return Result.ERROR;
      }
      String other = right.text(evaluation);
      return unlessFailed(evaluation, relation.holds(one, other));
    };
  }

  /** Lists have no order: they are equal or not, item by item. */
  static Code.Bool compareItems(Relation relation, Code.Items left, Code.Items right) {
    return evaluation -> {
      List<?> one = left.items(evaluation);
      if (evaluation.failed()) {
        return Result.ERROR;
      }
      List<?> other = right.items(evaluation);
      return unlessFailed(evaluation, equal(one, other) == (relation == Relation.EQUAL));
    };
  }

  private static boolean equal(List<?> left, List<?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    Iterator<?> others = right.iterator();
    for (Object item : left) {
      if (!equal(item, others.next())) {
        return false;
      }
    }
    return true;
  }

  /** Decimal numbers are equal as numbers are: NaN is not equal to itself. */
  private static boolean equal(Object left, Object right) {
    return (left instanceof Double one && right instanceof Double other)
        ? one.doubleValue() == other.doubleValue()
        : left.equals(right);
  }

  /** {@code item in list}. */
  static Code.Bool contains(Code item, Code.Items list) {
    return evaluation -> {
      Object wanted = boxed(item, evaluation);
      if (evaluation.failed()) {
        return Result.ERROR;
      }
      boolean found = false;
      for (Object other : list.items(evaluation)) {
        if (equal(wanted, other)) {
          found = true;
          break;
        }
      }
      return unlessFailed(evaluation, found);
    };
  }

  private static Object boxed(Code code, Evaluation evaluation) {
    if (code instanceof Code.Text text) {
      return text.text(evaluation);
    }
    if (code instanceof Code.Int number) {
      return number.number(evaluation);
    }
    if (code instanceof Code.Real number) {
      return number.number(evaluation);
    }
    if (code instanceof Code.Bool bool) {
      return bool.test(evaluation) == Result.TRUE;
    }
    return ((Code.Items) code).items(evaluation);
  }

  static Code.Items list(List<Code> items) {
    return evaluation -> {
      List<Object> values = new ArrayList<>(items.size());
      for (Code item : items) {
        values.add(boxed(item, evaluation));
        if (evaluation.failed()) {
          return List.of();
        }
      }
      return values;
    };
  }

  static Code.Int lengthOfText(Code.Text text) {
    return evaluation -> {
      String value = text.text(evaluation);
      return value.codePointCount(0, value.length());
    };
  }

  static Code.Int lengthOfItems(Code.Items list) {
    return evaluation -> list.items(evaluation).size();
  }

  /** A question about two texts. */
  @FunctionalInterface
  interface TextTest {
    boolean test(String text, String part);
  }

  static Code.Bool test(TextTest test, Code.Text text, Code.Text part) {
    return evaluation -> {
      String whole = text.text(evaluation);
      if (evaluation.failed()) {
        return Result.ERROR;
      }
      String sought = part.text(evaluation);
      return unlessFailed(evaluation, test.test(whole, sought));
    };
  }

  /**
   * {@code list.exists(variable, test)}, or {@code all}. The deciding answer of one item absorbs
   * the errors of others.
   *
   * @param deciding the answer for an item that decides at once
   */
  static Code.Bool loop(Code.Items list, int slot, Code.Bool test, Result deciding) {
    Result otherwise = deciding == Result.TRUE ? Result.FALSE : Result.TRUE;
    return evaluation -> {
      List<?> items = list.items(evaluation);
      if (evaluation.failed()) {
        return Result.ERROR;
      }
      String error = null;
      for (Object item : items) {
        if (!evaluation.turn()) {
          return Result.ERROR;
        }
        evaluation.set(slot, item);
        Result answer = test.test(evaluation);
        if (answer == deciding) {
          return answer;
        }
        if (answer == Result.ERROR) {
          error = evaluation.absorb();
        }
      }
      if (error != null) {
        evaluation.fail(error);
        return Result.ERROR;
      }
      return otherwise;
    };
  }

  /** {@code condition ? then : otherwise}, both of one type. */
  static Code choose(Code.Bool condition, Code then, Code otherwise) {
    if (then instanceof Code.Bool one && otherwise instanceof Code.Bool other) {
      return (Code.Bool)
          evaluation ->
              switch (condition.test(evaluation)) {
                case TRUE -> one.test(evaluation);
                case FALSE -> other.test(evaluation);
                case ERROR -> Result.ERROR;
              };
    }
    if (then instanceof Code.Int one && otherwise instanceof Code.Int other) {
      return (Code.Int)
          evaluation ->
              switch (condition.test(evaluation)) {
                case TRUE -> one.number(evaluation);
                case FALSE -> other.number(evaluation);
                case ERROR -> 0;
              };
    }
    if (then instanceof Code.Real one && otherwise instanceof Code.Real other) {
      return (Code.Real)
          evaluation ->
              switch (condition.test(evaluation)) {
                case TRUE -> one.number(evaluation);
                case FALSE -> other.number(evaluation);
                case ERROR -> 0;
              };
    }
    if (then instanceof Code.Text one && otherwise instanceof Code.Text other) {
      return (Code.Text)
          evaluation ->
              switch (condition.test(evaluation)) {
                case TRUE -> one.text(evaluation);
                case FALSE -> other.text(evaluation);
                case ERROR -> "";
              };
    }
    Code.Items one = (Code.Items) then;
    Code.Items other = (Code.Items) otherwise;
    return (Code.Items)
        evaluation ->
            switch (condition.test(evaluation)) {
              case TRUE -> one.items(evaluation);
              case FALSE -> other.items(evaluation);
              case ERROR -> List.of();
            };
  }

  private static Result unlessFailed(Evaluation evaluation, boolean answer) {
    return evaluation.failed() ? Result.ERROR : Result.of(answer);
  }
}
