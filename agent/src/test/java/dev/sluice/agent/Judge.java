package dev.sluice.agent;

import dev.sluice.agent.service.Looks;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Report.Failure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Runs statements on the databases and compares what is seen. */
final class Judge {
  private static final int MOST_SHOWN = 500;
  private static final String REFUSED = "Sluice denied this statement: ";

  private static final int AT_ONCE = 50;

  /** What tells databases and connections apart that are the same otherwise. */
  private static final Pattern OWN_NAMES =
      Pattern.compile(Twins.NAME.pattern() + "|\\(conn=[0-9]+\\)");

  private static final Pattern WORDS =
      Pattern.compile("(?m)^((?:error|warning \\w+) \\S+ \\S+ \\S+) .*$");

  final List<String> leaks = new ArrayList<>();
  final List<String> refusals = new ArrayList<>();
  final List<String> changed = new ArrayList<>();

  /**
   * What was refused or changed, and how. The words of errors and warnings may be others: a masked
   * caller is not shown the database's own.
   */
  final Map<List<String>, String> touched = new LinkedHashMap<>();

  int judged;
  int tellApart;
  int unstable;
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
    List<String> bareOne = look(bare, twins.one(), batch);
    List<String> bareTwin = look(bare, twins.twin(), batch);
    List<String> bareOther = look(bare, twins.other(), batch);
    if (lasting) {
      twins.restoreAfter(batch.get(0));
    }
    List<String> governedOne = look(governed, twins.one(), batch);
    List<String> governedOther = look(governed, twins.other(), batch);
    if (lasting && !(isRefused(governedOne.get(0)) && isRefused(governedOther.get(0)))) {
      twins.restoreAfter(batch.get(0));
    }
    for (int i = 0; i < batch.size(); i++) {
      boolean stable = bareOne.get(i).equals(bareTwin.get(i));
      compare(
          batch.get(i),
          bareOne.get(i),
          stable ? bareOther.get(i) : bareOne.get(i),
          governedOne.get(i),
          governedOther.get(i),
          stable);
    }
  }

  private void compare(
      List<String> statements,
      String bareOne,
      String bareOther,
      String governedOne,
      String governedOther,
      boolean stable) {
    String probe = String.join(" ;; ", statements);
    judged++;
    unstable += stable ? 0 : 1;
    tellApart += bareOne.equals(bareOther) ? 0 : 1;
    if (isRefused(governedOne) || isRefused(governedOther)) {
      refusals.add(probe + "\n" + governedOne);
      touched.put(statements, probe + "\n" + governedOne);
    } else if (governedOne.contains("\nerror ")) {
      errors++;
    }
    if (stable && !bareOne.equals(governedOne)) {
      String how = probe + "\n" + bareOne + "\nbecomes\n" + governedOne;
      changed.add(how);
      if (!withoutWords(bareOne).equals(withoutWords(governedOne))) {
        touched.put(statements, how);
      }
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

  private List<String> look(Service service, String url, List<List<String>> batch)
      throws SQLException {
    Report report = service.run(twins.idle(), Looks.at(url, new ArrayList<>(batch), keysToo));
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

  private static String shape(String seen) {
    StringBuilder shape = new StringBuilder();
    for (String line : seen.split("\n", -1)) {
      boolean values = line.startsWith("row ");
      boolean words = line.startsWith("error ") || line.startsWith("warning ");
      String[] parts = line.split(" ", 5);
      shape.append(values ? "row" : words ? String.join(" ", List.of(parts).subList(0, 3)) : line);
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
        twins.vendor(),
        judged,
        unstable,
        tellApart,
        leaks.size(),
        refusals.size(),
        100.0 * refusals.size() / Math.max(1, judged),
        errors);
  }
}
