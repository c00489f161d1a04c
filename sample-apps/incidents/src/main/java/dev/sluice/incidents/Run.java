package dev.sluice.incidents;

import dev.sluice.incidents.Incident.Engine;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.MariaDbServer;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.PostgresServer;
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
import org.jspecify.annotations.Nullable;

/** One run of the service through episodes, each on a fresh database of its own. */
final class Run {
  private static final String SERVICE = "com.example.incidents.IncidentService";
  private static final String RESULT = "RESULT ";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final PostgresServer postgres;
  private final MariaDbServer mariaDb;
  private final Path directory;
  private final String suffix;

  /**
   * @param directory for files; must be empty
   * @param suffix tells the databases of this run from those of others
   */
  Run(PostgresServer postgres, MariaDbServer mariaDb, Path directory, String suffix) {
    this.postgres = postgres;
    this.mariaDb = mariaDb;
    this.directory = directory;
    this.suffix = suffix;
  }

  /**
   * What governs the service.
   *
   * @param receiver gets its spans
   */
  record Guard(Path agent, OtlpReceiver receiver) {}

  /**
   * What came of it.
   *
   * @param replays by episode
   * @param complaints the lines that the service's process printed on standard error
   */
  record Outcome(Map<String, Replay> replays, List<String> complaints) {}

  /** Runs the episodes, governed if there is a guard. */
  Outcome of(Map<String, Engine> episodes, @Nullable Guard guard) throws IOException {
    Path files = Files.createDirectory(directory.resolve("files"));
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(files.resolve("password"), Incident.FILE_SECRET);
    Map<String, Database> databases = new LinkedHashMap<>();
    Map<String, Map<String, List<String>>> before = new LinkedHashMap<>();
    episodes.forEach(
        (name, engine) -> {
          Database database = new Database(create(engine, databaseOf(name)));
          databases.put(name, database);
          before.put(name, database.state());
        });
    try (ForkedJvm service = start(databases, files, guard)) {
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
      return new Outcome(replays, service.err());
    }
  }

  /** The database of an episode in this run. */
  String databaseOf(String episode) {
    return episode.toLowerCase(Locale.ROOT) + suffix;
  }

  private String create(Engine engine, String name) {
    switch (engine) {
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
    }
    throw new IllegalStateException("no such engine: " + engine);
  }

  private static String[] statements(String resource) {
    return text(resource).strip().split(";\n");
  }

  private ForkedJvm start(Map<String, Database> databases, Path files, @Nullable Guard guard)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add(files.toString());
    databases.forEach((name, database) -> arguments.add(name + "=" + database.url()));
    ForkedJvm.Builder builder =
        ForkedJvm.builder()
            .options("-Xmx256m")
            .ownClassPath()
            .mainClass(SERVICE)
            .arguments(arguments.toArray(String[]::new));
    if (guard != null) {
      Path policy = Files.writeString(directory.resolve("policy.yaml"), text("incidents.yaml"));
      builder
          .agent(guard.agent())
          .property("sluice.policy", policy.toString())
          .property("sluice.on_missing", "deny")
          .property("sluice.otlp.endpoint", guard.receiver().endpoint());
    }
    return builder.start();
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
