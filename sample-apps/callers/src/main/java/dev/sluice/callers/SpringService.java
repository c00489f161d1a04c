package dev.sluice.callers;

import dev.sluice.testing.ForkedJvm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A running service of Spring Boot, and the people who use it. For one thread. */
final class SpringService implements AutoCloseable {
  private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration END = Duration.ofSeconds(30);

  private final String name;
  private final ForkedJvm jvm;
  private final URI base;
  private final Requests requests = new Requests();
  private final List<Expected> expected = new ArrayList<>();

  private SpringService(String name, ForkedJvm jvm, URI base) {
    this.name = name;
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
    ForkedJvm jvm = stage.service(name, main).arguments(arguments).start();
    try {
      String line = jvm.awaitErrorLine(text -> STARTED.matcher(text).find(), START);
      Matcher port = STARTED.matcher(line);
      if (!port.find()) {
        throw new IllegalStateException("no port in: " + line);
      }
      return new SpringService(name, jvm, URI.create("http://127.0.0.1:" + port.group(1)));
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

  /** Something is done that nobody asks for, with that title, again and again. */
  void expectForNobody(String title) {
    expected.add(new Expected(name, title, null, null, null));
  }

  /** Sends all that people ask for at the same time, and ends the service in order. */
  Played play() {
    List<String> failures = new ArrayList<>(requests.send());
    jvm.terminate();
    jvm.await(END);
    failures.addAll(ServiceLog.complaints(jvm.err()));
    return new Played(expected, ServiceLog.threads(jvm.err()), failures);
  }

  @Override
  public void close() {
    jvm.close();
  }

  private void expect(Person person, String title, Expected.@Nullable Call call) {
    // of Spring Security 7, which notes as an authority how somebody logged in
    List<String> groups = new ArrayList<>(person.groups());
    groups.add(0, "FACTOR_PASSWORD");
    expected.add(
        new Expected(name, title, new Person(person.name(), groups), "spring-security", call));
  }

  private String title(Person person, String way, int round) {
    return name + "_" + person.name() + "_" + way + "_" + round;
  }

  private HttpRequest.Builder request(Person person, String path) {
    return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", person.basic());
  }
}
