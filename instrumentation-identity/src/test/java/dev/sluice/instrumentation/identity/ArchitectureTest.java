package dev.sluice.instrumentation.identity;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.asm.Advice;

@AnalyzeClasses(
    packages = "dev.sluice.instrumentation.identity",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule nothingButThePolicyRuntimeAndThreeLibraries =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "dev.sluice.instrumentation.identity..",
              "dev.sluice.identity..",
              "dev.sluice.gate..",
              "dev.sluice.members..",
              "dev.sluice.weak..",
              "net.bytebuddy..",
              "com.nimbusds..",
              "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule frameworksDoNotKnowEachOther =
      noClasses()
          .that()
          .resideInAnyPackage("..identity.langchain4j..", "..identity.springai..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..identity.servlet..", "..identity.spring..");

  @ArchTest
  static final ArchRule aiFrameworksDoNotKnowEachOther =
      slices().matching("..identity.(langchain4j|springai|mcp)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule tokensAreVerifiedInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackage("..identity.jwt..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.nimbusds..");

  @ArchTest
  static final ArchRule noCallerIsInherited =
      noClasses().should().dependOnClassesThat().areAssignableTo(InheritableThreadLocal.class);

  @ArchTest
  static void adviceKeepsTheRulesOfTheHouse(JavaClasses imported) {
    List<Method> advice = new ArrayList<>();
    imported.forEach(type -> advice.addAll(adviceOf(type.reflect())));

    assertThat(advice).hasSizeGreaterThan(9);
    assertThat(advice)
        .allSatisfy(
            method -> {
              assertThat(Modifier.isPublic(method.getDeclaringClass().getModifiers())).isTrue();
              assertThat(Modifier.isPublic(method.getModifiers())).isTrue();
              assertThat(signature(method)).allMatch(type -> type.startsWith("java."));
              assertThat(isInlined(method)).isFalse();
              assertThat(suppressed(method)).isEqualTo(Throwable.class);
            });
  }

  private static List<Method> adviceOf(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(
            method ->
                method.isAnnotationPresent(Advice.OnMethodEnter.class)
                    || method.isAnnotationPresent(Advice.OnMethodExit.class))
        .toList();
  }

  private static Stream<String> signature(Method method) {
    Stream<Class<?>> types =
        Stream.concat(Stream.of(method.getParameterTypes()), Stream.of(method.getReturnType()));
    return types
        .map(type -> type.isArray() ? type.getComponentType() : type)
        .filter(type -> !type.isPrimitive())
        .map(Class::getName);
  }

  private static boolean isInlined(Method method) {
    Advice.OnMethodEnter enter = method.getAnnotation(Advice.OnMethodEnter.class);
    return enter == null
        ? method.getAnnotation(Advice.OnMethodExit.class).inline()
        : enter.inline();
  }

  private static Class<?> suppressed(Method method) {
    Advice.OnMethodEnter enter = method.getAnnotation(Advice.OnMethodEnter.class);
    return enter == null
        ? method.getAnnotation(Advice.OnMethodExit.class).suppress()
        : enter.suppress();
  }
}
