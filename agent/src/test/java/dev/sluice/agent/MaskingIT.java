package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Getters;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Report.Failure;
import dev.sluice.agent.service.Task;
import dev.sluice.agent.service.Tasks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is masked is masked however it is asked for, and all else is the driver's own. */
class MaskingIT {
  private static final String DATABASE = "masking";
  private static final String KEY = "a-key-of-the-tests";
  private static final String SSN = "078-05-1120";
  private static final String PHONE = "555-0199";
  private static final String CARD = "4111111111111111";
  private static final String EMAIL = "kim@example.org";
  private static final String IBAN = "GB33BUKB20201555555555";
  private static final String SHOWN_CARD = "************1111";
  private static final String REDACTED = "[redacted]";
  private static final List<String> SECRETS = List.of(SSN, PHONE, CARD, EMAIL, "424242");
  private static final String POLICY =
      """
      sluice: policy/v1
      name: masking
      tags:
        ssn: ["*.*.customers.ssn"]
        phone: ["*.*.customers.phone"]
        card: ["*.*.customers.card"]
        email: ["*.*.customers.email"]
        income: ["*.*.customers.income"]
        mail: ["*.*.staff.mail"]
        note: ["*.*.staff.note"]
        coarse: ["*.*.staff.pay", "*.*.staff.born", "*.*.staff.joined"]
        code: ["*.*.vault.*_code"]
        iban: ["*.*.accounts.iban", "*.*.accounts.pin"]
        chip: ["*.*.badges.chip"]
      masks:
        - {id: mask-ssn, tags: [ssn, income], with: redact}
        - {id: mask-phone, tags: [phone], with: "null"}
        - {id: mask-card, tags: [card], with: {partial: {last: 4}}}
        - {id: mask-email, tags: [email], with: hash}
        - {id: mask-mail, tags: [mail], with: email}
        - {id: mask-note, tags: [note], with: {constant: not for you}}
        - {id: mask-coarse, tags: [coarse], with: {truncate: {to: month, step: 1000}}}
        - {id: mask-code, tags: [code], with: {constant: not for you}, inference: deny}
        - {id: mask-iban, tags: [iban], with: redact, inference: equality}
        - {id: no-chip, tags: [chip], with: omit}
      """;

  @TempDir private static Path directory;
  private static Service service;

  @BeforeAll
  static void start() throws IOException, SQLException {
    for (Vendor vendor : Vendor.values()) {
      Vendor.execute(
          vendor.url(DATABASE),
          "CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(40), ssn VARCHAR(40),"
              + " phone VARCHAR(40), card VARCHAR(40), email VARCHAR(40), income INT)",
          "INSERT INTO customers VALUES (1, 'Kim', '"
              + String.join("', '", SSN, PHONE, CARD, EMAIL)
              + "', 424242)",
          "CREATE VIEW contacts AS SELECT id, name AS who, email AS mail FROM customers",
          "CREATE TABLE staff (id INT PRIMARY KEY, mail VARCHAR(40), note VARCHAR(40),"
              + " pay DECIMAL(12,2), born DATE, joined TIMESTAMP NULL)",
          "INSERT INTO staff VALUES (1, '"
              + EMAIL
              + "', 'hush', 83477.25, '1984-05-06', '2019-03-21 10:11:12')",
          "INSERT INTO staff VALUES (2, 'kim', NULL, NULL, NULL, NULL)",
          "CREATE TABLE vault (id INT PRIMARY KEY, door_code VARCHAR(40), safe_code INT)",
          "INSERT INTO vault VALUES (1, 'hush', 8347), (2, NULL, NULL)",
          "CREATE TABLE accounts (id INT PRIMARY KEY, iban VARCHAR(40), pin INT)",
          "INSERT INTO accounts VALUES (3, '" + IBAN + "', 4711), (4, 'XX99', 1234)",
          "CREATE TABLE badges (id INT PRIMARY KEY, holder VARCHAR(40), chip VARCHAR(40))",
          "INSERT INTO badges VALUES (1, 'Kim', 'c0ffee')",
          "CREATE TABLE orders (id INT PRIMARY KEY, customer INT)",
          "INSERT INTO orders VALUES (7, 1)");
    }
    Path policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    service =
        Service.start(
            AgentJvm.governed()
                .property("sluice.policy", policy.toString())
                .property("sluice.hash.key", KEY)
                .property("sluice.on_missing", "deny"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("queries")
  void masksColumns(Vendor vendor, String sql, List<@Nullable String> expected)
      throws SQLException {
    for (Task task :
        List.of(
            Tasks.query(sql),
            Tasks.execute(sql),
            Tasks.preparedQuery(sql),
            Tasks.preparedExecute(sql))) {
      assertThat(service.run(vendor.url(DATABASE), task).rows()).containsExactly(expected);
    }
    assertThat(service.runPooled(vendor.url(DATABASE), Tasks.query(sql)).rows())
        .containsExactly(expected);
  }

  private static Stream<Arguments> queries() {
    Map<String, List<@Nullable String>> cases =
        Map.ofEntries(
            Map.entry(
                "SELECT name, ssn, phone, card, email, income FROM customers",
                row("Kim", REDACTED, null, SHOWN_CARD, hash(EMAIL), "0")),
            Map.entry(
                "SELECT * FROM customers",
                row("1", "Kim", REDACTED, null, SHOWN_CARD, hash(EMAIL), "0")),
            Map.entry(
                "SELECT c.* FROM customers c WHERE c.id = 1",
                row("1", "Kim", REDACTED, null, SHOWN_CARD, hash(EMAIL), "0")),
            Map.entry("SELECT card AS name FROM customers", row(SHOWN_CARD)),
            Map.entry("SELECT t.x FROM (SELECT card AS x FROM customers) t", row(SHOWN_CARD)),
            Map.entry(
                "WITH t AS (SELECT email AS x, id FROM customers) SELECT id, x FROM t",
                row("1", hash(EMAIL))),
            Map.entry("SELECT (SELECT ssn FROM customers WHERE id = 1) AS x", row(REDACTED)),
            Map.entry("SELECT upper(email) AS x FROM customers", row(REDACTED)),
            Map.entry("SELECT concat('+', phone) AS x FROM customers", row(REDACTED)),
            Map.entry("SELECT income + 1 AS x FROM customers", row("0")),
            Map.entry(
                "SELECT CASE WHEN id = 1 THEN card ELSE 'x' END AS x FROM customers",
                row(REDACTED)),
            Map.entry("SELECT max(ssn) AS x FROM customers", row(REDACTED)),
            Map.entry("SELECT count(*) AS x FROM customers", row("1")),
            Map.entry("SELECT who, mail FROM contacts", row("Kim", hash(EMAIL))),
            Map.entry("SELECT * FROM contacts", row("1", "Kim", hash(EMAIL))),
            Map.entry(
                "SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer",
                row("7", hash(EMAIL))),
            Map.entry(
                "SELECT 'Kim' AS x FROM orders WHERE id = 99 UNION ALL SELECT ssn FROM customers",
                row(REDACTED)),
            Map.entry("SELECT name FROM customers", row("Kim")),
            Map.entry(
                "SELECT * FROM staff WHERE id = 1",
                row(
                    "1",
                    "k***@example.org",
                    "not for you",
                    "83000.00",
                    "1984-05-01",
                    "2019-03-01 00:00:00.0")),
            Map.entry(
                "SELECT * FROM staff WHERE id = 2", row("2", REDACTED, null, null, null, null)),
            Map.entry(
                "SELECT upper(mail) AS a, upper(note) AS b, pay + 1 AS c, max(born) AS d"
                    + " FROM staff WHERE id = 1 GROUP BY mail, note, pay",
                row(REDACTED, REDACTED, "0", "1970-01-01")),
            Map.entry("SELECT * FROM vault WHERE id = 1", row("1", "not for you", "0")),
            Map.entry("SELECT * FROM vault WHERE id = 2", row("2", "not for you", "0")));
    List<Arguments> arguments = new ArrayList<>();
    for (Vendor vendor : Vendor.values()) {
      cases.forEach((sql, expected) -> arguments.add(Arguments.of(vendor, sql, expected)));
    }
    return arguments.stream();
  }

  @ParameterizedTest
  @EnumSource
  void noGetterShowsAMaskedColumn(Vendor vendor) throws SQLException {
    for (String column : List.of("ssn", "phone", "card", "email", "income")) {
      Report report =
          service.run(
              vendor.url(DATABASE),
              Getters.all("SELECT name, " + column + " FROM customers", 2, column));

      assertThat(report.failures()).isEmpty();
      assertThat(report.seen()).hasSizeGreaterThan(60);
      report
          .seen()
          .forEach(
              (getter, value) ->
                  assertThat(SECRETS)
                      .as("%s of %s: %s", getter, column, value)
                      .noneMatch(value::contains));
    }
  }

  @ParameterizedTest
  @EnumSource
  void gettersOfNumbersAgreeOnTheTruncatedOne(Vendor vendor) throws SQLException {
    Map<String, String> seen =
        service
            .run(
                vendor.url(DATABASE),
                Getters.all("SELECT id, pay FROM staff WHERE id = 1", 2, "pay"))
            .seen();

    assertThat(seen)
        .containsEntry("getInt(int)", "83000")
        .containsEntry("getLong(int)", "83000")
        .containsEntry("getFloat(int)", "83000.0")
        .containsEntry("getDouble(int)", "83000.0")
        .containsEntry("getBigDecimal(int)", "83000.00")
        .containsEntry("getString(int)", "83000.00")
        .containsEntry("getObject(int)", "83000.00");
    for (String narrow : List.of("getByte(int)", "getShort(int)")) {
      assertThat(seen.get(narrow)).as(narrow).contains("is not between");
    }
  }

  @ParameterizedTest
  @EnumSource
  void gettersOfOtherColumnsBesideAMaskedOneWork(Vendor vendor) throws SQLException {
    Report report =
        service.run(
            vendor.url(DATABASE), Getters.all("SELECT name, ssn FROM customers", 1, "name"));

    assertThat(report.seen())
        .containsEntry("getString(int)", "Kim")
        .containsEntry("getString(String)", "Kim")
        .containsEntry("getObject(int)", "Kim")
        .containsEntry("getCharacterStream(int)", "Kim");
  }

  @ParameterizedTest
  @EnumSource
  void waysRoundAMaskAreRefused(Vendor vendor) throws SQLException {
    Report report =
        service.run(vendor.url(DATABASE), Getters.waysRound("SELECT id, ssn FROM customers"));

    assertThat(report.failures()).isEmpty();
    report
        .seen()
        .forEach(
            (way, value) ->
                assertThat(SECRETS).as("%s: %s", way, value).noneMatch(value::contains));
    assertThat(vendor.values(DATABASE, "SELECT ssn FROM customers")).containsExactly(SSN);
  }

  @ParameterizedTest
  @EnumSource
  void unmaskedResultsAreTheDriversOwn(Vendor vendor) throws SQLException {
    String sql = "SELECT id, name FROM customers";
    Report report = service.run(vendor.url(DATABASE), Tasks.query(sql));
    Report prepared = service.run(vendor.url(DATABASE), Tasks.preparedQuery(sql));

    assertThat(report.resultClass()).startsWith(vendor.packageName());
    assertThat(prepared.resultClass()).startsWith(vendor.packageName());
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "H2"})
  void generatedKeysAreMasked(Vendor vendor) throws SQLException {
    Report report =
        service.run(
            vendor.url(DATABASE),
            Tasks.generatedKeys(
                "INSERT INTO customers (id, name, card) VALUES (20, 'Lee', '" + CARD + "')",
                vendor == Vendor.H2 ? "CARD" : "card"));

    assertThat(report.rows()).containsExactly(row(SHOWN_CARD));
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB", "MYSQL"})
  void returningIsMasked(Vendor vendor) throws SQLException {
    Report report =
        service.run(
            vendor.url(DATABASE),
            Tasks.execute(
                "INSERT INTO customers (id, name, card) VALUES (21, 'Lou', '"
                    + CARD
                    + "') RETURNING id, card"));

    assertThat(report.rows()).containsExactly(row("21", SHOWN_CARD));
  }

  @ParameterizedTest
  @EnumSource
  void aMaskedValueIsNotCopiedToWhereItIsClear(Vendor vendor) throws SQLException {
    Failure failure =
        service
            .run(vendor.url(DATABASE), Tasks.update("UPDATE customers SET name = ssn WHERE id = 1"))
            .failure();

    assertThat(failure.state()).isEqualTo("42501");
    assertThat(vendor.values(DATABASE, "SELECT name FROM customers WHERE id = 1"))
        .containsExactly("Kim");
  }

  @ParameterizedTest
  @EnumSource
  void whoKnowsAValueFindsItsRow(Vendor vendor) throws SQLException {
    String sql = "SELECT id, iban FROM accounts WHERE iban = '%s' AND id = id";

    assertThat(service.run(vendor.url(DATABASE), Tasks.query(sql.formatted(IBAN))).rows())
        .containsExactly(row("3", REDACTED));
    assertThat(service.run(vendor.url(DATABASE), Tasks.query(sql.formatted("GB34"))).rows())
        .isEmpty();
  }

  @Test
  void whoKnowsAValueFindsItsRowByAParameter() throws SQLException {
    String sql = "SELECT id, pin FROM accounts WHERE pin = ?";

    assertThat(service.run(Vendor.POSTGRESQL.url(DATABASE), Tasks.preparedQuery(sql, 4711)).rows())
        .containsExactly(row("3", "0"));
    Failure converted =
        service.run(Vendor.MYSQL.url(DATABASE), Tasks.preparedQuery(sql, 4711)).failure();
    assertThat(converted.state()).isEqualTo("42501");
    assertThat(converted.message()).contains("mask-iban");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iban > 'GB'",
        "iban LIKE 'GB%'",
        "iban = 'XX99' OR iban = 'XX98'",
        "iban = 'XX99' OR id = 3",
        "NOT iban = 'XX99'",
        "iban <> 'XX99'",
        "iban IN ('XX99')",
        "substr(iban, 1, 1) = 'G'",
        "iban = 'XX99' AND pin BETWEEN 1 AND 5000",
        "iban = 'XX99' ORDER BY pin",
        "id IN (SELECT id FROM accounts WHERE iban = 'XX99')"
      })
  void butNobodySearchesForAValue(String condition) throws SQLException {
    for (Vendor vendor : List.of(Vendor.POSTGRESQL, Vendor.MARIADB)) {
      Failure failure =
          service
              .run(vendor.url(DATABASE), Tasks.query("SELECT id FROM accounts WHERE " + condition))
              .failure();

      assertThat(failure.state()).isEqualTo("42501");
      assertThat(failure.message()).contains("mask-iban");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aColumnThatIsLeftOutMustBeLeftOut(Vendor vendor) throws SQLException {
    for (String sql :
        List.of(
            "SELECT * FROM badges",
            "SELECT holder, chip AS id FROM badges",
            "SELECT holder FROM (SELECT holder, chip AS c FROM badges) b WHERE c = holder UNION"
                + " SELECT chip FROM badges",
            "SELECT upper(chip) FROM badges")) {
      Failure failure = service.run(vendor.url(DATABASE), Tasks.query(sql)).failure();

      assertThat(failure.state()).as(sql).isEqualTo("42501");
      assertThat(failure.message()).as(sql).contains("no-chip", "left out");
    }
    assertThat(
            service
                .run(
                    vendor.url(DATABASE), Tasks.query("SELECT id, holder FROM badges WHERE id = 1"))
                .rows())
        .containsExactly(row("1", "Kim"));
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "H2"})
  void aKeyThatIsLeftOutIsRedacted(Vendor vendor) throws SQLException {
    Report report =
        service.run(
            vendor.url(DATABASE),
            Tasks.generatedKeys(
                "INSERT INTO badges (id, holder, chip) VALUES (2, 'Lee', 'decade')",
                vendor == Vendor.H2 ? "CHIP" : "chip"));

    assertThat(report.rows()).containsExactly(row(REDACTED));
  }

  private static List<@Nullable String> row(@Nullable String... values) {
    return Arrays.asList(values);
  }

  /** RFC 2104 with SHA-256; the first half of the digits is shown. */
  private static String hash(String value) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] digest = mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, digest.length / 2);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
