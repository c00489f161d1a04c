package dev.sluice.agent;

import static net.bytebuddy.matcher.ElementMatchers.any;
import static net.bytebuddy.matcher.ElementMatchers.isBootstrapClassLoader;
import static net.bytebuddy.matcher.ElementMatchers.nameContains;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.not;

import dev.sluice.gate.Failures;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.utility.JavaConstant;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/**
 * Weaves advice into classes as they are loaded, and into those loaded before. Advice is never
 * inlined: the woven method calls it through {@code invokedynamic}, linked by {@link AdviceLinker},
 * so that it runs in the agent's own class loader. No field, method or interface is ever added to a
 * class: two agents that do that break each other.
 */
final class Weaver {
  private static final String NEXUS_DISABLED = "net.bytebuddy.nexus.disabled";

  private Weaver() {}

  /** Weaves classes of the boot loader. */
  interface OfJdk {
    /**
     * Adds the weaving.
     *
     * @param bootstrap the static method that links woven calls
     */
    AgentBuilder weave(
        AgentBuilder builder,
        AgentBuilder.Transformer.ForAdvice advice,
        MethodDescription bootstrap);
  }

  /**
   * Installs weaving of the boot loader's classes.
   *
   * @param types which of them are looked at
   */
  static void installInJdk(
      Instrumentation instrumentation,
      Class<?> dispatcher,
      Failures failures,
      ElementMatcher<? super TypeDescription> types,
      OfJdk module)
      throws ReflectiveOperationException {
    AgentBuilder builder =
        builder(new Report(failures, name -> {}))
            .ignore(any(), not(isBootstrapClassLoader()))
            .or(not(types));
    MethodDescription bootstrap = new MethodDescription.ForLoadedMethod(bootstrap(dispatcher));
    module.weave(builder, advice(dispatcher), bootstrap).installOn(instrumentation);
  }

  /**
   * Installs the weaving that the modules ask for.
   *
   * @param woven told the name of each class that was woven, while it is being loaded: must be
   *     quick
   */
  static void install(
      Instrumentation instrumentation,
      Class<?> dispatcher,
      Failures failures,
      Consumer<String> woven,
      List<BiFunction<AgentBuilder, AgentBuilder.Transformer.ForAdvice, AgentBuilder>> modules)
      throws ReflectiveOperationException {
    AgentBuilder builder =
        builder(new Report(failures, woven))
            .ignore(ignoredTypes())
            .or(any(), isBootstrapClassLoader().or(ofAnAgent()));
    for (var module : modules) {
      builder = module.apply(builder, advice(dispatcher));
    }
    builder.installOn(instrumentation);
  }

  private static AgentBuilder builder(Report report) {
    // The nexus is for class initializers that we do not use, and its Unsafe makes JDK 25 warn.
    String before = System.getProperty(NEXUS_DISABLED);
    System.setProperty(NEXUS_DISABLED, "true");
    try {
      return new AgentBuilder.Default(
              new ByteBuddy()
                  .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
                  .with(InstrumentedType.Factory.Default.FROZEN))
          .with(AgentBuilder.TypeStrategy.Default.DECORATE)
          .disableClassFormatChanges()
          .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
          .with(AgentBuilder.DescriptionStrategy.Default.POOL_ONLY)
          .with(new LenientTypes())
          .with(report);
    } finally {
      if (before == null) {
        System.clearProperty(NEXUS_DISABLED);
      } else {
        System.setProperty(NEXUS_DISABLED, before);
      }
    }
  }

  private static ElementMatcher.Junction<TypeDescription> ignoredTypes() {
    return nameStartsWith("java.")
        .or(nameStartsWith("javax.management."))
        .or(nameStartsWith("jdk."))
        .or(nameStartsWith("sun."))
        .or(nameStartsWith("com.sun.proxy."))
        .or(nameStartsWith("net.bytebuddy."))
        .or(nameStartsWith("io.opentelemetry.javaagent."))
        .or(nameStartsWith("org.springframework.cglib."))
        .or(nameContains("$$Lambda"))
        .or(nameContains("$$FastClass"))
        .<TypeDescription>or(nameStartsWith("datadog."));
  }

  private static ElementMatcher.Junction<@Nullable ClassLoader> ofAnAgent() {
    ClassLoader own = Weaver.class.getClassLoader();
    return new ElementMatcher.Junction.ForNonNullValues<>() {
      @Override
      protected boolean doMatch(ClassLoader loader) {
        return loader == own
            || loader.getClass().getName().startsWith("io.opentelemetry.javaagent.");
      }
    };
  }

  private static AgentBuilder.Transformer.ForAdvice advice(Class<?> dispatcher)
      throws NoSuchMethodException {
    Method bootstrap = bootstrap(dispatcher);
    Advice.WithCustomMapping mapping =
        Advice.withCustomMapping()
            .with(new Advice.AssignReturned.Factory())
            .bootstrap(
                bootstrap,
                (advice, exit) ->
                    (instrumentedType, instrumentedMethod) ->
                        List.of(JavaConstant.Simple.ofLoaded(advice.getDeclaringType().getName())),
                TypeDescription.Generic.Visitor.Generalizing.INSTANCE);
    return new AgentBuilder.Transformer.ForAdvice(mapping)
        .include(ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader()))
        .with(Assigner.DEFAULT);
  }

  private static Method bootstrap(Class<?> dispatcher) throws NoSuchMethodException {
    return dispatcher.getMethod(
        "bootstrap",
        java.lang.invoke.MethodHandles.Lookup.class,
        String.class,
        java.lang.invoke.MethodType.class,
        Object[].class);
  }

  /** Tells of woven classes, and counts those that could not be: each is a gap. */
  private static final class Report extends AgentBuilder.Listener.Adapter {
    private final Failures failures;
    private final Consumer<String> woven;

    Report(Failures failures, Consumer<String> woven) {
      this.failures = failures;
      this.woven = woven;
    }

    @Override
    public void onTransformation(
        TypeDescription type,
        @Nullable ClassLoader loader,
        @Nullable JavaModule module,
        boolean loaded,
        DynamicType dynamicType) {
      woven.accept(type.getName());
    }

    @Override
    public void onError(
        String type,
        @Nullable ClassLoader loader,
        @Nullable JavaModule module,
        boolean loaded,
        Throwable problem) {
      failures.count("weave", "cannot weave " + type, problem);
    }
  }
}
