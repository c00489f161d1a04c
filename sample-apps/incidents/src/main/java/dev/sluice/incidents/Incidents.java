package dev.sluice.incidents;

import dev.sluice.incidents.Incident.Stage;
import dev.sluice.incidents.Run.Guard;
import dev.sluice.incidents.Run.Outcome;
import dev.sluice.testing.MariaDbServer;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.PostgresServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replays incidents of AI services on real databases, without Sluice and with it, and tells by the
 * databases' state whether harm was done and which rule stopped it.
 */
public final class Incidents {
  private static final String ROW = "%-5s %-52s %-42s %-38s %s%n";

  private final PrintStream out;
  private final List<String> failures = new ArrayList<>();

  private Incidents(PrintStream out) {
    this.out = out;
  }

  /**
   * Replays all incidents and ends the JVM: 0 if everything came out as it must, 1 if not, 2 if the
   * arguments make no sense.
   *
   * @param arguments the jars of the agent and of the reactive desk
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2
        || !Files.isRegularFile(Path.of(arguments[0]))
        || !Files.isRegularFile(Path.of(arguments[1]))) {
      System.err.println("Usage: incidents AGENT-JAR REACTIVE-DESK-JAR");
      System.exit(2);
    }
    System.exit(
        new Incidents(System.out)
            .run(Path.of(arguments[0]).toAbsolutePath(), Path.of(arguments[1]).toAbsolutePath()));
  }

  private int run(Path agent, Path desk) throws IOException {
    List<Incident> incidents = Incident.all();
    List<Ordinary> ordinary = Ordinary.all();
    Map<String, Stage> episodes = new LinkedHashMap<>();
    incidents.forEach(incident -> episodes.put(incident.id(), incident.stage()));
    ordinary.forEach(work -> episodes.put(work.id(), work.stage()));
    Path directory = Files.createTempDirectory("sluice-incidents");
    try (PostgresServer postgres = PostgresServer.start();
        MariaDbServer mariaDb = MariaDbServer.start();
        OtlpReceiver receiver = OtlpReceiver.start()) {
      Run bare = new Run(postgres, mariaDb, desk, directory(directory, "without"), "_without");
      Run guarded = new Run(postgres, mariaDb, desk, directory(directory, "with"), "_with");
      Outcome without = bare.of(episodes, null);
      Outcome with = guarded.of(episodes, new Guard(agent, receiver));
      with.complaints().stream()
          .filter(line -> line.startsWith("[sluice] internal failure"))
          .forEach(failures::add);
      out.printf(ROW, "", "what was done", "where it happened", "without Sluice", "with it: rule");
      for (Incident incident : incidents) {
        judge(
            incident,
            find(without, incident.id()),
            find(with, incident.id()),
            with.rules().getOrDefault(incident.id(), Set.of()));
      }
      out.println();
      for (Ordinary work : ordinary) {
        judge(work, find(without, work.id()), find(with, work.id()));
      }
    } finally {
      delete(directory);
    }
    tellOthers();
    return conclude(incidents.size(), ordinary.size());
  }

  private void judge(Incident incident, Replay without, Replay with, Set<String> rules) {
    List<String> harm = incident.harm().in(without);
    List<String> left = incident.harm().in(with);
    if (harm.isEmpty()) {
      failures.add(incident.id() + " does no harm without Sluice: " + without.answer());
    }
    if (!left.isEmpty()) {
      failures.add(incident.id() + " does harm with Sluice: " + left + ": " + with.answer());
    }
    if (rules.isEmpty()) {
      failures.add(incident.id() + " is stopped by no rule: " + with.answer());
    }
    out.printf(
        ROW,
        incident.id(),
        incident.what(),
        incident.source(),
        harm.size() > 1 ? harm.get(0) + ", and more" : String.join("", harm),
        (left.isEmpty() ? "" : "HARM: ") + String.join(", ", rules));
  }

  private void judge(Ordinary work, Replay without, Replay with) {
    List<String> effect = Database.changes(without.before(), without.after());
    boolean same =
        without.answer().equals(with.answer())
            && effect.equals(Database.changes(with.before(), with.after()));
    if (!same) {
      failures.add(
          work.id() + " is not as without Sluice: " + without.answer() + " / " + with.answer());
    }
    String done =
        effect.isEmpty()
            ? without.answer().lines().reduce((first, last) -> last).orElse("")
            : effect.get(0);
    out.printf(ROW, work.id(), work.what(), "every day", done, same ? "the same" : "NOT THE SAME");
  }

  private static Replay find(Outcome outcome, String episode) {
    Replay replay = outcome.replays().get(episode);
    if (replay == null) {
      throw new IllegalStateException("not replayed: " + episode);
    }
    return replay;
  }

  private void tellOthers() {
    out.println(
        """

        Not Sluice's to stop, as no statement of a JVM service does the harm:
          a provider's volume deleted by its API (PocketOS, April 2026)
          Python that a model wrote, executed (CVE-2024-5565, Vanna)
          an expression evaluated in the JVM (CVE-2026-22738, Spring AI)
          a graph database's language (CVE-2024-8309, LangChain)
          an object deserialised (CVE-2026-28277, LangGraph)
          an answer that is made up because a row says so (P2SQL, RI.1)
        """);
  }

  private int conclude(int incidents, int ordinary) {
    if (failures.isEmpty()) {
      out.printf(
          "%d incidents did their harm without Sluice and none with it; %d requests of every day"
              + " came out the same.%n",
          incidents, ordinary);
      return 0;
    }
    out.println("This did not come out as it must:");
    failures.forEach(failure -> out.println("  " + failure));
    return 1;
  }

  private static Path directory(Path parent, String name) throws IOException {
    return Files.createDirectory(parent.resolve(name));
  }

  private static void delete(Path directory) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (var all = Files.walk(directory)) {
      all.forEach(path -> paths.add(0, path));
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
