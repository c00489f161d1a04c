package dev.sluice.instrumentation.identity.langchain4j;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into {@code SqlDatabaseContentRetriever.retrieve(query)}. */
public final class SqlRetrieverAdvice {
  private SqlRetrieverAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.Argument(0) Object query) {
    return ToolCallScope.startRetrieval("SqlDatabaseContentRetriever", query);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object scope) {
    ToolCallScope.end(scope);
  }
}
