package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.FileTwins.Which;
import dev.sluice.agent.service.Trials;
import dev.sluice.testing.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.servlet.Servlet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Judges as {@link NonInterferenceIT} does by PostgreSQL's own regression statements, from a folder
 * of corpora that is no part of the project, given with {@code -Dsluice.corpora=}. They run in the
 * order of their files, in one session a file, since only so do they find the tables, settings,
 * cursors and transactions that they speak of. {@link Trials} tells how: each statement is tried by
 * a person under the mask, with other values in the protected columns on one of the databases, and
 * then run by the service as it stands. {@code -Dsluice.corpora.every=N} takes each N-th file only,
 * {@code -Dsluice.corpora.files=REGEX} of those the ones whose name it finds.
 */
class NonInterferenceRegressionIT {
  private static final String CORPUS = "pg-regress";

  /** The tables that all files share. */
  private static final String SHARED = "/test_setup.sql";

  /**
   * Asks for numbers that a server gives to objects and transactions as they come, in which two
   * databases with the same rows differ as well.
   */
  private static final Pattern NUMBERED =
      Pattern.compile("(?i)\\boid\\b|\\breltoastrelid\\b|\\bpg_current_xact_id\\b");

  @TempDir private static Path directory;

  private final List<String> leaks = new ArrayList<>();

  private final List<String> unsure = new ArrayList<>();
  private final RefusalReasons reasons = new RefusalReasons();
  private int statements;
  private int judged;
  private int tellApart;
  private int blurred;

  @Test
  @EnabledIfSystemProperty(named = "sluice.corpora", matches = ".+")
  void noStatementOfPostgresTestsTells() throws IOException, SQLException {
    Map<String, List<String>> files =
        files(Path.of(System.getProperty("sluice.corpora"), CORPUS + ".jsonl.gz"));
    String shared =
        files.keySet().stream().filter(name -> name.endsWith(SHARED)).findFirst().orElseThrow();
    FileTwins twins =
        new FileTwins(StatementFile.of(shared, files.getOrDefault(shared, List.of())));
    files.remove(shared);
    Map<StatementFile, List<String>> columns = new LinkedHashMap<>();
    List<String> patterns = new ArrayList<>();
    int every = Integer.getInteger("sluice.corpora.every", 1);
    Pattern wanted = Pattern.compile(System.getProperty("sluice.corpora.files", ""));
    int number = 0;
    for (Map.Entry<String, List<String>> entry : files.entrySet()) {
      if (number++ % every == 0 && wanted.matcher(entry.getKey()).find()) {
        StatementFile file = StatementFile.of(entry.getKey(), entry.getValue());
        List<String> chosen = twins.columns(file);
        if (!chosen.isEmpty()) {
          columns.put(file, chosen);
          patterns.addAll(FileTwins.patterns(file, chosen));
        }
      }
    }
    try (Service bare = Service.start(AgentJvm.bare().classPathOf(Servlet.class));
        Service governed = governed(patterns)) {
      for (Map.Entry<StatementFile, List<String>> entry : columns.entrySet()) {
        judge(twins, bare, governed, entry.getKey(), entry.getValue());
      }
    } finally {
      twins.close();
    }
    print();
    assertThat(leaks).isEmpty();
    assertThat(unsure).allMatch(statement -> NUMBERED.matcher(statement).find());
    assertThat(judged).isGreaterThan(statements / 2);
    assertThat(tellApart).isGreaterThan(judged / 50);
  }

  private static Map<String, List<String>> files(Path corpus) throws IOException {
    Map<String, List<String>> files = new LinkedHashMap<>();
    for (Map<String, Object> row : JsonLines.rows(corpus)) {
      files
          .computeIfAbsent(String.valueOf(row.get("origin")), origin -> new ArrayList<>())
          .add(String.valueOf(row.get("sql")));
    }
    return files;
  }

  private static Service governed(List<String> patterns) throws IOException {
    StringBuilder policy =
        new StringBuilder("sluice: policy/v1\nname: non-interference\ntags:\n  secret:\n");
    patterns.forEach(pattern -> policy.append("    - \"").append(pattern).append("\"\n"));
    policy.append(
        """
        callers:
          people: {kind: human}
        masks:
          - {id: hide-secret, tags: [secret], with: redact, inference: deny, callers: [people]}
        """);
    Path file = Files.writeString(directory.resolve("policy.yaml"), policy);
    return Service.start(
        AgentJvm.governed().classPathOf(Servlet.class).property("sluice.policy", file.toString()));
  }

  private void judge(
      FileTwins twins, Service bare, Service governed, StatementFile file, List<String> columns)
      throws SQLException {
    long start = System.nanoTime();
    int known = leaks.size();
    List<Judge.Sight> before = look(twins, bare, file, columns);
    List<Judge.Sight> after = look(twins, governed, file, columns);
    for (int i = 0; i < file.statements().size(); i++) {
      statements++;
      compare(file.statements().get(i), before.get(i), after.get(i));
    }
    // of a run that takes an hour it is told what was found, not only at its end
    leaks.subList(known, leaks.size()).forEach(leak -> System.out.println("tells: " + leak));
    System.out.printf(
        "%s: %s protected; judged in %d ms%n",
        file.name(), columns, Duration.ofNanos(System.nanoTime() - start).toMillis());
  }

  /** What is seen of each statement. Whether equal databases differ is asked if others do. */
  private static List<Judge.Sight> look(
      FileTwins twins, Service service, StatementFile file, List<String> columns)
      throws SQLException {
    List<String> one = twins.run(service, file, columns, Which.ONE);
    List<String> other = twins.run(service, file, columns, Which.OTHER);
    List<String> twin = one.equals(other) ? one : twins.run(service, file, columns, Which.TWIN);
    List<Judge.Sight> seen = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      seen.add(new Judge.Sight(one.get(i), twin.get(i), other.get(i)));
    }
    return seen;
  }

  private void compare(String statement, Judge.Sight before, Judge.Sight after) {
    Blur blur = after.blur();
    if (after.one().equals(Trials.NOT_TRIED) && blur.isSharp()) {
      return;
    }
    judged++;
    tellApart += before.tells(before.blur()) ? 1 : 0;
    if (after.isRefusedAnywhere()) {
      reasons.add(after.one() + after.twin() + after.other());
    }
    if (after.tells(blur) || (after.isRefusedAnywhere() && !after.isRefusedEverywhere())) {
      leaks.add(statement + "\n" + Judge.differences(blur.of(after.one()), blur.of(after.other())));
    } else if (!blur.isSharp()) {
      blurred++;
      if (!after.isRefusedAnywhere()) {
        unsure.add(statement + "\n" + Judge.differences(after.one(), after.twin()));
      }
    }
  }

  private void print() {
    System.out.printf(
        "%s on %s: %d statements, of which %d could be tried, %d of them compared but for what"
            + " differs between equal databases; %d tell the databases apart without the agent, %d"
            + " with it; %d refused (%.1f %%)%n%s",
        CORPUS,
        Vendor.POSTGRESQL,
        statements,
        judged,
        blurred,
        tellApart,
        leaks.size(),
        reasons.total(),
        100.0 * reasons.total() / Math.max(1, judged),
        reasons);
  }
}
