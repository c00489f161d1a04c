package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Looks;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Report.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two databases that differ in nothing but the columns that are masked for a caller look the same
 * to that caller, whatever it asks: the judge of the whole understanding of SQL, which knows
 * nothing of how it works.
 *
 * <p>Three databases of one server have the same tables and, but for the protected columns, the
 * same rows: {@code one}, {@code other}, which has other protected values, and {@code twin}, a copy
 * of {@code one}. Each statement runs on all of them without the agent, and on {@code one} and
 * {@code other} through the packaged agent for a caller under {@code redact} with {@code inference:
 * deny}; all that {@link Looks} sees of it must then be equal. What differs between {@code one} and
 * {@code twin} already (clocks, process ids, transaction ids) is compared by its shape: columns,
 * number of rows, counts, classes and states of errors and warnings, but no values. Names of
 * databases and numbers of connections are taken out of what was seen. On MariaDB the rows of a
 * statement that asks for no order are compared as a set: see {@link Judge#orderIsFree}.
 */
class NonInterferenceIT {
  private static final String FOLDER = "non-interference/";
  private static final int AT_ONCE = 20;
  private static final Pattern DATABASE = Pattern.compile("judged_(one|other|twin)_[a-z]+");

  /** What tells databases and connections apart that are the same otherwise. */
  private static final Pattern OWN_NAMES =
      Pattern.compile(DATABASE.pattern() + "|\\(conn=[0-9]+\\)");

  private static final String POLICY =
      """
      sluice: policy/v1
      name: non-interference
      tags:
        secret:
          - "*.*.patients.diagnosis"
          - "*.*.Patients.diagnosis"
          - "*.*.visits.diagnosis"
          - "*.*.readings*.diagnosis"
          - "*.*.patients.passport"
          - "*.*.patients.weight"
          - "*.*.patients.score"
          - "*.*.patients.born"
          - "*.*.patients.insured"
          - "*.*.patients.details"
          - "*.*.patients.scan"
          - "*.*.patients.doses"
          - "*.*.patients.seen"
          - "*.*.patients.kind"
          - "*.*.patients.bits"
          - "*.*.patients.share"
      masks:
        - {id: hide-secret, tags: [secret], with: redact, inference: deny}
      """;

  @TempDir private static Path directory;
  private static Service bare;
  private static Service governed;

  @BeforeAll
  static void start() throws IOException {
    bare = Service.start(AgentJvm.bare());
    governed = governed("policy.yaml", POLICY);
  }

  @AfterAll
  static void stop() {
    bare.close();
    governed.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void whatIsMaskedCannotBeInferred(Vendor vendor) throws SQLException, IOException {
    Judge judge = new Judge(vendor, scene(vendor), governed, true);
    judge.judge(probes(vendor, ""));

    System.out.println(judge.summary("non-interference"));
    assertThat(judge.leaks).isEmpty();
    assertThat(judge.tellApart)
        .as("of the list tell the databases apart without the agent")
        .isGreaterThan(judge.judged * 3 / 4);
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void whatTouchesNoMaskedColumnIsNeitherRefusedNorChanged(Vendor vendor)
      throws SQLException, IOException {
    Judge judge = new Judge(vendor, scene(vendor), governed, false);
    judge.judge(probes(vendor, "-innocent"));

    System.out.println(judge.summary("innocent"));
    assertThat(judge.leaks).isEmpty();
    assertThat(judge.refusals).isEmpty();
    assertThat(judge.changed).isEmpty();
    assertThat(judge.errors).isZero();
    assertThat(judge.tellApart).isZero();
  }

  private static Service governed(String name, String policy) throws IOException {
    Path file = Files.writeString(directory.resolve(name), policy);
    return Service.start(AgentJvm.governed().property("sluice.policy", file.toString()));
  }

  // ---- scenes and lists

  /** What each of the three databases is made of. */
  private record Scene(List<String> one, List<String> other) {}

  private static Scene scene(Vendor vendor) throws IOException {
    String schema = resource(name(vendor) + "-schema.sql");
    return new Scene(
        filled(schema, name(vendor) + "-one.properties"),
        filled(schema, name(vendor) + "-other.properties"));
  }

  private static List<String> filled(String schema, String resource) throws IOException {
    Properties values = new Properties();
    values.load(new StringReader(resource(resource)));
    String text = schema;
    for (String name : values.stringPropertyNames()) {
      text = text.replace("${" + name + "}", values.getProperty(name));
    }
    return List.of(text.split(";\\R", -1));
  }

  private static List<List<String>> probes(Vendor vendor, String kind) throws IOException {
    List<List<String>> probes = new ArrayList<>();
    for (String line : resource(name(vendor) + kind + ".txt").split("\\R", -1)) {
      if (!line.isBlank() && !line.startsWith("# ")) {
        probes.add(List.of(line.replace('⏎', '\n').replace('␌', '\f').split(" ;; ", -1)));
      }
    }
    return probes;
  }

  private static String name(Vendor vendor) {
    return vendor.name().toLowerCase(Locale.ROOT);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = NonInterferenceIT.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + FOLDER + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  // ---- judging

  /** Runs statements on the databases and compares what is seen. */
  private static final class Judge {
    private static final int MOST_SHOWN = 500;
    private static final String REFUSED = "Sluice denied this statement: ";

    final List<String> leaks = new ArrayList<>();
    final List<String> refusals = new ArrayList<>();
    final List<String> changed = new ArrayList<>();
    int judged;
    int tellApart;
    int unstable;
    int errors;

    private final Vendor vendor;
    private final Service governed;
    private final String one;
    private final String other;
    private final String twin;
    private final Restorer restorer;
    private final boolean keysToo;

    Judge(Vendor vendor, Scene scene, Service governed, boolean keysToo) throws SQLException {
      this.vendor = vendor;
      this.governed = governed;
      this.one = vendor.url("judged_one");
      this.other = vendor.url("judged_other");
      this.twin = vendor.url("judged_twin");
      this.restorer = new Restorer(vendor, scene);
      this.keysToo = keysToo;
    }

    void judge(List<List<String>> probes) throws SQLException {
      restorer.restore();
      List<List<String>> batch = new ArrayList<>();
      for (List<String> probe : probes) {
        boolean lasting = restorer.lasts(probe);
        if (lasting || batch.size() == AT_ONCE) {
          judgeBatch(batch);
          batch.clear();
        }
        batch.add(probe);
        if (lasting) {
          judgeBatch(batch);
          batch.clear();
        }
      }
      judgeBatch(batch);
    }

    private void judgeBatch(List<List<String>> batch) throws SQLException {
      if (batch.isEmpty()) {
        return;
      }
      boolean lasting = restorer.lasts(batch.get(0));
      List<String> bareOne = look(bare, one, batch);
      List<String> bareTwin = look(bare, twin, batch);
      List<String> bareOther = look(bare, other, batch);
      if (lasting) {
        restorer.restoreAfter(batch.get(0));
      }
      List<String> governedOne = look(governed, one, batch);
      List<String> governedOther = look(governed, other, batch);
      if (lasting && !(isRefused(governedOne.get(0)) && isRefused(governedOther.get(0)))) {
        restorer.restoreAfter(batch.get(0));
      }
      for (int i = 0; i < batch.size(); i++) {
        boolean stable = bareOne.get(i).equals(bareTwin.get(i));
        compare(
            String.join(" ;; ", batch.get(i)),
            bareOne.get(i),
            stable ? bareOther.get(i) : bareOne.get(i),
            governedOne.get(i),
            governedOther.get(i),
            stable);
      }
    }

    private void compare(
        String probe,
        String bareOne,
        String bareOther,
        String governedOne,
        String governedOther,
        boolean stable) {
      judged++;
      unstable += stable ? 0 : 1;
      tellApart += bareOne.equals(bareOther) ? 0 : 1;
      if (isRefused(governedOne) || isRefused(governedOther)) {
        refusals.add(probe + "\n" + governedOne);
      } else if (governedOne.contains("\nerror ")) {
        errors++;
      }
      if (stable && !bareOne.equals(governedOne)) {
        changed.add(probe + "\n" + bareOne + "\nbecomes\n" + governedOne);
      }
      String seen = stable ? governedOne : shape(governedOne);
      String seenToo = stable ? governedOther : shape(governedOther);
      if (!seen.equals(seenToo)) {
        leaks.add(probe + "\n" + differences(seen, seenToo));
      }
    }

    private static boolean isRefused(String seen) {
      return seen.contains(REFUSED);
    }

    private List<String> look(Service service, String url, List<List<String>> batch) {
      Report report = service.run(url, Looks.at(url, new ArrayList<>(batch), keysToo));
      for (Failure failure : report.failures()) {
        throw new AssertionError(failure.stack());
      }
      List<String> seen = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        String text = OWN_NAMES.matcher(report.seen().get(String.valueOf(i))).replaceAll("judged");
        seen.add(orderIsFree(batch.get(i)) ? sorted(text) : text);
      }
      return seen;
    }

    /**
     * MariaDB reads a table in the order of whatever index holds all that is asked for, one over a
     * masked column too, if nothing asks for an order.
     */
    private boolean orderIsFree(List<String> probe) {
      return vendor != Vendor.POSTGRESQL
          && !String.join(" ", probe).toLowerCase(Locale.ROOT).contains("order by");
    }

    /** What was seen, with the rows of each result in the order of their text. */
    private static String sorted(String seen) {
      List<String> lines = new ArrayList<>(List.of(seen.split("\n", -1)));
      int from = 0;
      for (int i = 0; i <= lines.size(); i++) {
        if (i == lines.size() || !lines.get(i).startsWith("row ")) {
          Collections.sort(lines.subList(from, i));
          from = i + 1;
        }
      }
      return String.join("\n", lines);
    }

    private static String shape(String seen) {
      StringBuilder shape = new StringBuilder();
      for (String line : seen.split("\n", -1)) {
        boolean values = line.startsWith("row ");
        boolean words = line.startsWith("error ") || line.startsWith("warning ");
        String[] parts = line.split(" ", 5);
        shape.append(
            values ? "row" : words ? String.join(" ", List.of(parts).subList(0, 3)) : line);
        shape.append('\n');
      }
      return shape.toString();
    }

    private static String differences(String one, String other) {
      String[] left = one.split("\n", -1);
      String[] right = other.split("\n", -1);
      StringBuilder text = new StringBuilder();
      int shown = 0;
      for (int i = 0; i < Math.max(left.length, right.length) && shown < 3; i++) {
        String first = i < left.length ? left[i] : "(nothing)";
        String second = i < right.length ? right[i] : "(nothing)";
        if (!first.equals(second)) {
          text.append("  one:   ")
              .append(cut(first))
              .append("\n  other: ")
              .append(cut(second))
              .append('\n');
          shown++;
        }
      }
      return text.toString();
    }

    private static String cut(String line) {
      return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "...";
    }

    String summary(String what) {
      return String.format(
          "%s on %s: %d statements, %d of them with unstable results; %d tell the two databases"
              + " apart without the agent, %d with it; %d refused (%.1f %%), %d failed in the"
              + " database",
          what,
          vendor,
          judged,
          unstable,
          tellApart,
          leaks.size(),
          refusals.size(),
          100.0 * refusals.size() / Math.max(1, judged),
          errors);
    }
  }

  /** Makes the databases what they were, after statements that a rollback does not undo. */
  private static final class Restorer {
    /** What ends the transaction that it runs in, or may. */
    private static final Pattern ENDS_TRANSACTION =
        Pattern.compile("(?i);|\\b(commit|rollback|abort|end)\\s*(work|$)");

    /** What MariaDB commits before and after, or may not roll back. */
    private static final Pattern COMMITS_ITSELF =
        Pattern.compile(
            "(?i)(?m)^\\s*(create|alter|drop|rename|truncate|call|set|lock|begin|start)\\b");

    /** What takes numbers that no rollback gives back. */
    private static final Pattern TAKES_NUMBERS =
        Pattern.compile("(?i)nextval|setval|insert|replace|merge");

    private final Vendor vendor;
    private final Scene scene;

    Restorer(Vendor vendor, Scene scene) {
      this.vendor = vendor;
      this.scene = scene;
    }

    /** Makes all databases anew. */
    void restore() throws SQLException {
      make(vendor.url("judged_one"), scene.one());
      make(vendor.url("judged_twin"), scene.one());
      make(vendor.url("judged_other"), scene.other());
    }

    private void make(String url, List<String> statements) throws SQLException {
      List<String> all = new ArrayList<>();
      if (vendor == Vendor.POSTGRESQL) {
        all.add("DROP SCHEMA IF EXISTS public, archive CASCADE");
        all.add("CREATE SCHEMA public");
      } else {
        Matcher name = DATABASE.matcher(url);
        if (!name.find()) {
          throw new IllegalArgumentException(url);
        }
        all.add("DROP DATABASE " + name.group());
        all.add("CREATE DATABASE " + name.group());
        all.add("USE " + name.group());
      }
      for (String statement : statements) {
        if (!statement.isBlank()) {
          all.add(statement);
        }
      }
      Vendor.execute(url, all.toArray(String[]::new));
    }

    /** Undoes what a probe may have left behind. */
    void restoreAfter(List<String> probe) throws SQLException {
      if (mustRestore(probe)) {
        restore();
      } else {
        String reset =
            vendor == Vendor.POSTGRESQL
                ? "ALTER SEQUENCE IF EXISTS visits_no_seq RESTART WITH 3"
                : "ALTER TABLE visits AUTO_INCREMENT = 3";
        for (String name : List.of("judged_one", "judged_twin", "judged_other")) {
          Vendor.execute(vendor.url(name), reset);
        }
      }
    }

    /** Whether a probe may leave something behind that a rollback does not undo. */
    boolean lasts(List<String> probe) {
      return mustRestore(probe) || TAKES_NUMBERS.matcher(String.join("\n", probe)).find();
    }

    private boolean mustRestore(List<String> probe) {
      String text = String.join("\n", probe);
      return ENDS_TRANSACTION.matcher(text).find()
          || (vendor != Vendor.POSTGRESQL && COMMITS_ITSELF.matcher(text).find());
    }
  }
}
