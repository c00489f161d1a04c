package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.SurfaceWalk;
import dev.sluice.agent.service.Tried;
import dev.sluice.agent.service.Tried.Kind;
import dev.sluice.agent.service.Tried.Outcome;
import dev.sluice.jdbc.JdbcSurface;
import dev.sluice.jdbc.JdbcSurface.Row;
import dev.sluice.jdbc.JdbcSurface.Standing;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each row of the table of ways holds for each driver that has it: every method is called on the
 * driver's objects, by a caller under a mask and by one who is under none.
 */
class SurfaceRowsIT {
  private static final String DATABASE = "surface_rows";
  private static final String EMAIL = "kim@example.org";
  private static final String INCOME = "424242";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: surface-rows
      defaults:
        unmatched: {ai_agent: allow}
      callers:
        agents: {kind: ai_agent}
      tags:
        pii: ["*.*.customers.email", "*.*.customers.income", "*.*.letters.letter"]
      masks:
        - {id: mask-pii, tags: [pii], with: redact, callers: [agents]}
      """;

  /** Of what no method was tried, and why. */
  private static final Map<String, String> UNTRIED =
      Map.of(
          "POSTGRESQL java.sql.Blob", "rows of the driver's own class come first",
          "POSTGRESQL java.sql.Clob", "rows of the driver's own class come first",
          "MYSQL java.sql.Array", "the driver has none",
          "MYSQL com.mysql.cj.jdbc.ha.MultiHostMySQLConnection getThisAsProxy",
              "such an object stays inside of its proxy");

  @TempDir private static Path directory;

  @BeforeAll
  static void fill() throws SQLException {
    for (Vendor vendor : Vendor.values()) {
      Vendor.execute(
          vendor.url(DATABASE),
          "CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(40),"
              + " income INT, CONSTRAINT one_of_each UNIQUE (email, name))",
          "INSERT INTO customers VALUES (1, 'Kim', '"
              + EMAIL
              + "', "
              + INCOME
              + "), (2, 'Lee', '"
              + EMAIL
              + "', "
              + INCOME
              + ")",
          "CREATE TABLE shelf (id INT PRIMARY KEY, name VARCHAR(40))",
          "INSERT INTO shelf VALUES (1, 'books')");
    }
    Vendor.execute(
        Vendor.POSTGRESQL.url(DATABASE),
        "CREATE TABLE letters (letter oid)",
        "INSERT INTO letters VALUES (lo_from_bytea(0, convert_to('" + EMAIL + "', 'UTF8')))");
    Vendor.createLeaks(DATABASE);
  }

  @ParameterizedTest
  @EnumSource
  void eachRowHolds(Vendor vendor) throws Exception {
    List<Tried> all = walk(vendor);

    Set<String> wrong = new TreeSet<>();
    Set<String> tried = new TreeSet<>();
    Set<String> methods = new TreeSet<>();
    Set<Row> rows = new HashSet<>();
    Set<String> untold = ledToByRefused();
    Map<Standing, Integer> pairs = new EnumMap<>(Standing.class);
    int shown = 0;
    for (Tried each : all) {
      Class<?> type = Class.forName(each.type());
      Row row = JdbcSurface.rowOf(type, each.method());
      String found = row == null ? "is in no row" : wrong(each, row.standing(), untold);
      methods.add(each.type() + " " + each.method());
      if (found != null) {
        wrong.add(each.type() + " " + each.call() + " of " + each.subject() + " " + found);
      }
      if (row != null) {
        tried.add(row.type() + " " + each.method());
        rows.add(row);
        pairs.merge(row.standing(), 1, Integer::sum);
      }
      shown += isShown(each.free()) ? 1 : 0;
    }
    Set<String> open = untried(vendor, tried);
    System.out.printf(
        "%s: %d calls of %d methods in %d rows, %d show to others what is protected, none to whom it"
            + " is masked; calls by standing: %s%n",
        vendor, all.size(), methods.size(), rows.size(), shown, pairs);

    assertThat(wrong).as(() -> String.join("\n", wrong)).isEmpty();
    assertThat(open)
        .filteredOn(each -> !UNTRIED.containsKey(vendor + " " + each))
        .as("rows of which nothing was tried")
        .isEmpty();
    assertThat(shown).isGreaterThan(300);
  }

  private static List<Tried> walk(Vendor vendor) throws IOException, SQLException {
    String url = vendor.url(DATABASE);
    List<Tried> all = new ArrayList<>();
    try (Service service = Service.under(directory, vendor.name(), POLICY)) {
      for (String subject : SurfaceWalk.subjects(url)) {
        Report report = service.run(url, SurfaceWalk.over(url, subject));
        assertThat(report.failures()).as(subject).isEmpty();
        report.rows().forEach(row -> all.add(Tried.of(row)));
      }
      assertThat(service.jvm().err()).noneMatch(line -> line.contains("internal failure"));
    }
    return all;
  }

  /** Null if a call came out as its row says. */
  private static @Nullable String wrong(Tried tried, Standing standing, Set<String> untold) {
    Kind masked = tried.masked().kind();
    Kind free = tried.free().kind();
    if (isShown(tried.masked())) {
      return "shows what is protected";
    }
    if (masked == Kind.HUNG || free == Kind.HUNG) {
      return "does not end";
    }
    if (free == Kind.REFUSED) {
      return "is refused to everybody";
    }
    if (standing == Standing.REFUSED) {
      return masked == Kind.REFUSED || masked == Kind.UNREACHABLE ? null : "is not refused";
    }
    Set<String> led = new TreeSet<>(tried.masked().types());
    led.retainAll(untold);
    return led.isEmpty() ? null : "leads to what is refused elsewhere: " + led;
  }

  private static boolean isShown(Outcome outcome) {
    return outcome.text().contains(EMAIL) || outcome.text().contains(INCOME);
  }

  /** Classes of what refused methods hand out, which must not be had by other methods. */
  private static Set<String> ledToByRefused() throws ClassNotFoundException {
    Set<String> types = new TreeSet<>();
    for (Row row : JdbcSurface.rows()) {
      if (row.standing() == Standing.REFUSED) {
        for (Method method : Class.forName(row.type()).getMethods()) {
          String type = method.getReturnType().getName();
          if (row.names(method.getName()) && type.matches("(org|com)\\..*")) {
            types.add(type);
          }
        }
      }
    }
    return types;
  }

  /** The rows of JDBC, and the methods of the driver's rows, that nothing was tried of. */
  private static Set<String> untried(Vendor vendor, Set<String> tried) {
    Set<String> open = new TreeSet<>();
    for (Row row : JdbcSurface.rows()) {
      if (row.type().startsWith("java.")) {
        if (tried.stream().noneMatch(each -> each.startsWith(row.type() + " "))) {
          open.add(row.type());
        }
      } else if (row.type().startsWith(vendor.packageName())) {
        for (String method : row.methods()) {
          if (!tried.contains(row.type() + " " + method)) {
            open.add(row.type() + " " + method);
          }
        }
      }
    }
    return open;
  }
}
