package dev.sluice.policy.condition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a condition came to what it came to.
 *
 * @param error why it failed; null if it did not
 * @param deciding the smallest parts that made it so, in the order of the text: of an {@code &&}
 *     that is false, the side that is; of one that is true, both
 */
public record Trace(Result result, @Nullable String error, List<Part> deciding) {
  public Trace {
    deciding = List.copyOf(deciding);
  }

  /**
   * A part of a condition.
   *
   * @param expression its text, normalised
   * @param values what its fields and variables hold
   */
  public record Part(String expression, Result result, List<Value> values) {
    public Part {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(expression);
      text.append(
          switch (result) {
            case TRUE -> " is true";
            case FALSE -> " is false";
            case ERROR -> " fails";
          });
      for (int i = 0; i < values.size(); i++) {
        text.append(i == 0 ? ": " : ", ").append(values.get(i));
      }
      return text.toString();
    }
  }

  /**
   * What a field or variable holds.
   *
   * @param value as a literal
   */
  public record Value(String name, String value) {
    @Override
    public String toString() {
      return name + " is " + value;
    }
  }
}
