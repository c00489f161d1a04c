package dev.sluice.instrumentation.identity.servlet;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into {@code Servlet.service} and {@code Filter.doFilter}. */
public final class RequestAdvice {
  private RequestAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.Argument(0) Object request) {
    return RequestScope.start(request);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object scope) {
    RequestScope.end(scope);
  }
}
