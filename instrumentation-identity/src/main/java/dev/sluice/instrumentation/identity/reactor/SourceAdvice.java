package dev.sluice.instrumentation.identity.reactor;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into {@code subscribe} of the sources that call the service's code there. */
public final class SourceAdvice {
  private SourceAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.Argument(0) Object subscriber) {
    return ReactorScope.startSubscriber(subscriber);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object scope) {
    ReactorScope.end(scope);
  }
}
