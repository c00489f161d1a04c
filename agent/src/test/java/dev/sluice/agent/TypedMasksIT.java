package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Getters;
import dev.sluice.agent.service.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Under no mask does a getter show a value of any type: it is masked, NULL or refused. */
class TypedMasksIT {
  private static final String DATABASE = "typed";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: typed
      tags:
        redacted: ["*.*.redacted.*"]
        hashed: ["*.*.hashed.*"]
        partly: ["*.*.partly.*"]
        emptied: ["*.*.emptied.*"]
        fixed: ["*.*.fixed.*"]
        mailed: ["*.*.mailed.*"]
        cut: ["*.*.cut.*"]
      masks:
        - {id: mask-redacted, tags: [redacted], with: redact}
        - {id: mask-hashed, tags: [hashed], with: hash}
        - {id: mask-partly, tags: [partly], with: {partial: {last: 2}}}
        - {id: mask-emptied, tags: [emptied], with: "null"}
        - {id: mask-fixed, tags: [fixed], with: {constant: not for you}}
        - {id: mask-mailed, tags: [mailed], with: email}
        - {id: mask-cut, tags: [cut], with: {truncate: {to: year, step: 1000}}}
      """;

  private static final List<String> TABLES =
      List.of("redacted", "hashed", "partly", "emptied", "fixed", "mailed", "cut");

  /** A column's type, a literal of it, and what no getter may show of it. */
  private record Typed(String type, String literal, String secret) {
    /** Dates cut to their year show it. */
    String secretIn(String table) {
      return table.equals("cut") && secret.equals("1987") ? "03-21" : secret;
    }
  }

  private static final Typed UUID =
      new Typed("UUID", "'7d444840-9dc0-11d1-b245-5ffdce74fad2'", "7d444840");
  private static final Typed DATE = new Typed("DATE", "'1987-03-21'", "1987");
  private static final Typed DECIMAL = new Typed("DECIMAL(12,2)", "83477.25", "83477");
  private static final Typed BIGINT = new Typed("BIGINT", "834779265", "834779265");
  private static final Typed DOUBLE = new Typed("DOUBLE PRECISION", "83477.5", "83477");

  @TempDir private static Path directory;
  private static Service service;

  private static List<Typed> columns(Vendor vendor) {
    List<Typed> columns = new ArrayList<>(List.of(DATE, DECIMAL, BIGINT, DOUBLE, UUID));
    switch (vendor) {
      case POSTGRESQL ->
          columns.addAll(
              List.of(
                  new Typed("TEXT[]", "ARRAY['hush', 'quiet']", "hush"),
                  new Typed("INTEGER[]", "ARRAY[834779, 12]", "834779"),
                  new Typed("JSONB", "'{\"a\": \"hush\"}'", "hush"),
                  new Typed("JSON", "'{\"a\": \"hush\"}'", "hush"),
                  new Typed("XML", "'<a>hush</a>'", "hush"),
                  new Typed("BYTEA", "'hush'", "hush"),
                  new Typed("INET", "'203.0.113.77'", "203.0"),
                  new Typed("POINT", "'(83477, 1)'", "83477"),
                  new Typed("TIMESTAMPTZ", "'1987-03-21 10:11:12Z'", "1987"),
                  new Typed("TIMESTAMP", "'1987-03-21 10:11:12'", "1987"),
                  new Typed("TIME", "'11:47:13'", "47:13"),
                  new Typed("INTERVAL", "'834779 seconds'", "231")));
      case MARIADB, MYSQL ->
          columns.addAll(
              List.of(
                  new Typed("JSON", "'{\"a\": \"hush\"}'", "hush"),
                  new Typed("LONGTEXT", "'hush hush hush'", "hush"),
                  new Typed("LONGBLOB", "'hush hush hush'", "hush"),
                  new Typed("VARBINARY(20)", "'hush hush hush'", "hush"),
                  new Typed("ENUM('hushed', 'x')", "'hushed'", "hush"),
                  new Typed("SET('hushed', 'x')", "'hushed'", "hush"),
                  new Typed("YEAR", "'1987'", "1987"),
                  new Typed("DATETIME", "'1987-03-21 10:11:12'", "1987"),
                  new Typed("TIMESTAMP", "'1987-03-21 10:11:12'", "1987"),
                  new Typed("TIME", "'11:47:13'", "47:13")));
      case H2 ->
          columns.addAll(
              List.of(
                  new Typed("VARCHAR ARRAY", "ARRAY['hush', 'quiet']", "hush"),
                  new Typed("JSON", "JSON '{\"a\": \"hush\"}'", "hush"),
                  new Typed("CLOB", "'hush hush hush'", "hush"),
                  new Typed("BLOB", "X'6875736820687573682068757368'", "hush"),
                  new Typed("VARBINARY(20)", "X'6875736820687573682068757368'", "hush"),
                  new Typed("TIMESTAMP", "'1987-03-21 10:11:12'", "1987"),
                  new Typed("TIMESTAMP WITH TIME ZONE", "'1987-03-21 10:11:12Z'", "1987"),
                  new Typed("TIME", "'11:47:13'", "47:13"),
                  new Typed("ROW(a INT)", "ROW(834779)", "834779")));
      default -> throw new AssertionError(vendor);
    }
    return columns;
  }

  @BeforeAll
  static void start() throws IOException, SQLException {
    for (Vendor vendor : Vendor.values()) {
      for (String table : TABLES) {
        List<String> definitions = new ArrayList<>();
        List<String> literals = new ArrayList<>();
        for (Typed typed : columns(vendor)) {
          definitions.add("c" + definitions.size() + " " + typed.type());
          literals.add(typed.literal());
        }
        Vendor.execute(
            vendor.url(DATABASE),
            "CREATE TABLE " + table + " (" + String.join(", ", definitions) + ")",
            "INSERT INTO " + table + " VALUES (" + String.join(", ", literals) + ")");
      }
    }
    Path policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    service =
        Service.start(
            AgentJvm.governed()
                .property("sluice.policy", policy.toString())
                .property("sluice.hash.key", "a-key-of-the-tests")
                .property("sluice.on_missing", "deny"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("cases")
  void noGetterShowsTheValue(Vendor vendor, String table, String type, int index, String secret)
      throws SQLException {
    String column = "c" + index;

    Report report =
        service.run(
            vendor.url(DATABASE), Getters.all("SELECT " + column + " FROM " + table, 1, column));

    assertThat(report.failures()).isEmpty();
    assertThat(report.seen()).hasSizeGreaterThan(60);
    assertThat(report.seen())
        .allSatisfy(
            (getter, value) ->
                assertThat(value.toLowerCase(Locale.ROOT)).as(getter).doesNotContain(secret));
  }

  private static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (Vendor vendor : Vendor.values()) {
      for (String table : TABLES) {
        List<Typed> columns = columns(vendor);
        for (int i = 0; i < columns.size(); i++) {
          cases.add(
              Arguments.of(
                  vendor, table, columns.get(i).type(), i, columns.get(i).secretIn(table)));
        }
      }
    }
    return cases.stream();
  }
}
