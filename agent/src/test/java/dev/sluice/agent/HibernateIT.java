package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Entities;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Task;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hibernate does not write masks back into the database. */
class HibernateIT {
  private static final String DATABASE = "hibernate";
  private static final List<Vendor> VENDORS = List.of(Vendor.POSTGRESQL, Vendor.H2);
  private static final List<String> CLEAR =
      List.of("Kim/kim@example.org/4111111111111111/4242", "Lee/lee@example.org/4222/17");
  private static final List<String> RENAMED =
      List.of("New/kim@example.org/4111111111111111/4242", "Lee/lee@example.org/4222/17");
  private static final String POLICY =
      """
      sluice: policy/v1
      name: hibernate
      tags:
        email: ["*.*.people.email"]
        card: ["*.*.people.card"]
        income: ["*.*.people.income"]
      masks:
        - {id: mask-email, tags: [email], with: hash}
        - {id: mask-card, tags: [card], with: {partial: {last: 4}}}
        - {id: mask-income, tags: [income], with: redact}
      """;

  @TempDir private static Path directory;
  private static final Map<HibernateVersion, Service> SERVICES =
      new EnumMap<>(HibernateVersion.class);

  @BeforeAll
  static void start() throws IOException, SQLException {
    for (Vendor vendor : VENDORS) {
      Vendor.execute(
          vendor.url(DATABASE),
          "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(40),"
              + " card VARCHAR(40), income INT NOT NULL)");
    }
    Path policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    for (HibernateVersion version : HibernateVersion.values()) {
      ForkedJvm.Builder jvm =
          AgentJvm.governed()
              .property("sluice.policy", policy.toString())
              .property("sluice.on_missing", "deny")
              .classPath(version.jars());
      SERVICES.put(version, Service.start(jvm));
    }
  }

  @AfterAll
  static void stop() {
    SERVICES.values().forEach(Service::close);
  }

  @BeforeEach
  void fill() throws SQLException {
    for (Vendor vendor : VENDORS) {
      Vendor.execute(
          vendor.url(DATABASE),
          "DELETE FROM people",
          "INSERT INTO people VALUES (1, 'Kim', 'kim@example.org', '4111111111111111', 4242),"
              + " (2, 'Lee', 'lee@example.org', '4222', 17)");
    }
  }

  private static Stream<Arguments> everywhere() {
    return Stream.of(HibernateVersion.values())
        .flatMap(version -> VENDORS.stream().map(vendor -> Arguments.of(version, vendor)));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void aFlushOfTheWholeEntityIsRefused(HibernateVersion version, Vendor vendor)
      throws SQLException {
    refused(version, vendor, Entities.rename(vendor.url(DATABASE), Entities.Person.class, "New"));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void aMergeOfTheWholeEntityIsRefused(HibernateVersion version, Vendor vendor)
      throws SQLException {
    refused(version, vendor, Entities.merge(vendor.url(DATABASE), Entities.Person.class, "New"));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void aBatchOfWholeEntitiesIsRefused(HibernateVersion version, Vendor vendor) throws SQLException {
    refused(
        version, vendor, Entities.renameAll(vendor.url(DATABASE), Entities.Person.class, "New"));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void aDynamicUpdateLeavesTheMaskedColumnsOut(HibernateVersion version, Vendor vendor)
      throws SQLException {
    Report report =
        service(version)
            .run(
                vendor.url(DATABASE),
                Entities.rename(vendor.url(DATABASE), Entities.LeanPerson.class, "New"));

    assertThat(report.failures()).isEmpty();
    assertThat(report.seen())
        .containsEntry("card", "************1111")
        .containsEntry("income", "0");
    assertThat(report.seen().get("email")).matches("[0-9a-f]{32}");
    assertThat(rows(vendor)).isEqualTo(RENAMED);
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void aMergeOfADynamicEntityLeavesThemOutToo(HibernateVersion version, Vendor vendor)
      throws SQLException {
    Report report =
        service(version)
            .run(
                vendor.url(DATABASE),
                Entities.merge(vendor.url(DATABASE), Entities.LeanPerson.class, "New"));

    assertThat(report.failures()).isEmpty();
    assertThat(rows(vendor)).isEqualTo(RENAMED);
  }

  private static Service service(HibernateVersion version) {
    Service service = SERVICES.get(version);
    if (service == null) {
      throw new IllegalStateException("no service with " + version);
    }
    return service;
  }

  private static void refused(HibernateVersion version, Vendor vendor, Task task)
      throws SQLException {
    Report report = service(version).run(vendor.url(DATABASE), task);

    assertThat(report.failure().stack())
        .contains("SQLInvalidAuthorizationSpecException: Sluice denied this statement")
        .contains("\"code\":\"WRITE_BACK\"");
    assertThat(rows(vendor)).isEqualTo(CLEAR);
  }

  private static List<String> rows(Vendor vendor) throws SQLException {
    return vendor.values(
        DATABASE,
        "SELECT name || '/' || email || '/' || card || '/' || income FROM people ORDER BY id");
  }
}
