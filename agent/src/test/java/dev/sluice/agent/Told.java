package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.service.tool.ToolExecutor;
import dev.sluice.agent.service.Order;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Script;
import dev.sluice.agent.service.Task;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.servlet.GenericServlet;

/** What the tests of what databases are told of callers have in common. */
final class Told {
  /** Which notes a session sees, where PostgreSQL's row security shows each subject its own. */
  static final String MINE =
      "select coalesce(string_agg(text, ',' order by id), 'none') from notes";

  /** A policy under which everybody may do everything. */
  static final String FREE =
      """
      sluice: policy/v1
      name: free
      defaults: {unmatched: {ai_agent: allow}, opaque: allow, session: allow}
      """;

  private Told() {}

  /**
   * Makes the table {@code notes} with row security, and {@code open} without.
   *
   * @param reader the name of a new user who may read and change both
   */
  static void createNotes(String database, String reader) throws SQLException {
    Vendor.execute(
        Vendor.POSTGRESQL.url(database),
        "create table notes (id int primary key, owner text, text text)",
        "insert into notes values (1, 'ann', 'a1'), (2, 'bob', 'b1'), (3, 'ann', 'a2'),"
            + " (4, '', 'nobody')",
        "alter table notes enable row level security",
        "create policy own on notes using (owner = current_setting('sluice.subject', true))",
        "create table open (id int primary key)",
        "create role " + reader + " login",
        "grant all on notes, open to " + reader);
  }

  /** The URL of a database of PostgreSQL for one of its users. */
  static String url(String database, String user) throws SQLException {
    return Vendor.POSTGRESQL.url(database).replace("user=postgres", "user=" + user);
  }

  /** A service in which people and AI agents do something, under a policy. */
  static ForkedJvm.Builder people(ForkedJvm.Builder builder, Path directory, String policy)
      throws IOException {
    return under(builder, directory, policy).classPathOf(GenericServlet.class, ToolExecutor.class);
  }

  /** A JVM under a policy. */
  static ForkedJvm.Builder under(ForkedJvm.Builder builder, Path directory, String policy)
      throws IOException {
    Path file = Files.writeString(directory.resolve("policy.yaml"), policy);
    return builder.property("sluice.policy", file.toString()).property("sluice.on_missing", "deny");
  }

  /** Has databases be told the caller, also by the application's name. */
  static ForkedJvm.Builder telling(ForkedJvm.Builder builder) {
    return builder
        .property("sluice.service.name", "desk")
        .property("sluice.database.caller", "true")
        .property("sluice.database.application_name", "true");
  }

  /** What the steps of a {@link Script} give. */
  static List<String> take(Service service, String url, boolean pooled, List<String> steps) {
    return seen(service, new Order(url, pooled, Script.over(steps)));
  }

  /** What a {@link Script} gives. */
  static List<String> seen(Service service, String url, Task script) {
    return seen(service, new Order(url, false, script));
  }

  private static List<String> seen(Service service, Order order) {
    Report report = service.order(order);
    assertThat(report.failures()).isEmpty();
    List<String> seen = new ArrayList<>();
    report.rows().forEach(row -> seen.add(String.valueOf(row.get(0))));
    return seen;
  }

  /** Takes steps. */
  @FunctionalInterface
  interface Taking {
    List<String> take(List<String> steps) throws IOException, SQLException;
  }

  /**
   * Takes steps, and holds what each gives to begin as what stands behind its {@code =>}.
   *
   * @param word what stands in the steps in place of a statement
   */
  static void assertSteps(String table, String word, String statement, Taking taking)
      throws IOException, SQLException {
    List<String> steps = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String line : table.lines().toList()) {
      int arrow = line.lastIndexOf("=>");
      steps.add(line.substring(0, arrow).strip().replace(word, statement));
      expected.add(line.substring(arrow + 2).strip());
    }
    List<String> seen = taking.take(steps);
    for (int i = 0; i < steps.size(); i++) {
      assertThat(seen.get(i)).as("step %d: %s", i, steps.get(i)).startsWith(expected.get(i));
    }
  }

  /** Where the last statement of a log is that contains something. */
  static int indexOf(List<String> log, String part) {
    for (int i = log.size() - 1; i >= 0; i--) {
      if (log.get(i).contains(part)) {
        return i;
      }
    }
    throw new AssertionError("not in the log: " + part);
  }
}
