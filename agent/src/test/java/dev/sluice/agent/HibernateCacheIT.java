package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.sluice.agent.service.Patients;
import dev.sluice.agent.service.Patients.Look;
import dev.sluice.agent.service.Patients.Patient;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hibernate's shared caches neither answer callers under a mask nor keep what these read. */
class HibernateCacheIT {
  private static final String URL = "jdbc:h2:mem:patients;DB_CLOSE_DELAY=-1";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: patients
      defaults:
        unmatched: {ai_agent: allow}
      callers:
        agents: {kind: ai_agent}
      tags:
        email: ["*.*.*.email"]
        note: ["*.*.notes.note"]
      masks:
        - {id: mask-email, tags: [email], with: redact, callers: [agents]}
        - {id: mask-note, tags: [note], with: redact, callers: [agents]}
      """;
  private static final List<Class<? extends Patient>> TYPES =
      List.of(
          Patients.LockedPatient.class,
          Patients.LoosePatient.class,
          Patients.TransactionalPatient.class);

  @TempDir private static Path directory;
  private static final Map<HibernateVersion, Service> SERVICES =
      new EnumMap<>(HibernateVersion.class);

  @BeforeAll
  static void start() throws IOException {
    Path policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    for (HibernateVersion version : HibernateVersion.values()) {
      SERVICES.put(
          version,
          Service.start(
              AgentJvm.governed()
                  .property("sluice.policy", policy.toString())
                  .property("sluice.on_missing", "deny")
                  .classPathOf(ToolExecutor.class, ToolExecutionRequest.class)
                  .classPath(version.jars())));
    }
  }

  @AfterAll
  static void stop() {
    SERVICES.values().forEach(Service::close);
  }

  private static Stream<HibernateVersion> versions() {
    return Stream.of(HibernateVersion.values());
  }

  private static Stream<Arguments> everyStrategy() {
    return versions().flatMap(version -> TYPES.stream().map(type -> Arguments.of(version, type)));
  }

  @ParameterizedTest
  @MethodSource("everyStrategy")
  void anEntityThatPeopleReadIsReadAgainForTheAgent(
      HibernateVersion version, Class<? extends Patient> type) {
    assertThat(seen(version, Patients.look(URL, type, Look.FIND, "ppap")))
        .isEqualTo("kim@example.org/1, kim@example.org/0, [redacted]/1, kim@example.org/0");
  }

  @ParameterizedTest
  @MethodSource("everyStrategy")
  void anEntityThatTheAgentReadIsReadAgainForPeople(
      HibernateVersion version, Class<? extends Patient> type) {
    assertThat(seen(version, Patients.look(URL, type, Look.FIND, "aapp")))
        .isEqualTo("[redacted]/1, [redacted]/1, kim@example.org/1, kim@example.org/0");
  }

  @ParameterizedTest
  @MethodSource("everyStrategy")
  void whatTheAgentChangesIsSeenWithoutAMask(
      HibernateVersion version, Class<? extends Patient> type) {
    assertThat(seen(version, Patients.rename(URL, type)))
        .isEqualTo("New/1, kim@example.org/0, New/0, kim@example.org/0");
  }

  @ParameterizedTest
  @MethodSource("everyStrategy")
  void aNaturalIdIsLookedUpAgainForTheAgent(
      HibernateVersion version, Class<? extends Patient> type) {
    String seen = seen(version, Patients.look(URL, type, Look.NATURAL_ID, "ppap"));

    assertThat(seen)
        .startsWith("kim@example.org/")
        .containsPattern("kim@example.org/0, \\[redacted\\]/[12], kim@example.org/0");
  }

  @ParameterizedTest
  @MethodSource("everyStrategy")
  void aMaskIsNobodysNaturalId(HibernateVersion version, Class<? extends Patient> type) {
    assertThat(seen(version, Patients.searchForMask(URL, type))).isEqualTo("Optional.empty/1");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aCollectionIsReadForEachSide(HibernateVersion version) {
    Class<? extends Patient> type = Patients.LockedPatient.class;

    assertThat(seen(version, Patients.look(URL, type, Look.NOTES, "ppap")))
        .isEqualTo("allergic/2, allergic/0, [redacted]/2, allergic/0");
    assertThat(seen(version, Patients.look(URL, type, Look.NOTES, "aapp")))
        .isEqualTo("[redacted]/2, [redacted]/2, allergic/2, allergic/0");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aCacheableQueryRunsForEachSide(HibernateVersion version) {
    Class<? extends Patient> type = Patients.LockedPatient.class;

    for (Look look : List.of(Look.QUERY_OF_VALUES, Look.QUERY_OF_ENTITIES)) {
      assertThat(seen(version, Patients.look(URL, type, look, "ppap")))
          .isEqualTo("kim@example.org/1, kim@example.org/0, [redacted]/1, kim@example.org/0");
      assertThat(seen(version, Patients.look(URL, type, look, "aapp")))
          .isEqualTo("[redacted]/1, [redacted]/1, kim@example.org/1, kim@example.org/0");
    }
  }

  private static String seen(HibernateVersion version, Task task) {
    Report report = Objects.requireNonNull(SERVICES.get(version)).run(URL, task);
    assertThat(report.failures()).isEmpty();
    return String.valueOf(report.seen().get("seen"));
  }
}
