package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Soak;
import dev.sluice.agent.service.SoakRules;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Under load, with mixed callers and a policy that keeps changing, each value is right for its
 * caller and the policy in force, and nothing is left behind. {@code -Dsluice.soak} says for how
 * long, as {@code PT2M}.
 */
class SoakIT {
  private static final String DATABASE = "soak";
  private static final int PEOPLE = 200;
  private static final long MEGABYTE = 1 << 20;

  @TempDir private Path directory;

  @BeforeAll
  static void fill() throws SQLException {
    fill(Vendor.POSTGRESQL, DATABASE);
    fill(Vendor.H2, DATABASE);
  }

  /** Makes the tables that the soak reads. */
  static void fill(Vendor vendor, String database) throws SQLException {
    List<String> statements =
        new ArrayList<>(
            List.of(
                "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(40),"
                    + " card VARCHAR(40), income INT)",
                "CREATE TABLE orders (id INT PRIMARY KEY, person INT)",
                "CREATE TABLE notes (id INT PRIMARY KEY, note VARCHAR(40))",
                "CREATE TABLE probe (id INT PRIMARY KEY)"));
    for (int id = 1; id <= PEOPLE; id++) {
      statements.add(
          "INSERT INTO people VALUES (%1$d, 'n', 'p%1$d@example.org', '%2$d', %3$d)"
              .formatted(id, 4_000_000_000_000_000L + id, 100_000 + id));
      statements.add("INSERT INTO orders VALUES (%1$d, %1$d)".formatted(id));
    }
    Vendor.execute(vendor.url(database), statements.toArray(String[]::new));
  }

  @Test
  void eachValueIsRightAndNothingIsLeftBehind() throws Exception {
    Duration time = Duration.parse(System.getProperty("sluice.soak", "PT20S"));
    try (ForkedJvm soak = start(time, false)) {
      long statements = statementsOf(soak, time);
      // of the statements that are checked, most ran under one policy from beginning to end
      assertThat(number(soak, "strict"))
          .isGreaterThan((statements - number(soak, "writes")) * 9 / 10);
      for (String kind : List.of("masked", "clear", "stopped", "writes")) {
        assertThat(number(soak, kind)).as(kind).isGreaterThan(statements / 1000);
      }
      assertThat(number(soak, "total")).isBetween(3L, 18L);
      assertNothingIsLeft(soak);
    }
  }

  @Test
  void aMissedMaskIsFound() throws Exception {
    try (ForkedJvm soak = start(Duration.ofSeconds(20), true)) {
      assertMissedMaskIsFound(soak);
    }
  }

  static void assertMissedMaskIsFound(ForkedJvm soak) {
    assertThat(soak.await(Duration.ofMinutes(2))).isEqualTo(1);
    assertThat(soak.out()).anyMatch(line -> line.contains("AGENT saw of"));
  }

  /** Waits for a soak to end well, and tells how many statements it checked. */
  static long statementsOf(ForkedJvm soak, Duration time) {
    int exitCode = soak.await(time.plus(Duration.ofMinutes(2)));
    soak.out().forEach(System.out::println);
    assertThat(exitCode).as(soak.toString()).isZero();

    // on a machine with little to give a catalog may take longer to read than statements wait
    assertThat(soak.err())
        .filteredOn(line -> line.contains("internal failure"))
        .allMatch(line -> line.contains("catalog.wait"));
    long statements = number(soak, "statements");
    assertThat(statements).isGreaterThan(time.toSeconds() * 10);
    assertThat(number(soak, "policies")).isGreaterThan(time.toSeconds() / 6);
    assertThat(number(soak, "active")).isZero();
    return statements;
  }

  private ForkedJvm start(Duration time, boolean leavesOut) throws IOException, SQLException {
    return start(
        ServiceClassPath.on(AgentJvm.governed()),
        Soak.class,
        directory,
        time,
        leavesOut,
        Vendor.POSTGRESQL.url(DATABASE),
        Vendor.H2.url(DATABASE));
  }

  /**
   * Starts a soak.
   *
   * @param leavesOut whether the policy misses a mask, which is to be found
   */
  static ForkedJvm start(
      ForkedJvm.Builder jvm,
      Class<?> main,
      Path directory,
      Duration time,
      boolean leavesOut,
      String... urls)
      throws IOException {
    Path policy = directory.resolve("policy.yaml");
    Files.writeString(policy, new SoakRules(1).yaml(leavesOut));
    List<String> arguments =
        new ArrayList<>(List.of(policy.toString(), time.toString(), String.valueOf(leavesOut)));
    arguments.addAll(List.of(urls));
    return jvm.options(
            "-Xmx256m", "-XX:TieredStopAtLevel=4") // with the second compiler, as in production
        .property("sluice.policy", policy.toString())
        .property("sluice.on_missing", "deny")
        .property("sluice.hash.key", SoakRules.KEY)
        .mainClass(main)
        .arguments(arguments.toArray(String[]::new))
        .start();
  }

  /** The heap, and the threads, are at the end as they were after a while. */
  static void assertNothingIsLeft(ForkedJvm soak) {
    List<Long> heap = numbers(soak, "HEAP ");
    // what is remembered of statements is bounded by 16 MiB, and still fills or changes at first
    assertThat(lastQuarter(heap))
        .as("heap in bytes: %s", heap)
        .isLessThan(secondQuarter(heap) * 11 / 10 + 4 * MEGABYTE);
    List<Long> threads = numbers(soak, "THREADS ");
    assertThat(lastQuarter(threads))
        .as("threads: %s", threads)
        .isLessThanOrEqualTo(secondQuarter(threads) + 1);
  }

  static long number(ForkedJvm soak, String name) {
    Pattern pattern = Pattern.compile("\\b" + name + "=(\\d+)");
    for (String line : soak.out()) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return Long.parseLong(matcher.group(1));
      }
    }
    throw new AssertionError(name + soak);
  }

  static List<Long> numbers(ForkedJvm soak, String start) {
    String line = soak.awaitLine(each -> each.startsWith(start), Duration.ofSeconds(30));
    return Arrays.stream(line.substring(start.length()).split(",", -1)).map(Long::valueOf).toList();
  }

  private static long secondQuarter(List<Long> numbers) {
    return average(numbers.subList(numbers.size() / 4, numbers.size() / 2));
  }

  private static long lastQuarter(List<Long> numbers) {
    return average(numbers.subList(numbers.size() * 3 / 4, numbers.size()));
  }

  private static long average(List<Long> numbers) {
    return Math.round(numbers.stream().mapToLong(Long::longValue).average().orElseThrow());
  }
}
