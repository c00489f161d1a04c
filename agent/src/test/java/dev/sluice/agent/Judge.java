package dev.sluice.agent;

import dev.sluice.agent.service.Looks;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Report.Failure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Runs statements on the databases and compares what is seen.
 *
 * <p>A difference is laid to the protected values unless equal databases show it too. What differs
 * between {@code one} and {@code twin} in one look at each is blanked ({@link Blur}), the rest is
 * compared. A difference that remains sends the statement back to the databases, without the agent:
 * time and again on {@code one} and {@code twin}, on new connections. If it comes out in more than
 * one way there, and only if the database itself also finds that it touches no protected column
 * ({@link Twins#innocent}), it is a <em>tie</em>: the server has several right answers, such as for
 * the first of two equal rows, and takes any. Ties are counted and printed by themselves. No leak
 * can hide among them: what a statement returns of columns that it has no right to, or that need
 * not exist for it, is nothing. A statement that does touch a protected column is never excused so;
 * if even its blanked words could hold a value, it is {@link #unsure}, and whoever judges has to
 * say why it is not.
 */
final class Judge {
  private static final int MOST_SHOWN = 500;
  private static final String REFUSED = "Sluice denied this statement: ";

  private static final int AT_ONCE = 50;
  private static final int TRIALS = 20;

  /** What tells databases and connections apart that are the same otherwise. */
  private static final Pattern OWN_NAMES =
      Pattern.compile(Twins.NAME.pattern() + "|\\(conn=[0-9]+\\)");

  private static final Pattern WORDS =
      Pattern.compile("(?m)^((?:error|warning \\w+) \\S+ \\S+ \\S+) .*$");

  final List<String> leaks = new ArrayList<>();
  final List<String> refusals = new ArrayList<>();
  final List<String> changed = new ArrayList<>();

  /** What the server itself answers in several ways without touching a protected column. */
  final Set<String> ties = new LinkedHashSet<>();

  /** What was compared but for words that differ between equal databases. */
  final List<String> blurred = new ArrayList<>();

  /** Those of the blurred that may touch a protected column, so that a word could hide it. */
  final List<String> unsure = new ArrayList<>();

  /**
   * What was refused or changed, and how. The words of errors and warnings may be others: a masked
   * caller is not shown the database's own.
   */
  final Map<List<String>, String> touched = new LinkedHashMap<>();

  final RefusalReasons reasons = new RefusalReasons();
  int judged;
  int tellApart;
  int errors;

  private final Service bare;
  private final Service governed;
  private final Twins twins;
  private final boolean keysToo;

  /**
   * Judges what a governed service sees.
   *
   * @param bare a service without the agent
   * @param keysToo whether writes are asked for generated keys too
   */
  Judge(Twins twins, Service bare, Service governed, boolean keysToo) {
    this.twins = twins;
    this.bare = bare;
    this.governed = governed;
    this.keysToo = keysToo;
  }

  /** Runs probes, each a list of statements of one transaction, and notes what was found. */
  void judge(List<List<String>> probes) throws SQLException {
    twins.restore();
    List<List<String>> batch = new ArrayList<>();
    for (List<String> probe : probes) {
      boolean lasting = twins.lasts(probe);
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
    boolean lasting = twins.lasts(batch.get(0));
    Looked unwatched = look(bare, batch);
    if (lasting) {
      twins.restoreAfter(batch.get(0));
    }
    Looked watched = look(governed, batch);
    if (lasting && !watched.at(0).isRefusedEverywhere()) {
      twins.restoreAfter(batch.get(0));
    }
    for (int i = 0; i < batch.size(); i++) {
      compare(batch, i, unwatched.at(i), watched.at(i));
    }
  }

  /** What was seen of each probe of a batch, on each of the databases. */
  private record Looked(List<String> one, List<String> twin, List<String> other) {
    Sight at(int i) {
      return new Sight(one.get(i), twin.get(i), other.get(i));
    }
  }

  /** What was seen of a probe, on each of the databases. */
  record Sight(String one, String twin, String other) {
    Blur blur() {
      return new Blur(List.of(one, twin));
    }

    boolean isRefusedAnywhere() {
      return Judge.isRefused(one) || Judge.isRefused(twin) || Judge.isRefused(other);
    }

    boolean isRefusedEverywhere() {
      return Judge.isRefused(one) && Judge.isRefused(twin) && Judge.isRefused(other);
    }

    boolean tells(Blur blur) {
      return !blur.of(one).equals(blur.of(other));
    }
  }

  /** The twin comes last: a clock that shows the same there as on {@code one} stood still. */
  private Looked look(Service service, List<List<String>> batch) throws SQLException {
    List<String> one = look(service, twins.one(), batch);
    List<String> other = look(service, twins.other(), batch);
    return new Looked(one, look(service, twins.twin(), batch), other);
  }

  private void compare(List<List<String>> batch, int index, Sight unwatched, Sight watched)
      throws SQLException {
    List<String> statements = batch.get(index);
    String probe = String.join(" ;; ", statements);
    judged++;
    boolean refused = watched.isRefusedAnywhere();
    if (refused) {
      refusals.add(probe + "\n" + watched.one());
      reasons.add(watched.one() + watched.twin() + watched.other());
      touched.put(statements, probe + "\n" + watched.one());
    } else if (watched.one().contains("\nerror ")) {
      errors++;
    }
    Blur unwatchedBlur = unwatched.blur();
    Blur blur = watched.blur();
    boolean tellsUnwatched = unwatched.tells(unwatchedBlur);
    boolean leaks = watched.tells(blur) || (refused && !watched.isRefusedEverywhere());
    boolean changes =
        !refused && !unwatchedBlur.of(unwatched.one()).equals(unwatchedBlur.of(watched.one()));
    if ((leaks || changes) && !refused && isTie(batch, index)) {
      ties.add(probe);
      touched.remove(statements);
      return;
    }
    tellApart += tellsUnwatched ? 1 : 0;
    if (!blur.isSharp()) {
      blurred.add(probe);
      if (!refused && !isInnocent(statements)) {
        unsure.add(probe + "\n" + differences(watched.one(), watched.twin()));
      }
    }
    if (changes || refused) {
      noteChange(statements, unwatchedBlur.of(unwatched.one()), unwatchedBlur.of(watched.one()));
    }
    if (leaks) {
      this.leaks.add(probe + "\n" + differences(blur.of(watched.one()), blur.of(watched.other())));
    }
  }

  private void noteChange(List<String> statements, String before, String after) {
    String how = String.join(" ;; ", statements) + "\n" + before + "\nbecomes\n" + after;
    changed.add(how);
    if (!withoutWords(before).equals(withoutWords(after))) {
      touched.put(statements, how);
    }
  }

  /**
   * Whether equal databases answer in several ways, none of which a protected value decides. Asked
   * alone and among the statements it was first seen with: what ran before on the connection has a
   * part in which of two equal rows a server finds first.
   */
  private boolean isTie(List<List<String>> batch, int index) throws SQLException {
    List<String> statements = batch.get(index);
    if (twins.lasts(statements) || !isInnocent(statements)) {
      return false;
    }
    Set<String> seen = new LinkedHashSet<>();
    for (int trial = 0; trial < TRIALS && seen.size() < 2; trial++) {
      boolean alone = trial % 2 == 0;
      List<List<String>> asked = alone ? List.of(statements) : batch;
      int at = alone ? 0 : index;
      seen.add(look(bare, twins.one(), asked).get(at));
      seen.add(look(bare, twins.twin(), asked).get(at));
    }
    return seen.size() > 1;
  }

  /** Whether the database itself finds that it touches no protected column. */
  private boolean isInnocent(List<String> statements) throws SQLException {
    return statements.size() == 1 && twins.innocent(statements).containsAll(statements);
  }

  private static boolean isRefused(String seen) {
    return seen.contains(REFUSED);
  }

  private List<String> look(Service service, String url, List<List<String>> batch)
      throws SQLException {
    Report report = service.run(twins.idle(), Looks.at(url, new ArrayList<>(batch), keysToo));
    for (Failure failure : report.failures()) {
      throw new AssertionError(failure.stack());
    }
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      String text = withoutOwnNames(String.valueOf(report.seen().get(String.valueOf(i))));
      seen.add(orderIsFree(batch.get(i)) ? sorted(text) : text);
    }
    return seen;
  }

  /**
   * MariaDB reads a table in the order of whatever index holds all that is asked for, one over a
   * masked column too, if nothing asks for an order.
   */
  private boolean orderIsFree(List<String> probe) {
    return twins.vendor() != Vendor.POSTGRESQL
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

  /** What was seen, but of errors and warnings only their classes, states and codes. */
  private static String withoutWords(String seen) {
    return WORDS.matcher(seen).replaceAll("$1");
  }

  /** What was seen, but for the names that the databases themselves have. */
  static String withoutOwnNames(String seen) {
    return OWN_NAMES.matcher(seen).replaceAll("judged");
  }

  /** The first lines that differ. */
  static String differences(String one, String other) {
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

  /** What was found, in a line; then the reasons of refusals, a line each. */
  String summary(String what) {
    return String.format(
        "%s on %s: %d statements, %d of them compared but for what differs between equal databases;"
            + " %d tell the two databases apart without the agent, %d with it; %d ties; %d refused"
            + " (%.1f %%), %d failed in the database%n%s",
        what,
        twins.vendor(),
        judged,
        blurred.size(),
        tellApart,
        leaks.size(),
        ties.size(),
        refusals.size(),
        100.0 * refusals.size() / Math.max(1, judged),
        errors,
        reasons);
  }
}
