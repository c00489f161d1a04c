package dev.sluice.agent;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The one class of Sluice that the service's classes see. It is defined again as {@code
 * java.lang.SluiceDispatcher} ({@link DispatcherDefinition}), because every class loader, OSGi's
 * and JBoss Modules' included, asks the bootstrap loader for {@code java.*}. It names no type
 * outside {@code java.lang}: the bootstrap loader cannot see {@code java.sql}.
 */
public final class SluiceDispatcher {
  /** The agent's linker; set once, before any class is woven. */
  public static volatile @Nullable MethodHandle target;

  private SluiceDispatcher() {}

  /**
   * The bootstrap method of every call that is woven into a driver.
   *
   * @param arguments the name of the advice class
   */
  public static CallSite bootstrap(
      MethodHandles.Lookup lookup, String name, MethodType type, Object... arguments)
      throws Throwable {
    MethodHandle linker = target;
    if (linker == null) {
      return new ConstantCallSite(
          MethodHandles.dropArguments(
              MethodHandles.zero(type.returnType()), 0, type.parameterList()));
    }
    return (CallSite) linker.invoke(lookup, name, type, arguments);
  }
}
