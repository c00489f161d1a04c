package dev.sluice.callers;

import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Has several people use services with AI at the same time, and prints for whom each statement was
 * done, on which thread, by which agent, tool and call.
 */
public final class Callers {
  private static final int VIRTUAL_THREADS = 21;

  private final PrintStream out;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  private Callers(PrintStream out) {
    this.out = out;
  }

  /**
   * Ends the JVM: 0 if every statement is the right caller's, 1 if not, 2 if the arguments make no
   * sense.
   *
   * @param arguments the agent's jar, the directory with the services' jar, and the jar of the
   *     reactive desk
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3
        || !Files.isRegularFile(Path.of(arguments[0]))
        || !Files.isDirectory(Path.of(arguments[1]))
        || !Files.isRegularFile(Path.of(arguments[2]))) {
      System.err.println("Usage: callers AGENT-JAR SERVICES-DIRECTORY REACTIVE-DESK-JAR");
      System.exit(2);
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(
        new Callers(out)
            .run(
                Path.of(arguments[0]).toAbsolutePath(),
                Path.of(arguments[1]).toAbsolutePath(),
                Path.of(arguments[2]).toAbsolutePath()));
  }

  private int run(Path agent, Path services, Path reactiveDesk) throws Exception {
    Path policy = Files.createTempFile("sluice-callers", ".yaml");
    try (PostgresServer database = PostgresServer.startLogging();
        OtlpReceiver receiver = OtlpReceiver.start()) {
      Files.writeString(policy, policy());
      Stage stage = new Stage(agent, services, reactiveDesk, policy, database, receiver);
      List<Played> played = new ArrayList<>();
      played.add(Plays.orders(stage, "orders"));
      if (Runtime.version().feature() >= VIRTUAL_THREADS) {
        played.add(Plays.orders(stage, "orders_virtual", "--spring.threads.virtual.enabled=true"));
      }
      played.add(Plays.helpdesk(stage));
      played.add(Plays.reactiveDesk(stage));
      played.add(ToolServers.overHttp(stage));
      played.add(ToolServers.overStdio(stage));
      judge(played, new Judge(receiver.spans(), database.statementLog()));
    } finally {
      Files.delete(policy);
    }
    Sheet.print(out, Row.titles(), rows.stream().map(Row::cells).toList());
    return conclude();
  }

  private void judge(List<Played> all, Judge judge) {
    for (Played played : all) {
      failures.addAll(played.failures());
      for (Expected expected : played.expected()) {
        String thread = played.threads().getOrDefault(expected.title(), "-");
        if (expected.person() == null && expected.call() == null) {
          rows.addAll(judge.judgeForNobody(expected, thread));
        } else {
          rows.add(judge.judge(expected, thread));
        }
      }
      played.repeated().forEach(repeated -> rows.addAll(judge.judge(repeated)));
    }
    rows.addAll(judge.strays());
  }

  private int conclude() {
    Map<String, Map<String, TreeSet<String>>> people = new LinkedHashMap<>();
    Map<String, Integer> statements = new LinkedHashMap<>();
    for (Row row : rows) {
      statements.merge(row.service(), 1, Integer::sum);
      people
          .computeIfAbsent(row.service(), service -> new LinkedHashMap<>())
          .computeIfAbsent(row.thread(), thread -> new TreeSet<>())
          .add(row.human());
    }
    out.println();
    people.forEach(
        (service, threads) ->
            out.printf(
                "%s: %d statements on %d threads, %d of which worked for more than one person%n",
                service,
                statements.get(service),
                threads.size(),
                threads.values().stream().filter(some -> some.size() > 1).count()));
    rows.stream()
        .filter(row -> !row.mistakes().isEmpty())
        .forEach(row -> failures.add(row.statement() + ": " + String.join("; ", row.mistakes())));
    if (failures.isEmpty()) {
      out.printf(
          "All %d statements have the right human, agent, tool, call and conversation.%n",
          rows.size());
      return 0;
    }
    out.println("This did not come out as it must:");
    failures.forEach(failure -> out.println("  " + failure));
    return 1;
  }

  private static String policy() throws IOException {
    try (InputStream content = Callers.class.getResourceAsStream("callers.yaml")) {
      if (content == null) {
        throw new IllegalStateException("there is no callers.yaml beside the classes");
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
