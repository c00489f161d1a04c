package dev.sluice.incidents;

import dev.sluice.incidents.Incident.Stage;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.MariaDbServer;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.PostgresServer;
import dev.sluice.testing.ReceivedSpan;
import dev.sluice.testing.SpringBoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One run of the services through episodes: of the one with the holes on a fresh database for each
 * episode, and of the reactive desk on one of its own.
 */
final class Run {
  private static final String SERVICE = "com.example.incidents.IncidentService";
  private static final String RESULT = "RESULT ";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final PostgresServer postgres;
  private final MariaDbServer mariaDb;
  private final Path desk;
  private final Path directory;
  private final String suffix;

  /**
   * @param desk the reactive desk's jar
   * @param directory for files; must be empty
   * @param suffix tells the databases of this run from those of others
   */
  Run(PostgresServer postgres, MariaDbServer mariaDb, Path desk, Path directory, String suffix) {
    this.postgres = postgres;
    this.mariaDb = mariaDb;
    this.desk = desk;
    this.directory = directory;
    this.suffix = suffix;
  }

  /**
   * What governs the services.
   *
   * @param receiver gets their spans, and no others
   */
  record Guard(Path agent, OtlpReceiver receiver) {}

  /**
   * What came of it.
   *
   * @param replays by episode
   * @param rules those that decided something, by episode; empty if there was no guard
   * @param complaints the lines that the services' processes printed on standard error
   */
  record Outcome(
      Map<String, Replay> replays, Map<String, Set<String>> rules, List<String> complaints) {}

  /** Runs the episodes, governed if there is a guard. */
  Outcome of(Map<String, Stage> episodes, @Nullable Guard guard) throws IOException {
    Path files = Files.createDirectory(directory.resolve("files"));
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(files.resolve("password"), Incident.FILE_SECRET);
    Path policy = Files.writeString(directory.resolve("policy.yaml"), text("incidents.yaml"));
    Map<String, Database> databases = new LinkedHashMap<>();
    Map<String, Map<String, List<String>>> before = new LinkedHashMap<>();
    episodes.forEach(
        (name, stage) -> {
          if (stage != Stage.REACTIVE_DESK) {
            Database database = new Database(create(stage, databaseOf(name)));
            databases.put(name, database);
            before.put(name, database.state());
          }
        });
    try (DeskRun reactive = startDesk(files, guard, policy);
        ForkedJvm service = start(databases, files, guard, policy)) {
      int exitCode = service.await(PATIENCE);
      if (exitCode != 0) {
        throw new IllegalStateException("the service failed" + service);
      }
      Map<String, String> answers = answers(service.out());
      Map<String, Replay> replays = new LinkedHashMap<>();
      databases.forEach(
          (name, database) ->
              replays.put(
                  name,
                  new Replay(
                      answers.getOrDefault(name, ""),
                      before.getOrDefault(name, Map.of()),
                      database.state(),
                      files)));
      replays.putAll(reactive.replay());
      List<String> complaints = new ArrayList<>(service.err());
      complaints.addAll(reactive.complaints());
      return new Outcome(replays, rules(episodes, guard, reactive), complaints);
    }
  }

  private Map<String, Set<String>> rules(
      Map<String, Stage> episodes, @Nullable Guard guard, DeskRun reactive) {
    Map<String, Set<String>> rules = new LinkedHashMap<>();
    if (guard == null) {
      return rules;
    }
    for (ReceivedSpan span : guard.receiver().spans()) {
      Object rule = span.attribute("sluice.rule");
      Object database = span.attribute("db.namespace");
      episodes.forEach(
          (name, stage) -> {
            boolean belongs =
                stage == Stage.REACTIVE_DESK
                    ? deskDatabase().equals(database) && reactive.belongs(span, name)
                    : databaseOf(name).equals(database);
            if (rule != null && belongs) {
              rules.computeIfAbsent(name, each -> new TreeSet<>()).add(rule.toString());
            }
          });
    }
    return rules;
  }

  /** The database of an episode of the service with the holes. */
  private String databaseOf(String episode) {
    return episode.toLowerCase(Locale.ROOT) + suffix;
  }

  private String deskDatabase() {
    return "reactive_desk" + suffix;
  }

  private String create(Stage stage, String name) {
    switch (stage) {
      case POSTGRESQL -> {
        String url = postgres.createDatabase(name);
        postgres.executeOn(url, statements("postgresql.sql"));
        return url;
      }
      case MARIADB -> {
        String url = mariaDb.createDatabase(name);
        mariaDb.executeOn(url, statements("mariadb.sql"));
        return url;
      }
      case REACTIVE_DESK -> {
        String url = postgres.createDatabase(name);
        postgres.executeOn(url, SpringBoot.databaseScripts(desk));
        return url;
      }
    }
    throw new IllegalStateException("no such stage: " + stage);
  }

  private static String[] statements(String resource) {
    return text(resource).strip().split(";\n");
  }

  private ForkedJvm start(
      Map<String, Database> databases, Path files, @Nullable Guard guard, Path policy) {
    List<String> arguments = new ArrayList<>();
    arguments.add(files.toString());
    databases.forEach((name, database) -> arguments.add(name + "=" + database.url()));
    ForkedJvm.Builder builder =
        ForkedJvm.builder()
            .options("-Xmx256m")
            .ownClassPath()
            .mainClass(SERVICE)
            .arguments(arguments.toArray(String[]::new));
    return governed(builder, guard, policy).start();
  }

  private DeskRun startDesk(Path files, @Nullable Guard guard, Path policy) {
    Database database = new Database(create(Stage.REACTIVE_DESK, deskDatabase()));
    ForkedJvm.Builder builder =
        SpringBoot.service(desk)
            .environment(
                "SPRING_R2DBC_URL",
                "r2dbc:postgresql://127.0.0.1:" + postgres.port() + "/" + deskDatabase())
            .environment("SPRING_R2DBC_USERNAME", postgres.superuser());
    return DeskRun.start(governed(builder, guard, policy), database, files);
  }

  private static ForkedJvm.Builder governed(
      ForkedJvm.Builder builder, @Nullable Guard guard, Path policy) {
    return guard == null
        ? builder
        : builder
            .agent(guard.agent())
            .property("sluice.policy", policy.toString())
            .property("sluice.on_missing", "deny")
            .property("sluice.otlp.endpoint", guard.receiver().endpoint());
  }

  private static Map<String, String> answers(List<String> lines) {
    Map<String, String> answers = new LinkedHashMap<>();
    for (String line : lines) {
      if (line.startsWith(RESULT)) {
        String[] words = line.split(" ", -1);
        answers.put(
            words[1], new String(Base64.getDecoder().decode(words[2]), StandardCharsets.UTF_8));
      }
    }
    return answers;
  }

  private static String text(String resource) {
    try (InputStream content = Run.class.getResourceAsStream(resource)) {
      if (content == null) {
        throw new IllegalStateException("there is no " + resource + " beside the classes");
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
