package dev.sluice.instrumentation.identity.reactor;

import dev.sluice.members.Accessor;
import dev.sluice.members.Supertypes;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The members of Reactor's types that are used, 3.4 and later. */
final class ReactorMembers {
  private static final String PUBLISHERS = "reactor.core.publisher.";
  private static final String MONO = PUBLISHERS + "Mono";
  private static final String SUBSCRIBER = "reactor.core.CoreSubscriber";
  private static final String CONTEXT = "reactor.util.context.Context";
  private static final String VIEW = "reactor.util.context.ContextView";

  private ReactorMembers() {}

  /** The field of an operator or subscription that holds whom it tells; before 3.5 of its base. */
  static @Nullable Field actual(Class<?> type) throws NoSuchFieldException {
    if (!type.getName().startsWith(PUBLISHERS)) {
      return null;
    }
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (field.getName().equals("actual")) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new NoSuchFieldException("actual");
  }

  /** {@code CoreSubscriber.currentContext(): Context}. */
  static @Nullable Accessor currentContext(Class<?> type) throws ReflectiveOperationException {
    Class<?> subscriber = Supertypes.find(type, SUBSCRIBER);
    return subscriber == null ? null : Accessor.of(subscriber, CONTEXT, "currentContext");
  }

  /** {@code Mono.toFuture(): CompletableFuture}. */
  static @Nullable Accessor toFuture(Class<?> type) throws ReflectiveOperationException {
    Class<?> mono = Supertypes.find(type, MONO);
    return mono == null
        ? null
        : Accessor.of(mono, "java.util.concurrent.CompletableFuture", "toFuture");
  }

  /**
   * The members of a {@code ContextView}.
   *
   * @param hasKey {@code hasKey(Object): boolean}
   * @param get {@code get(Object): Object}
   */
  record View(Accessor hasKey, Accessor get) {
    static @Nullable View of(Class<?> type) throws ReflectiveOperationException {
      Class<?> view = Supertypes.find(type, VIEW);
      return view == null
          ? null
          : new View(
              Accessor.byKey(view, "boolean", "hasKey"),
              Accessor.byKey(view, "java.lang.Object", "get"));
    }
  }

  /** {@code Context.put(Object, Object): Context}. Held by the class of the context. */
  static @Nullable MethodHandle put(Class<?> type) throws ReflectiveOperationException {
    Class<?> context = Supertypes.find(type, CONTEXT);
    return context == null ? null : putOf(context);
  }

  private static MethodHandle putOf(Class<?> context) throws ReflectiveOperationException {
    return MethodHandles.publicLookup()
        .findVirtual(context, "put", MethodType.methodType(context, Object.class, Object.class));
  }

  /**
   * What writes into the context of a {@code Mono}. Held by the class of the {@code Mono}.
   *
   * @param contextWrite {@code Mono.contextWrite(Function): Mono}
   * @param put {@code Context.put(Object, Object): Context}
   */
  record Writer(MethodHandle contextWrite, MethodHandle put) {
    static @Nullable Writer of(Class<?> type) throws ReflectiveOperationException {
      Class<?> mono = Supertypes.find(type, MONO);
      if (mono == null) {
        return null;
      }
      Class<?> context = Class.forName(CONTEXT, false, mono.getClassLoader());
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      return new Writer(
          lookup.findVirtual(mono, "contextWrite", MethodType.methodType(mono, Function.class)),
          putOf(context));
    }
  }
}
