package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.ReactiveWalk;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Tried;
import dev.sluice.agent.service.Tried.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each row of {@code docs/r2dbc-surface.md} holds for each driver that has it: every method that
 * the driver's objects offer is called, by a caller under a mask and by one who is under none. A
 * method that is in no row fails the test.
 */
class ReactiveSurfaceIT {
  private static final Path DOCUMENT = Path.of("..", "docs", "r2dbc-surface.md");
  private static final String DATABASE = "reactive_surface";
  private static final String EMAIL = "kim@example.org";
  private static final String INCOME = "424242";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: reactive-surface
      defaults:
        unmatched: {ai_agent: allow}
        opaque: allow # so that calls of procedures reach the masks
      callers:
        agents: {kind: ai_agent}
      tags:
        pii: ["*.*.customers.email", "*.*.customers.income", "*.*.customers.picture"]
      masks:
        - {id: mask-pii, tags: [pii], with: redact, callers: [agents]}
      """;

  private static final List<Vendor> DRIVERS = List.of(Vendor.POSTGRESQL, Vendor.MARIADB, Vendor.H2);

  /** Of these {@link #eachMethodOfARowIsCalledOfSomeDriver} asks that one driver has them. */
  private static final List<String> NOT_OF_ALL_DRIVERS =
      List.of(
          "io.r2dbc.spi.Blob",
          "io.r2dbc.spi.Clob",
          "io.r2dbc.spi.OutParameters",
          "io.r2dbc.spi.OutParametersMetadata",
          "io.r2dbc.spi.Result$Message",
          "io.r2dbc.spi.Result$OutSegment");

  /** It takes a while, and both tests look at it. */
  private static final Map<Vendor, List<Tried>> WALKED = new EnumMap<>(Vendor.class);

  @TempDir private static Path directory;

  /** A row of the table. */
  private record Row(String type, List<String> methods, String standing) {
    boolean names(Tried tried) {
      return type.equals(tried.type())
          && methods.stream()
              .anyMatch(
                  pattern ->
                      pattern.endsWith("*")
                          ? tried.method().startsWith(pattern.substring(0, pattern.length() - 1))
                          : tried.method().equals(pattern));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Vendor.class,
      names = {"POSTGRESQL", "MARIADB", "H2"})
  void eachRowHolds(Vendor vendor) throws Exception {
    List<Row> table = table();
    Set<String> wrong = new TreeSet<>();
    Set<String> tried = new TreeSet<>();
    int shown = 0;
    List<Tried> all = walked(vendor);
    for (Tried each : all) {
      Row row = table.stream().filter(one -> one.names(each)).findFirst().orElse(null);
      String found = row == null ? "is in no row" : wrong(each, row);
      if (found != null) {
        wrong.add(each.type() + " " + each.call() + " of " + each.subject() + " " + found);
      }
      if (row != null && each.free().kind() != Kind.UNREACHABLE) {
        tried.add(row.type() + " " + row.standing());
      }
      shown += isShown(each.free()) ? 1 : 0;
    }
    System.out.printf(
        "%s over R2DBC: %d calls of %d methods in %d rows, %d show to others what is protected,"
            + " none to whom it is masked%n",
        vendor,
        all.size(),
        all.stream().map(each -> each.type() + each.method()).distinct().count(),
        tried.size(),
        shown);

    assertThat(wrong).as(() -> String.join("\n", wrong)).isEmpty();
    assertThat(shown).isGreaterThan(15);
    assertThat(table)
        .filteredOn(row -> row.type().startsWith("io.r2dbc.spi.") || isOf(row, vendor))
        .filteredOn(row -> !tried.contains(row.type() + " " + row.standing()))
        .extracting(Row::type)
        .as("rows of which nothing was tried")
        .isSubsetOf(NOT_OF_ALL_DRIVERS);
  }

  /** What a row names and nothing calls is untested. */
  @ParameterizedTest
  @MethodSource("patterns")
  void eachMethodOfARowIsCalledOfSomeDriver(String type, String pattern, String standing)
      throws Exception {
    Row row = new Row(type, List.of(pattern), standing);
    List<Tried> calls = new ArrayList<>();
    for (Vendor vendor : DRIVERS) {
      walked(vendor).stream().filter(row::names).forEach(calls::add);
    }

    assertThat(calls).anyMatch(each -> each.free().kind() != Kind.UNREACHABLE);
  }

  static Stream<Arguments> patterns() throws IOException {
    return table().stream()
        .flatMap(
            row ->
                row.methods().stream()
                    .map(pattern -> Arguments.of(row.type(), pattern, row.standing())));
  }

  private static List<Tried> walked(Vendor vendor) throws Exception {
    List<Tried> all = WALKED.get(vendor);
    if (all == null) {
      WALKED.put(vendor, List.of()); // a walk that fails is not tried again for each row
      all = walk(vendor);
      WALKED.put(vendor, all);
    }
    return all;
  }

  private static boolean isOf(Row row, Vendor vendor) {
    return switch (vendor) {
      case POSTGRESQL -> row.type().startsWith("io.r2dbc.postgresql.");
      case MARIADB -> row.type().startsWith("org.mariadb.");
      default -> row.type().startsWith("io.r2dbc.h2.");
    };
  }

  private static List<Tried> walk(Vendor vendor) throws IOException, SQLException {
    String keeper = "jdbc:h2:mem:keeper";
    String url = ReactiveIT.r2dbcUrl(vendor, DATABASE);
    Path policy = Files.writeString(directory.resolve(vendor + ".yaml"), POLICY);
    try (Service service =
        Service.start(
            ServiceClassPath.on(
                    AgentJvm.governed()
                        .property("sluice.policy", policy.toString())
                        .property("sluice.on_missing", "deny"))
                .classPath(ReactiveIT.jars()))) {
      Report filled = service.run(keeper, ReactiveWalk.filling(url, tables(vendor)));
      assertThat(filled.failures()).isEmpty();
      List<Tried> all = new ArrayList<>();
      for (String place : ReactiveWalk.places(url)) {
        Report report = service.run(keeper, ReactiveWalk.over(url, place));
        assertThat(report.failures()).as(place).isEmpty();
        report.rows().forEach(row -> all.add(Tried.of(row)));
      }
      assertThat(service.jvm().err()).noneMatch(line -> line.contains("internal failure"));
      return all;
    }
  }

  private static String[] tables(Vendor vendor) {
    List<String> statements =
        new ArrayList<>(
            List.of(
                "CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(40),"
                    + " income INT, picture "
                    + (vendor == Vendor.POSTGRESQL ? "BYTEA" : "BLOB")
                    + ", CONSTRAINT one_of_each UNIQUE (email, name))",
                "INSERT INTO customers (id, name, email, income) VALUES (1, 'Kim', '%1$s', %2$s), (2, 'Lee', '%1$s', %2$s)"
                    .formatted(EMAIL, INCOME),
                "UPDATE customers SET picture = "
                    + (vendor == Vendor.POSTGRESQL
                        ? "convert_to(email, 'UTF8')"
                        : vendor == Vendor.H2 ? "STRINGTOUTF8(email)" : "email"),
                "CREATE TABLE loud (id INT PRIMARY KEY)",
                "INSERT INTO loud VALUES (1)"));

    if (vendor == Vendor.POSTGRESQL) {
      statements.add(
          "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
              + " RAISE NOTICE '%', (SELECT min(email) FROM customers); RETURN NEW; END $$");
      statements.add(
          "CREATE TRIGGER shouts BEFORE UPDATE ON loud FOR EACH ROW EXECUTE FUNCTION shout()");
      statements.add(
          "CREATE FUNCTION everybody() RETURNS refcursor LANGUAGE plpgsql AS $$ DECLARE c refcursor;"
              + " BEGIN OPEN c FOR SELECT * FROM customers; RETURN c; END $$");
    }
    if (vendor == Vendor.MARIADB) {
      statements.add(
          "CREATE PROCEDURE anybody(OUT id INT, OUT name VARCHAR(40), OUT email VARCHAR(40), OUT"
              + " income INT) SELECT c.id, c.name, c.email, c.income INTO id, name, email, income"
              + " FROM customers c WHERE c.id = 1");
    }
    return statements.toArray(String[]::new);
  }

  /** Null if a call came out as its row says. */
  private static @Nullable String wrong(Tried tried, Row row) {
    Kind masked = tried.masked().kind();
    Kind free = tried.free().kind();
    if (isShown(tried.masked())) {
      return "shows what is protected: " + tried.masked().text();
    }
    if (masked == Kind.HUNG || free == Kind.HUNG) {
      return "does not end";
    }
    if (free == Kind.REFUSED) {
      return "is refused to everybody: " + tried.free().text();
    }
    boolean open = masked != Kind.REFUSED && masked != Kind.UNREACHABLE;
    return row.standing().equals("refused") && open ? "is not refused: " + tried.masked() : null;
  }

  private static boolean isShown(Tried.Outcome outcome) {
    return outcome.text().contains(EMAIL) || outcome.text().contains(INCOME);
  }

  private static List<Row> table() throws IOException {
    Pattern line = Pattern.compile("\\| `([^`]+)` \\| (`.+`) \\| (\\w+) \\| .+ \\|");
    try (Stream<String> lines = Files.lines(DOCUMENT, StandardCharsets.UTF_8)) {
      List<Row> rows =
          lines
              .map(line::matcher)
              .filter(Matcher::matches)
              .map(
                  row ->
                      new Row(
                          row.group(1),
                          List.of(row.group(2).replace("`", "").split(", ", -1)),
                          row.group(3)))
              .toList();
      assertThat(rows).hasSizeGreaterThan(20);
      return rows;
    }
  }
}
