package dev.sluice.agent;

import dev.sluice.gate.Failures;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.sql.SQLInvalidAuthorizationSpecException;
import org.jspecify.annotations.Nullable;

/**
 * Links the calls that are woven into the service's classes to the agent's advice.
 *
 * <p>A call that cannot be linked is a gap in the protection: it is counted, and where the advice
 * decides or masks, the call site refuses while Sluice enforces. A no-op would let every statement
 * by unnoticed.
 */
public final class AdviceLinker {
  private static volatile @Nullable Failures failures;
  private static volatile boolean refuseUnlinked;

  private AdviceLinker() {}

  /**
   * Sets where failures are counted and what an unlinked call does.
   *
   * @return the linker, for {@link SluiceDispatcher#target}
   */
  static MethodHandle configured(Failures failures, boolean refuseUnlinked)
      throws ReflectiveOperationException {
    AdviceLinker.failures = failures;
    AdviceLinker.refuseUnlinked = refuseUnlinked;
    return MethodHandles.lookup()
        .findStatic(
            AdviceLinker.class,
            "link",
            MethodType.methodType(
                CallSite.class,
                MethodHandles.Lookup.class,
                String.class,
                MethodType.class,
                Object[].class));
  }

  /**
   * Links one call.
   *
   * @param arguments the name of the advice class
   */
  public static CallSite link(
      MethodHandles.Lookup caller, String name, MethodType type, Object[] arguments) {
    try {
      Class<?> advice =
          Class.forName((String) arguments[0], true, AdviceLinker.class.getClassLoader());
      for (Method method : advice.getMethods()) {
        if (method.getName().equals(name)) {
          return new ConstantCallSite(MethodHandles.publicLookup().unreflect(method).asType(type));
        }
      }
      throw new NoSuchMethodException(arguments[0] + "." + name);
    } catch (Throwable problem) {
      Failures counted = failures;
      if (counted != null) {
        counted.count("link", "cannot link " + name + " of " + arguments[0], problem);
      }
      return unlinked(name, type, arguments[0]);
    }
  }

  private static CallSite unlinked(String name, MethodType type, Object advice) {
    MethodHandle handle;
    if (!refuseUnlinked || type.returnType().isPrimitive() || onlyTellsCallers(advice)) {
      handle = MethodHandles.zero(type.returnType());
    } else if (type.returnType().isArray()) {
      String refused = name.equals("enter") ? "refusedEntry" : "refusedResult";
      handle = refusing(refused, Object[].class, type);
    } else {
      handle = refusing("refusal", Object.class, type);
    }
    return new ConstantCallSite(MethodHandles.dropArguments(handle, 0, type.parameterList()));
  }

  /** Whether the advice is of those that find out who is calling: they refuse nothing. */
  private static boolean onlyTellsCallers(Object advice) {
    return String.valueOf(advice).startsWith("dev.sluice.instrumentation.identity.");
  }

  private static MethodHandle refusing(String method, Class<?> returned, MethodType type) {
    try {
      return MethodHandles.lookup()
          .findStatic(AdviceLinker.class, method, MethodType.methodType(returned))
          .asType(MethodType.methodType(type.returnType()));
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Object refusal() {
    return new SQLInvalidAuthorizationSpecException(
        "Sluice cannot govern this call and refuses it: its advice could not be linked. See the"
            + " service's standard error.",
        "42501");
  }

  /** What an advice returns on entering that may also replace an argument. */
  @SuppressWarnings("UnusedMethod") // by its name, above
  private static @Nullable Object[] refusedEntry() {
    return new @Nullable Object[] {refusal(), null};
  }

  /** What an advice returns on leaving: the result, and what to throw in place of it. */
  @SuppressWarnings("UnusedMethod") // by its name, above
  private static @Nullable Object[] refusedResult() {
    return new @Nullable Object[] {null, refusal()};
  }
}
