package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The layers of this module. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule DEPENDENCIES_POINT_DOWNWARDS =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.sluice..")
          .layer("sql")
          .definedBy("dev.sluice.sql..")
          .layer("identity")
          .definedBy("dev.sluice.identity..")
          .layer("json")
          .definedBy("dev.sluice.json..")
          .layer("detect")
          .definedBy("dev.sluice.detect..")
          .layer("mask")
          .definedBy("dev.sluice.mask..")
          .layer("members")
          .definedBy("dev.sluice.members..")
          .layer("weak")
          .definedBy("dev.sluice.weak..")
          .layer("policy")
          .definedBy("dev.sluice.policy..")
          .layer("gate")
          .definedBy("dev.sluice.gate..")
          .layer("note")
          .definedBy("dev.sluice.note..")
          .layer("remote")
          .definedBy("dev.sluice.remote..")
          .layer("status")
          .definedBy("dev.sluice.status..")
          .layer("catalog")
          .definedBy("dev.sluice.catalog..")
          .layer("telling")
          .definedBy("dev.sluice.telling..")
          .whereLayer("json")
          .mayNotAccessAnyLayer()
          .whereLayer("sql")
          .mayOnlyAccessLayers("json")
          .whereLayer("identity")
          .mayNotAccessAnyLayer()
          .whereLayer("detect")
          .mayNotAccessAnyLayer()
          .whereLayer("mask")
          .mayNotAccessAnyLayer()
          .whereLayer("weak")
          .mayNotAccessAnyLayer()
          .whereLayer("members")
          .mayOnlyAccessLayers("gate")
          .whereLayer("policy")
          .mayOnlyAccessLayers("sql", "identity", "json", "mask", "detect")
          .whereLayer("note")
          .mayNotAccessAnyLayer()
          .whereLayer("remote")
          .mayOnlyAccessLayers("gate", "note", "policy")
          .whereLayer("status")
          .mayOnlyAccessLayers("gate", "json", "policy")
          .whereLayer("catalog")
          .mayOnlyAccessLayers("sql")
          .whereLayer("telling")
          .mayOnlyAccessLayers("identity", "policy", "sql")
          .whereLayer("gate")
          .mayOnlyAccessLayers("sql", "identity", "mask", "policy", "weak")
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("dev.sluice.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NOTHING_IS_WOVEN_OR_TRACED_HERE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("net.bytebuddy..", "io.opentelemetry..");

  @ArchTest
  static final ArchRule NOTHING_LOGS_OR_WATCHES_FILES_BY_WAYS_THAT_LOAD_TOO_MUCH_OF_THE_HOST =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sluice.remote.serve") // never inside a service
          .and()
          .doNotHaveFullyQualifiedName("dev.sluice.remote.LocalDisk") // it says why
          .and()
          .doNotHaveFullyQualifiedName("dev.sluice.status.StatusFile") // it says why
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "java.nio.file..", "java.lang.management..");
}
