package dev.sluice.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The layers of the house: dependencies point downwards. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("agent")
          .definedBy("dev.sluice.agent..")
          .layer("jdbc")
          .definedBy("dev.sluice.jdbc..", "dev.sluice.orm..")
          .layer("identity instrumentation")
          .definedBy("dev.sluice.instrumentation.identity..")
          .layer("r2dbc")
          .definedBy("dev.sluice.r2dbc..")
          .layer("telemetry")
          .definedBy("dev.sluice.otel..")
          .layer("policy runtime")
          .definedBy(
              "dev.sluice.catalog..",
              "dev.sluice.detect..",
              "dev.sluice.gate..",
              "dev.sluice.identity..",
              "dev.sluice.json..",
              "dev.sluice.mask..",
              "dev.sluice.members..",
              "dev.sluice.note..",
              "dev.sluice.policy..",
              "dev.sluice.remote..",
              "dev.sluice.sql..",
              "dev.sluice.status..",
              "dev.sluice.telling..",
              "dev.sluice.weak..")
          .whereLayer("agent")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("jdbc")
          .mayOnlyBeAccessedByLayers("agent")
          .whereLayer("r2dbc")
          .mayOnlyBeAccessedByLayers("agent")
          .whereLayer("identity instrumentation")
          .mayOnlyBeAccessedByLayers("agent")
          .whereLayer("telemetry")
          .mayOnlyBeAccessedByLayers("agent");

  @ArchTest
  static final ArchRule EVERY_CLASS_HAS_A_LAYER =
      classes()
          .that()
          .resideInAPackage("dev.sluice..")
          .should()
          .resideInAnyPackage(
              "dev.sluice.agent..",
              "dev.sluice.jdbc..",
              "dev.sluice.instrumentation.identity..",
              "dev.sluice.otel..",
              "dev.sluice.catalog..",
              "dev.sluice.detect..",
              "dev.sluice.gate..",
              "dev.sluice.identity..",
              "dev.sluice.json..",
              "dev.sluice.mask..",
              "dev.sluice.members..",
              "dev.sluice.note..",
              "dev.sluice.orm..",
              "dev.sluice.policy..",
              "dev.sluice.r2dbc..",
              "dev.sluice.remote..",
              "dev.sluice.sql..",
              "dev.sluice.status..",
              "dev.sluice.telling..",
              "dev.sluice.testing..",
              "dev.sluice.weak..");

  @ArchTest
  static final ArchRule ENTRY_POINTS_NEED_THE_JDK_ALONE =
      classes()
          .that()
          .resideInAPackage("dev.sluice.agent.boot")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "dev.sluice.agent.boot", "org.jspecify.annotations");

  @ArchTest
  static final ArchRule ENTRY_POINTS_TOUCH_NOTHING_THAT_SERVICES_SET_UP =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.agent.boot")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "java.nio.file..", "javax.management..");

  @ArchTest
  static final ArchRule ONLY_THE_TOOL_READS_COMMAND_LINES =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sluice.agent.tool")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "dev.sluice.agent.tool");

  @ArchTest
  static final ArchRule THE_DISPATCHER_NAMES_NOTHING_BUT_JAVA_LANG =
      classes()
          .that()
          .areAssignableTo(SluiceDispatcher.class)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java.lang..", "dev.sluice.agent", "org.jspecify.annotations");

  @ArchTest
  static final ArchRule THE_POLICY_RUNTIME_KNOWS_NEITHER_WEAVING_NOR_TELEMETRY =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.sluice.catalog..",
              "dev.sluice.detect..",
              "dev.sluice.gate..",
              "dev.sluice.identity..",
              "dev.sluice.json..",
              "dev.sluice.mask..",
              "dev.sluice.note..",
              "dev.sluice.policy..",
              "dev.sluice.remote..",
              "dev.sluice.sql..",
              "dev.sluice.status..",
              "dev.sluice.telling..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("net.bytebuddy..", "io.opentelemetry..");
}
