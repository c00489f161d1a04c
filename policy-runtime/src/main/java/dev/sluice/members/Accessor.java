package dev.sluice.members;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * A public method of an application class, called without naming the class. Holds that class
 * strongly: keep it only where the class itself keeps it, as {@link ClassMembers} does.
 */
public final class Accessor {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();

  private final MethodHandle handle;

  private Accessor(MethodHandle handle, int arguments) {
    this.handle = handle.asType(MethodType.genericMethodType(arguments));
  }

  /**
   * Finds a method without parameters.
   *
   * @param owner a public type, of a package that its module exports
   * @param returnType the exact return type, by name
   * @throws ReflectiveOperationException if there is no such method, or it is not accessible
   */
  public static Accessor of(Class<?> owner, String returnType, String name)
      throws ReflectiveOperationException {
    return new Accessor(LOOKUP.findVirtual(owner, name, type(owner, returnType)), 1);
  }

  /** Finds a method with one {@code String} parameter; otherwise like {@link #of}. */
  public static Accessor byName(Class<?> owner, String returnType, String name)
      throws ReflectiveOperationException {
    return new Accessor(LOOKUP.findVirtual(owner, name, type(owner, returnType, String.class)), 2);
  }

  /** Finds a method with one {@code Object} parameter; otherwise like {@link #of}. */
  public static Accessor byKey(Class<?> owner, String returnType, String name)
      throws ReflectiveOperationException {
    return new Accessor(LOOKUP.findVirtual(owner, name, type(owner, returnType, Object.class)), 2);
  }

  /** Finds a static method without parameters; otherwise like {@link #of}. */
  public static Accessor ofStatic(Class<?> owner, String returnType, String name)
      throws ReflectiveOperationException {
    MethodHandle handle = LOOKUP.findStatic(owner, name, type(owner, returnType));
    return new Accessor(MethodHandles.dropArguments(handle, 0, Object.class), 1);
  }

  /** Finds a static method with one {@code String} parameter; otherwise like {@link #of}. */
  public static Accessor ofStaticByName(Class<?> owner, String returnType, String name)
      throws ReflectiveOperationException {
    MethodHandle handle = LOOKUP.findStatic(owner, name, type(owner, returnType, String.class));
    return new Accessor(MethodHandles.dropArguments(handle, 0, Object.class), 2);
  }

  /**
   * Calls the method.
   *
   * @param target the object; anything for a static method
   * @throws RuntimeException whatever the method throws, checked exceptions wrapped
   */
  public @Nullable Object get(@Nullable Object target) {
    try {
      return (Object) handle.invokeExact(target);
    } catch (Throwable problem) {
      throw unchecked(problem);
    }
  }

  /**
   * Calls a method found by {@link #byName}, {@link #byKey} or {@link #ofStaticByName}; otherwise
   * like {@link #get(Object)}.
   */
  public @Nullable Object get(@Nullable Object target, Object argument) {
    try {
      return (Object) handle.invokeExact(target, argument);
    } catch (Throwable problem) {
      throw unchecked(problem);
    }
  }

  private static MethodType type(Class<?> owner, String returnType, Class<?>... parameters)
      throws ClassNotFoundException {
    Class<?> type =
        returnType.equals("boolean")
            ? boolean.class
            : Class.forName(returnType, false, owner.getClassLoader());
    return MethodType.methodType(type, parameters);
  }

  private static RuntimeException unchecked(Throwable problem) {
    if (problem instanceof Error error) {
      throw error;
    }
    return problem instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException(problem);
  }
}
