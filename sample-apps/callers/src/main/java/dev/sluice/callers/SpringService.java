package dev.sluice.callers;

import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.SpringBoot;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A running service of Spring Boot, and the people who use it. For one thread. */
final class SpringService implements AutoCloseable {
  private static final String SOURCE = "spring-security";
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration END = Duration.ofSeconds(30);

  private final String name;
  private final ForkedJvm jvm;
  private final URI base;
  private final boolean notesFactors;
  private final Requests requests = new Requests();
  private final List<Expected> expected = new ArrayList<>();
  private final List<Repeated> repeated = new ArrayList<>();

  private SpringService(String name, ForkedJvm jvm, URI base, boolean notesFactors) {
    this.name = name;
    this.notesFactors = notesFactors;
    this.jvm = jvm;
    this.base = base;
  }

  /** Starts it, and waits until it takes requests. */
  static SpringService start(Stage stage, String name, String main, String... settings) {
    String[] arguments = new String[settings.length + 3];
    System.arraycopy(settings, 0, arguments, 0, settings.length);
    arguments[settings.length] = "--server.address=127.0.0.1";
    arguments[settings.length + 1] = "--server.port=0";
    arguments[settings.length + 2] = "--spring.datasource.url=" + stage.databaseOf(name);
    return awaited(name, stage.service(name, main).arguments(arguments).start(), true);
  }

  /** Starts the reactive desk with accounts for all people, and waits until it takes requests. */
  static SpringService startReactiveDesk(Stage stage, String name) {
    String jdbc = stage.databaseOf(name);
    stage.database().executeOn(jdbc, SpringBoot.databaseScripts(stage.reactiveDesk()));
    URI database = URI.create(jdbc.substring("jdbc:".length()));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.r2dbc.url=r2dbc:postgresql://"
                    + database.getAuthority()
                    + database.getPath(),
                "--spring.r2dbc.username=" + stage.database().superuser(),
                "--spring.sql.init.mode=never",
                "--logging.level.org.springframework.r2dbc.core=DEBUG",
                "--logging.pattern.console=%level [%thread] %logger{0}: %msg%n"));
    List<Person> people = Person.all();
    for (int i = 0; i < people.size(); i++) {
      String account = "--reactive-desk.accounts[" + i + "].";
      arguments.add(account + "name=" + people.get(i).name());
      arguments.add(account + "password={noop}" + people.get(i).name());
      arguments.add(account + "groups=" + String.join(",", people.get(i).groups()));
    }
    return awaited(
        name,
        stage
            .service(name)
            .jar(stage.reactiveDesk())
            .arguments(arguments.toArray(String[]::new))
            .start(),
        false);
  }

  private static SpringService awaited(String name, ForkedJvm jvm, boolean blocks) {
    try {
      String line =
          blocks
              ? jvm.awaitErrorLine(SpringBoot::isStarted, START)
              : jvm.awaitLine(SpringBoot::isStarted, START);
      return new SpringService(name, jvm, SpringBoot.base(line), blocks);
    } catch (AssertionError | RuntimeException e) {
      jvm.close();
      throw e;
    }
  }

  /** Somebody asks for a total, in one of the ways to do so. */
  void total(Person person, String way, int round, String suffix) {
    String title = title(person, way, round);
    expect(person, title, null);
    requests.plan(request(person, "/totals/" + title + suffix).GET(), "");
  }

  /**
   * Somebody asks an assistant.
   *
   * @param tools what it uses for that, each once
   * @param agent what the assistant is called
   * @param conversation whether the question belongs to one
   */
  void ask(
      Person person,
      String way,
      int round,
      String path,
      String agent,
      boolean conversation,
      String... tools) {
    String talk = conversation ? "talk_" + title(person, way, round) : null;
    List<String> wishes = new ArrayList<>();
    String title = "";
    for (String tool : tools) {
      title = title(person, way + "_" + tool, round);
      wishes.add(tool + " in " + title);
      expect(person, title, new Expected.Call(agent, tool, "call_" + title, talk));
    }
    requests.plan(
        request(person, path + (talk == null ? "" : "?conversation=" + talk))
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(String.join(" and ", wishes))),
        title + "=");
  }

  /** Somebody has an assistant run SQL, which names its calls by itself. */
  void askForSql(Person person, String way, int round, String path) {
    String title = title(person, way, round);
    expect(person, title, new Expected.Call(name, "runSql", Expected.ANY, null));
    requests.plan(
        request(person, path)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    "{\"message\": \"SQL: SELECT sum(cents) || ' cents' AS "
                        + title
                        + " FROM orders\"}")),
        "12800");
  }

  /** All people ask for the same, each of them some times. */
  void askedByAll(String path, String part, int times) {
    for (Person person : Person.all()) {
      for (int i = 0; i < times; i++) {
        requests.plan(request(person, path).GET(), "[");
      }
    }
    repeated.add(
        new Repeated(name, part, Person.all().stream().map(this::known).toList(), SOURCE, times));
  }

  /** Something is done that nobody asks for, with that title, again and again. */
  void expectForNobody(String title) {
    expected.add(new Expected(name, title, null, null, null));
  }

  /** Sends all that people ask for at the same time, and ends the service in order. */
  Played play() {
    List<String> failures = new ArrayList<>(requests.send());
    jvm.terminate();
    jvm.await(END);
    List<String> log = new ArrayList<>(jvm.err());
    log.addAll(jvm.out());
    failures.addAll(ServiceLog.complaints(log));
    return new Played(expected, repeated, ServiceLog.threads(log), failures);
  }

  @Override
  public void close() {
    jvm.close();
  }

  private void expect(Person person, String title, Expected.@Nullable Call call) {
    expected.add(new Expected(name, title, known(person), SOURCE, call));
  }

  /** Somebody as Spring Security 7 knows them: where it blocks, it notes how they logged in. */
  private Person known(Person person) {
    List<String> groups = new ArrayList<>(person.groups());
    if (notesFactors) {
      groups.add(0, "FACTOR_PASSWORD");
    }
    return new Person(person.name(), groups);
  }

  private String title(Person person, String way, int round) {
    return name + "_" + person.name() + "_" + way + "_" + round;
  }

  private HttpRequest.Builder request(Person person, String path) {
    return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", person.basic());
  }
}
