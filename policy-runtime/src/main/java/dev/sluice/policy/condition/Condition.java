package dev.sluice.policy.condition;

import java.util.Collections;
import java.util.Set;

/**
 * A compiled condition. Immutable and thread-safe.
 *
 * <p>The language is a subset of CEL: literals, the fields of {@link Field}, comparisons, {@code in
 * && || ! + - ?:}, {@code size startsWith endsWith contains}, {@code exists} and {@code all} over
 * lists, and {@code has} of a claim. Where CEL engines may differ, as in comparisons of a whole
 * with a decimal number, it is refused.
 */
public final class Condition {
  private final String text;
  private final Code.Bool code;
  private final Set<Field> reads;
  private final boolean varies;
  private final boolean readsStatement;

  private Condition(String text, Code.Bool code, Set<Field> reads) {
    this.text = text;
    this.code = code;
    this.reads = Collections.unmodifiableSet(reads);
    this.varies = reads.stream().anyMatch(Field::varies);
    this.readsStatement = reads.stream().anyMatch(Field::isOfStatement);
  }

  /**
   * Compiles a text.
   *
   * @throws ConditionException if it is no condition, or one beyond the bounds: 200 parts, 10,000
   *     characters, 64 levels
   */
  public static Condition compile(String text) throws ConditionException {
    Compiler compiler = new Compiler();
    Code.Bool code = compiler.compile(Parser.parse(text));
    return new Condition(text, code, compiler.reads());
  }

  /** The text as it was written. */
  public String text() {
    return text;
  }

  /** The fields that an evaluation may read. */
  public Set<Field> reads() {
    return reads;
  }

  /** Whether the answer may differ between executions of one statement ({@link Field#varies}). */
  public boolean varies() {
    return varies;
  }

  /** Whether an evaluation may read anything of the statement. */
  public boolean readsStatement() {
    return readsStatement;
  }

  /** Evaluates this; after {@link Result#ERROR}, the evaluation tells why. Throws nothing. */
  public Result evaluate(Evaluation evaluation) {
    evaluation.begin();
    return code.test(evaluation);
  }

  /**
   * Evaluates this once more and says which of its parts decided. Compiles the text anew, so that
   * conditions which nobody asks about hold no more than their code. Throws nothing.
   */
  public Trace trace(Context context) {
    return Tracer.trace(text, context);
  }
}
