package dev.sluice.orm;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into the methods in which MyBatis meets the driver. */
public final class MapperAdvice {
  private MapperAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.FieldValue("mappedStatement") Object statement) {
    return OrmScope.maps(statement);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object frame) {
    OrmScope.end(frame);
  }
}
