package dev.sluice.instrumentation.identity.quarkus;

import dev.sluice.members.Accessor;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The members through which the identity of a request is reached in one copy of Quarkus's
 * container, 3.x.
 *
 * @param container {@code static Arc.container(): ArcContainer}
 * @param requestContext {@code ArcContainer.requestContext(): ManagedContext}
 * @param active {@code Context.isActive(): boolean}
 * @param instance {@code ArcContainer.instance(Class, Annotation...): InstanceHandle}
 * @param bean {@code InstanceHandle.get(): Object}
 * @param association {@code CurrentIdentityAssociation}
 * @param identity {@code CurrentIdentityAssociation.getDeferredIdentity(): Uni}
 * @param stage {@code Uni.subscribeAsCompletionStage(): CompletableFuture}
 */
record ArcMembers(
    Accessor container,
    Accessor requestContext,
    Accessor active,
    Method instance,
    Accessor bean,
    Class<?> association,
    Accessor identity,
    Accessor stage) {
  static final String ARC = "io.quarkus.arc.Arc";
  private static final String ASSOCIATION =
      "io.quarkus.security.identity.CurrentIdentityAssociation";
  private static final Annotation[] NO_QUALIFIERS = {};

  /** The members; null if the service has a container, but no security. */
  static @Nullable ArcMembers of(Class<?> arc) throws ReflectiveOperationException {
    ClassLoader loader = arc.getClassLoader();
    Class<?> association;
    try {
      association = Class.forName(ASSOCIATION, false, loader);
    } catch (ClassNotFoundException noSecurity) {
      return null;
    }
    String uni = "io.smallrye.mutiny.Uni";
    Class<?> container = Class.forName("io.quarkus.arc.ArcContainer", false, loader);
    Class<?> context = Class.forName("io.quarkus.arc.ManagedContext", false, loader);
    return new ArcMembers(
        Accessor.ofStatic(arc, container.getName(), "container"),
        Accessor.of(container, context.getName(), "requestContext"),
        Accessor.of(context, "boolean", "isActive"),
        container.getMethod("instance", Class.class, Annotation[].class),
        Accessor.of(
            Class.forName("io.quarkus.arc.InstanceHandle", false, loader),
            "java.lang.Object",
            "get"),
        association,
        Accessor.of(association, uni, "getDeferredIdentity"),
        Accessor.of(
            Class.forName(uni, false, loader),
            "java.util.concurrent.CompletableFuture",
            "subscribeAsCompletionStage"));
  }

  /**
   * The {@code SecurityIdentity} of the request that this thread works for; null if it works for
   * none.
   *
   * @throws IllegalStateException if it is not known yet, as where authentication is lazy
   */
  @Nullable Object currentIdentity() {
    Object running = container.get(null);
    Object context = running == null ? null : requestContext.get(running);
    if (context == null || !Boolean.TRUE.equals(active.get(context))) {
      return null;
    }
    Object associated = bean.get(handle(running));
    if (associated == null) {
      return null;
    }
    Object uni = identity.get(associated);
    if (!(stage.get(uni) instanceof CompletableFuture<?> told) || !told.isDone()) {
      throw new IllegalStateException("Quarkus does not know yet who sent the request");
    }
    return told.join();
  }

  private Object handle(@Nullable Object running) {
    try {
      return instance.invoke(running, association, NO_QUALIFIERS);
    } catch (IllegalAccessException | InvocationTargetException problem) {
      throw new IllegalStateException("Quarkus does not tell who sent the request", problem);
    }
  }
}
