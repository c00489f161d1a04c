package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Report.Failure;
import dev.sluice.agent.service.Task;
import dev.sluice.agent.service.Tasks;
import dev.sluice.agent.service.Writes;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
  private static final Map<String, String> PARTLY_SHOWN = partlyShown();
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
        mail: ["*.*.members.mail"]
        note: ["*.*.members.note"]
        coarse: ["*.*.members.pay", "*.*.members.joined", "*.*.members.seen"]
      masks:
        - {id: mask-ssn, tags: [ssn, income], with: redact}
        - {id: mask-phone, tags: [phone], with: "null"}
        - {id: mask-card, tags: [card], with: {partial: {last: 4}}}
        - {id: mask-email, tags: [email], with: hash}
        - {id: mask-mail, tags: [mail], with: email}
        - {id: mask-note, tags: [note], with: {constant: not for you}}
        - {id: mask-coarse, tags: [coarse], with: {truncate: {to: year, step: 1000}}}
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
              + " version INT, mail VARCHAR(40), note VARCHAR(40), pay DECIMAL(12,2),"
              + " joined DATE, seen TIMESTAMP NULL)");
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
              + "', 4242, '1984-05-06', 0, "
              + String.join(", ", PARTLY_SHOWN.values())
              + ")");
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
            Map.entry("email", Writes.update(set("mail"), "k***@example.org")),
            Map.entry("constant", Writes.update(set("note"), "not for you")),
            Map.entry("truncated number", Writes.update(set("pay"), new BigDecimal("83000.00"))),
            Map.entry("truncated, as an int", Writes.update(set("pay"), 83000)),
            Map.entry(
                "truncated date",
                Writes.update(set("joined"), java.sql.Date.valueOf("1987-01-01"))),
            Map.entry(
                "truncated timestamp",
                Writes.update(set("seen"), Timestamp.valueOf("1987-01-01 00:00:00"))),
            Map.entry("redacted email", Writes.update(set("mail"), "[redacted]")),
            Map.entry("literal constant", Tasks.update(set("note").replace("?", "'not for you'"))),
            Map.entry("literal step", Tasks.update(set("pay").replace("?", "84000"))),
            Map.entry("literal date", Tasks.update(set("joined").replace("?", "'1988-01-01'"))),
            Map.entry(
                "typed literal date",
                Tasks.update(set("joined").replace("?", "DATE '1988-01-01'"))),
            Map.entry(
                "partly shown",
                Writes.readAndWriteBack(
                    "SELECT pay, joined, seen, id FROM members",
                    "UPDATE members SET pay = ?, joined = ?, seen = ? WHERE id = ?")),
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
            Map.entry("another email", Writes.update(set("mail"), "lee@example.org")),
            Map.entry("another text than the constant", Writes.update(set("note"), "for me")),
            Map.entry("the constant elsewhere", Writes.update(set("name"), "not for you")),
            Map.entry("no multiple", Writes.update(set("pay"), new BigDecimal("83000.50"))),
            Map.entry("a multiple elsewhere", Writes.update(set("version"), 83000)),
            Map.entry("a literal date", Tasks.update(set("joined").replace("?", "'1987-03-22'"))),
            Map.entry(
                "no beginning",
                Writes.update(set("seen"), Timestamp.valueOf("1987-01-01 00:00:01"))),
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

  /** Columns with their literals. */
  private static Map<String, String> partlyShown() {
    Map<String, String> literals = new LinkedHashMap<>();
    literals.put("mail", "'kim@example.org'");
    literals.put("note", "'for you'");
    literals.put("pay", "83477.25");
    literals.put("joined", "'1987-03-21'");
    literals.put("seen", "'1987-03-21 10:11:12'");
    return literals;
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
    for (Map.Entry<String, String> column : PARTLY_SHOWN.entrySet()) {
      assertThat(
              vendor.values(
                  DATABASE,
                  "SELECT id FROM members WHERE " + column.getKey() + " = " + column.getValue()))
          .as(column.getKey())
          .containsExactly("1");
    }
  }
}
