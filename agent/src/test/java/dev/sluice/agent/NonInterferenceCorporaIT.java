package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Judges as {@link NonInterferenceIT} does by queries that people and models wrote for questions,
 * from a folder of corpora that is no part of the project, given with {@code -Dsluice.corpora=}:
 * what tells is seen by nobody, and what the database itself lets a user run who has no right to
 * the protected columns is neither refused nor changed. {@code -Dsluice.corpora.every=N} takes each
 * N-th statement only.
 */
class NonInterferenceCorporaIT {
  private static final Pattern QUERY = Pattern.compile("(?is)\\s*(select|with)\\s+\\S.*");
  private static final Pattern COMMENT = Pattern.compile("--[^\\n]*");
  private static final Pattern TABLE = Pattern.compile("(?i)create table (\\w+)");
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern IN_DOUBLE_QUOTES = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern COMPARED =
      Pattern.compile(
          "(?i)(?:[\"`]([^\"`]+)[\"`]|(\\w+))\\s*"
              + "(?:[<>!]?=|<>|[<>]|like|in\\s*\\(|between)\\s*"
              + "(?:['\"]%?([^'\"%]{1,40})%?['\"]|(-?[0-9]+(?:\\.[0-9]+)?)\\b)");
  private static final int MOST_CONSTANTS = 8;

  @TempDir private static Path directory;

  /** The statements of one file, and the group that its schemas are of. */
  private record Corpus(String file, String group) {}

  private static List<Corpus> corpora(Vendor vendor) {
    return vendor == Vendor.POSTGRESQL
        ? List.of(
            new Corpus("spider-gold", "spider"),
            new Corpus("spider-llm.oracle", "spider"),
            new Corpus("bird-minidev-gold-postgres", "bird"),
            new Corpus("defog-postgres", "spider"))
        : List.of(
            new Corpus("spider-gold", "spider"),
            new Corpus("spider-llm.oracle", "spider"),
            new Corpus("bird-minidev-gold-mysql", "bird"),
            new Corpus("defog-mysql", "spider"));
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  @EnabledIfSystemProperty(named = "sluice.corpora", matches = ".+")
  void noQueryTellsAndNoInnocentOneIsTouched(Vendor vendor) throws IOException, SQLException {
    Path folder = Path.of(System.getProperty("sluice.corpora"));
    Map<String, Scene> scenes = scenes(vendor, folder);
    Map<Scene, SchemaTwins> twins = new LinkedHashMap<>();
    List<String> patterns = new ArrayList<>();
    for (Scene scene : scenes.values()) {
      SchemaTwins made = scene.twins();
      twins.put(scene, made);
      patterns.addAll(made.patterns());
    }
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    corpora(vendor).forEach(corpus -> verdicts.put(corpus.file(), new Verdict()));
    try (Service bare = Service.start(AgentJvm.bare());
        Service governed = governed(patterns)) {
      for (Map.Entry<Scene, SchemaTwins> scene : twins.entrySet()) {
        long start = System.nanoTime();
        scene.getKey().judge(scene.getValue(), bare, governed, verdicts);
        System.out.printf(
            "%s: judged in %d ms%n",
            scene.getKey().name, Duration.ofNanos(System.nanoTime() - start).toMillis());
      }
    }
    verdicts.forEach((corpus, verdict) -> verdict.print(corpus, vendor));
    for (Verdict verdict : verdicts.values()) {
      assertThat(verdict.leaks).isEmpty();
      assertThat(verdict.unsure).isEmpty();
      assertThat(verdict.innocentsTouched).isEmpty();
      assertThat(verdict.tellApart).isGreaterThan(verdict.judged / 10);
    }
  }

  /** A schema, and the statements for it by corpus. */
  private static final class Scene {
    final String name;
    private final Vendor vendor;
    private final List<String> definitions;
    private final Map<String, Set<String>> statements = new LinkedHashMap<>();

    Scene(Vendor vendor, String name, List<String> definitions) {
      this.vendor = vendor;
      this.name = name;
      this.definitions = definitions;
    }

    void add(String corpus, String sql) {
      statements.computeIfAbsent(corpus, key -> new LinkedHashSet<>()).add(sql);
    }

    /** The databases, not made yet. */
    SchemaTwins twins() throws SQLException {
      Map<String, List<String>> constants = new LinkedHashMap<>();
      for (Set<String> all : statements.values()) {
        for (String sql : all) {
          Matcher matcher = COMPARED.matcher(sql);
          while (matcher.find()) {
            String column = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            String constant = matcher.group(3) == null ? matcher.group(4) : matcher.group(3);
            List<String> known =
                constants.computeIfAbsent(
                    column.toLowerCase(Locale.ROOT), key -> new ArrayList<>());
            if (known.size() < MOST_CONSTANTS && !known.contains(constant)) {
              known.add(constant);
            }
          }
        }
      }
      return new SchemaTwins(
          vendor,
          name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_"),
          definitions,
          constants);
    }

    void judge(SchemaTwins twins, Service bare, Service governed, Map<String, Verdict> verdicts)
        throws SQLException {
      try {
        twins.restore();
        for (Map.Entry<String, Set<String>> corpus : statements.entrySet()) {
          Set<String> readable = new LinkedHashSet<>();
          for (String sql : corpus.getValue()) {
            readable.add(
                vendor == Vendor.POSTGRESQL && corpus.getKey().startsWith("spider")
                    ? fromSqlite(sql, twins.names())
                    : sql);
          }
          Set<String> runnable = twins.runnable(readable);
          Judge judge = new Judge(twins, bare, governed, false);
          judge.judge(runnable.stream().map(List::of).toList());
          verdicts
              .computeIfAbsent(corpus.getKey(), key -> new Verdict())
              .add(judge, readable.size() - runnable.size(), twins.innocent(runnable));
        }
      } finally {
        twins.drop();
      }
    }

    /** SQLite takes what is in double quotes for a text if no column has that name. */
    private static String fromSqlite(String sql, Set<String> names) {
      return IN_DOUBLE_QUOTES
          .matcher(sql)
          .replaceAll(
              found ->
                  Matcher.quoteReplacement(
                      names.contains(found.group(1).toLowerCase(Locale.ROOT))
                          ? found.group()
                          : "'" + found.group(1).replace("'", "''") + "'"));
    }
  }

  /** What was found with one corpus. */
  private static final class Verdict {
    final List<String> leaks = new ArrayList<>();
    final List<String> unsure = new ArrayList<>();
    final List<String> innocentsTouched = new ArrayList<>();
    int judged;
    int tellApart;
    private int notRunnable;
    private int blurred;
    private int ties;
    private final RefusalReasons reasons = new RefusalReasons();
    private int errors;
    private int innocents;

    void add(Judge judge, int left, Set<String> innocent) {
      leaks.addAll(judge.leaks);
      unsure.addAll(judge.unsure);
      judged += judge.judged;
      tellApart += judge.tellApart;
      notRunnable += left;
      blurred += judge.blurred.size();
      ties += judge.ties.size();
      judge.ties.forEach(tie -> System.out.println("tie: " + tie));
      reasons.addAll(judge.reasons);
      errors += judge.errors;
      innocents += innocent.size();
      judge.touched.forEach(
          (probe, how) -> {
            if (innocent.contains(probe.get(0))) {
              innocentsTouched.add(how);
            }
          });
    }

    void print(String corpus, Vendor vendor) {
      System.out.printf(
          "%s on %s: %d statements (%d more do not run), %d of them compared but for what differs"
              + " between equal databases; %d tell the databases apart without the agent, %d with"
              + " it; %d ties; %d refused (%.1f %%), %d failed in the database; %d touch no"
              + " protected column, of which %d were refused or changed%n%s",
          corpus,
          vendor,
          judged,
          notRunnable,
          blurred,
          tellApart,
          leaks.size(),
          ties,
          reasons.total(),
          100.0 * reasons.total() / Math.max(1, judged),
          errors,
          innocents,
          innocentsTouched.size(),
          reasons);
    }
  }

  private static Service governed(List<String> patterns) throws IOException {
    StringBuilder policy =
        new StringBuilder("sluice: policy/v1\nname: non-interference\ntags:\n  secret:\n");
    patterns.forEach(pattern -> policy.append("    - \"").append(pattern).append("\"\n"));
    policy.append("masks:\n  - {id: hide-secret, tags: [secret], with: redact, inference: deny}\n");
    Path file = Files.writeString(directory.resolve("policy.yaml"), policy);
    return Service.start(AgentJvm.governed().property("sluice.policy", file.toString()));
  }

  private static Map<String, Scene> scenes(Vendor vendor, Path folder) throws IOException {
    int every = Integer.getInteger("sluice.corpora.every", 1);
    Map<String, Object> groups = JsonLines.object(folder.resolve("sqlite-schemas.json.gz"));
    Map<String, Scene> scenes = new TreeMap<>();
    for (Corpus corpus : corpora(vendor)) {
      Map<?, ?> schemas = (Map<?, ?>) groups.getOrDefault(corpus.group(), Map.of());
      int number = 0;
      for (Map<String, Object> row : JsonLines.rows(folder.resolve(corpus.file() + ".jsonl.gz"))) {
        String database = String.valueOf(row.get("db"));
        String sql = String.valueOf(row.get("sql")).strip().replaceAll("[;\\s]+$", "");
        if (number++ % every == 0
            && schemas.get(database) instanceof List<?> tables
            && QUERY.matcher(sql).matches()) {
          List<String> definitions = new ArrayList<>();
          tables.forEach(table -> definitions.add(definition(vendor, String.valueOf(table))));
          scenes
              .computeIfAbsent(
                  corpus.group() + "." + database, name -> new Scene(vendor, name, definitions))
              .add(corpus.file(), sql);
        }
      }
    }
    return scenes;
  }

  /** SQLite's definition for another server; PostgreSQL's names are those that are not quoted. */
  private static String definition(Vendor vendor, String table) {
    String plain = COMMENT.matcher(table).replaceAll("");
    if (vendor != Vendor.POSTGRESQL) {
      return TABLE.matcher(plain).replaceFirst("CREATE TABLE `$1`").replace('"', '`');
    }
    return IN_DOUBLE_QUOTES
        .matcher(plain.replaceAll("(?i)\\bdatetime\\b", "timestamp"))
        .replaceAll(
            name ->
                Matcher.quoteReplacement(
                    PLAIN_NAME.matcher(name.group(1)).matches()
                        ? name.group().toLowerCase(Locale.ROOT)
                        : name.group()));
  }
}
