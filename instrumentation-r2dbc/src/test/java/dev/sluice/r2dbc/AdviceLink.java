package dev.sluice.r2dbc;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.utility.JavaConstant;

/** Links woven classes to advice by name, with invokedynamic, as the agent does. */
public final class AdviceLink {
  private AdviceLink() {}

  static Advice.WithCustomMapping mapping() {
    return Advice.withCustomMapping()
        .with(new Advice.AssignReturned.Factory())
        .bootstrap(
            bootstrapMethod(),
            (advice, exit) ->
                (type, method) ->
                    List.of(JavaConstant.Simple.ofLoaded(advice.getDeclaringType().getName())),
            TypeDescription.Generic.Visitor.Generalizing.INSTANCE);
  }

  private static Method bootstrapMethod() {
    return Stream.of(AdviceLink.class.getMethods())
        .filter(method -> method.getName().equals("bootstrap"))
        .findFirst()
        .orElseThrow();
  }

  /** The bootstrap method of the woven call sites. */
  public static CallSite bootstrap(
      MethodHandles.Lookup caller, String method, MethodType type, String advice)
      throws ReflectiveOperationException {
    for (Method candidate : Class.forName(advice).getMethods()) {
      if (candidate.getName().equals(method)) {
        return new ConstantCallSite(MethodHandles.lookup().unreflect(candidate).asType(type));
      }
    }
    throw new NoSuchMethodException(advice + "." + method);
  }
}
