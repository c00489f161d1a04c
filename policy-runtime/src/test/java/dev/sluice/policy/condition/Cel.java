package dev.sluice.policy.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An expression as a CEL engine with the same context takes it. Of the engine's two evaluators the
 * new one is quick, but lets an item of a list pass that is an error; the older one does not.
 */
final class Cel {
  private static final CelCompiler COMPILER = compiler();
  private static final CelRuntime QUICK = CelRuntimeFactory.plannerRuntimeBuilder().build();
  private static final CelRuntime STRICT = CelRuntimeFactory.legacyCelRuntimeBuilder().build();

  private final CelAbstractSyntaxTree tree;
  private final CelRuntime.Program program;

  private Cel(CelAbstractSyntaxTree tree) {
    this.tree = tree;
    this.program = program(QUICK, tree);
  }

  /**
   * Compiles an expression.
   *
   * @throws CelValidationException if it is wrong
   */
  static Cel compile(String expression) throws CelValidationException {
    return new Cel(COMPILER.compile(expression).getAst());
  }

  /**
   * What an evaluation came to.
   *
   * @param overflows whether a number that overflows is the error
   */
  record Answer(Result result, boolean overflows) {
    /** What one of ours came to. */
    static Answer of(Result result, @Nullable String error) {
      return new Answer(result, error != null && error.startsWith("a number passes 64 bits"));
    }
  }

  Answer evaluate(SampleContext context) {
    return evaluate(program, context);
  }

  /** The same by the older evaluator. */
  Answer evaluateStrictly(SampleContext context) {
    return evaluate(program(STRICT, tree), context);
  }

  private static Answer evaluate(CelRuntime.Program program, SampleContext context) {
    Map<String, Object> values = new HashMap<>();
    context.values().forEach((field, value) -> values.put(field.path(), value));
    try {
      return new Answer(Result.of((Boolean) program.eval(values)), false);
    } catch (CelEvaluationException e) {
      return new Answer(Result.ERROR, e.getErrorCode() == CelErrorCode.NUMERIC_OVERFLOW);
    }
  }

  private static CelRuntime.Program program(CelRuntime runtime, CelAbstractSyntaxTree tree) {
    try {
      return runtime.createProgram(tree);
    } catch (CelEvaluationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CelCompiler compiler() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.HAS, CelStandardMacro.ALL, CelStandardMacro.EXISTS)
            .setResultType(SimpleType.BOOL);
    for (Field field : Field.values()) {
      builder.addVar(field.path(), type(field));
    }
    return builder.build();
  }

  private static CelType type(Field field) {
    return switch (field.type()) {
      case BOOL -> SimpleType.BOOL;
      case INT -> SimpleType.INT;
      case TEXT -> SimpleType.STRING;
      case TEXTS -> ListType.create(SimpleType.STRING);
      default -> MapType.create(SimpleType.STRING, SimpleType.STRING);
    };
  }
}
