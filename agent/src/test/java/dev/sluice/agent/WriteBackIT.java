package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Report.Failure;
import dev.sluice.agent.service.Task;
import dev.sluice.agent.service.Tasks;
import dev.sluice.agent.service.Writes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a mask showed never replaces the value that it stood for. */
class WriteBackIT {
  private static final String DATABASE = "write_back";
  private static final String ALL =
      "SELECT name, ssn, phone, card, email, income, born, id FROM members";
  private static final List<String> CLEAR =
      List.of("Kim", "078-05-1120", "555-0199", "4111111111111111", "kim@example.org", "4242");
  private static final String HASH = "0123456789abcdef0123456789abcdef";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: write-back
      tags:
        ssn: ["*.*.members.ssn"]
        phone: ["*.*.members.phone"]
        card: ["*.*.members.card"]
        email: ["*.*.members.email"]
        income: ["*.*.members.income", "*.*.members.born"]
      masks:
        - {id: mask-ssn, tags: [ssn, income], with: redact}
        - {id: mask-phone, tags: [phone], with: "null"}
        - {id: mask-card, tags: [card], with: {partial: {last: 4}}}
        - {id: mask-email, tags: [email], with: hash}
      """;

  @TempDir private static Path directory;
  private static Service service;

  @BeforeAll
  static void start() throws IOException, SQLException {
    for (Vendor vendor : Vendor.values()) {
      Vendor.execute(
          vendor.url(DATABASE),
          "CREATE TABLE members (id INT PRIMARY KEY, name VARCHAR(40), ssn VARCHAR(40),"
              + " phone VARCHAR(40), card VARCHAR(40), email VARCHAR(40), income INT, born DATE,"
              + " version INT)");
    }
    service = Service.under(directory, "write-back", POLICY);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void fill() throws SQLException {
    for (Vendor vendor : Vendor.values()) {
      Vendor.execute(
          vendor.url(DATABASE),
          "DELETE FROM members",
          "INSERT INTO members VALUES (1, '"
              + String.join("', '", CLEAR.subList(0, 5))
              + "', 4242, '1984-05-06', 0)");
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("writesBack")
  void aMaskIsNotWrittenBack(Vendor vendor, String name, Task task) throws SQLException {
    for (boolean pooled : List.of(false, true)) {
      Report report =
          pooled
              ? service.runPooled(vendor.url(DATABASE), task)
              : service.run(vendor.url(DATABASE), task);

      refused(report, name);
      unchanged(vendor);
    }
  }

  private static Stream<Arguments> writesBack() {
    Map<String, Task> tasks =
        Map.ofEntries(
            Map.entry("redacted", Writes.update(set("ssn"), "[redacted]")),
            Map.entry("null", Writes.update(set("phone"), (Object) null)),
            Map.entry("partial", Writes.update(set("card"), "************1111")),
            Map.entry("hash", Writes.update(set("email"), HASH)),
            Map.entry("zero", Writes.update(set("income"), 0)),
            Map.entry("date", Writes.update(set("born"), java.sql.Date.valueOf("1970-01-01"))),
            Map.entry("literal", Tasks.update(set("ssn").replace("?", "'[redacted]'"))),
            Map.entry("literal null", Tasks.update(set("phone").replace("?", "NULL"))),
            Map.entry("literal zero", Tasks.update(set("income").replace("?", "0"))),
            Map.entry(
                "expression", Writes.update(set("card").replace("?", "trim(?)"), "*****1111")),
            Map.entry(
                "several",
                Writes.update(
                    "UPDATE members SET name = ?, card = ?, version = ? WHERE id = ?",
                    "Kim K.",
                    "************1111",
                    1,
                    1)),
            Map.entry("replaced", Writes.updateReplaced(set("card"), "4000", "****1111")),
            Map.entry(
                "batch",
                Writes.batch(
                    "UPDATE members SET card = ? WHERE id = ?",
                    List.of(List.of("4000", 7), List.of("************1111", 1)))),
            Map.entry(
                "text batch",
                Tasks.batch(
                    "UPDATE members SET name = 'x' WHERE id = 7",
                    "UPDATE members SET card = '****1111' WHERE id = 1")),
            Map.entry(
                "whole row",
                Writes.readAndWriteBack(
                    ALL,
                    "UPDATE members SET name = ?, ssn = ?, phone = ?, card = ?, email = ?,"
                        + " income = ?, born = ? WHERE id = ?")),
            Map.entry(
                "insert",
                Writes.update(
                    "INSERT INTO members (id, name, card) VALUES (?, ?, ?)",
                    2,
                    "Lee",
                    "****1111")));
    List<Arguments> arguments = new ArrayList<>();
    for (Vendor vendor : Vendor.values()) {
      tasks.forEach((name, task) -> arguments.add(Arguments.of(vendor, name, task)));
    }
    return arguments.stream();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("honestWrites")
  void whatNoMaskShowedIsWritten(Vendor vendor, String name, Task task) throws SQLException {
    Report report = service.run(vendor.url(DATABASE), task);

    assertThat(report.failures()).as(name).isEmpty();
    assertThat(report.counts()).as(name).contains(1L);
  }

  private static Stream<Arguments> honestWrites() {
    Map<String, Task> tasks =
        Map.ofEntries(
            Map.entry("another value", Writes.update(set("card"), "4000")),
            Map.entry("null of a redacted text", Writes.update(set("ssn"), (Object) null)),
            Map.entry("a number", Writes.update(set("income"), 17)),
            Map.entry("a mask's form elsewhere", Writes.update(set("name"), "[redacted]")),
            Map.entry("null elsewhere", Writes.update(set("name"), (Object) null)),
            Map.entry(
                "zero in another column and in the condition",
                Writes.update(
                    "UPDATE members SET income = ?, version = ? WHERE version = ? AND id = 1",
                    17,
                    0,
                    0)),
            Map.entry(
                "the form of another column's mask", Writes.update(set("card"), "[redacted]x")),
            Map.entry("replaced", Writes.updateReplaced(set("card"), "****1111", "4000")),
            Map.entry("cleared", Writes.updateCleared(set("card"), "****1111", "4000")),
            Map.entry(
                "batch",
                Writes.batch(
                    "UPDATE members SET card = ? WHERE id = ?",
                    List.of(List.of("4000", 1), List.of("4001", 1)))),
            Map.entry(
                "insert",
                Writes.update(
                    "INSERT INTO members (id, name, card, version) VALUES (?, ?, ?, ?)",
                    2,
                    "Lee",
                    "4000",
                    0)));
    List<Arguments> arguments = new ArrayList<>();
    for (Vendor vendor : Vendor.values()) {
      tasks.forEach((name, task) -> arguments.add(Arguments.of(vendor, name, task)));
    }
    return arguments.stream();
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedBatchIsRefusedAgainUntilItIsCleared(Vendor vendor) throws SQLException {
    refused(service.run(vendor.url(DATABASE), Writes.batchTwice(set("card"), "****1111")), "batch");
    unchanged(vendor);
  }

  private static String set(String column) {
    return "UPDATE members SET " + column + " = ? WHERE id = 1";
  }

  private static void refused(Report report, String name) {
    assertThat(report.failures()).as(name).isNotEmpty();
    for (Failure failure : report.failures()) {
      assertThat(failure.state()).as("%s: %s", name, failure.stack()).isEqualTo("42501");
      assertThat(failure.message())
          .as(name)
          .contains("it would store in ", "\"code\":\"WRITE_BACK\"", "@DynamicUpdate")
          .containsIgnoringCase("members.");
    }
  }

  private static void unchanged(Vendor vendor) throws SQLException {
    for (int i = 0; i < CLEAR.size(); i++) {
      String column = List.of("name", "ssn", "phone", "card", "email", "income").get(i);
      assertThat(vendor.values(DATABASE, "SELECT " + column + " FROM members"))
          .containsExactly(CLEAR.get(i));
    }
    assertThat(vendor.values(DATABASE, "SELECT born FROM members")).containsExactly("1984-05-06");
  }
}
