package dev.sluice.otel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.sluice.otel", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_THE_POLICY_RUNTIME_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.otel",
              "dev.sluice.gate",
              "dev.sluice.identity",
              "dev.sluice.members",
              "dev.sluice.policy",
              "dev.sluice.sql",
              "io.opentelemetry..",
              "com.github.benmanes.caffeine..",
              "org.jspecify.annotations",
              "java..",
              "javax.crypto..");

  @ArchTest
  static final ArchRule USES_NO_INTERNALS_OF_OPENTELEMETRY =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("io.opentelemetry..internal..");

  @ArchTest
  static final ArchRule SHOWS_NOTHING_OF_OPENTELEMETRY_OUTSIDE =
      noClasses()
          .that()
          .arePublic()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..");
}
