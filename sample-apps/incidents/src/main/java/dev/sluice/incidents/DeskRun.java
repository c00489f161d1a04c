package dev.sluice.incidents;

import dev.sluice.testing.DeskUser;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.ReceivedSpan;
import dev.sluice.testing.SpringBoot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One run of the reactive desk, a service of its own that knows nothing of incidents, through
 * requests that its user kim sends one after the other, each to the database as the last one left
 * it. For one thread.
 */
final class DeskRun implements AutoCloseable {
  /** By episode, in the order in which they are sent: the last leaves nothing to work with. */
  static final Map<String, Function<DeskUser, String>> REQUESTS = requests();

  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration END = Duration.ofSeconds(30);

  private final ForkedJvm jvm;
  private final Database database;
  private final Path files;
  private final Map<String, Sent> sent = new LinkedHashMap<>();

  private record Sent(Instant start, Instant end) {
    /** The span began between request and answer: the clocks are the same. */
    boolean covers(ReceivedSpan span) {
      Instant began = Instant.ofEpochSecond(0, span.startNanos());
      return !began.isBefore(start) && !began.isAfter(end);
    }
  }

  private DeskRun(ForkedJvm jvm, Database database, Path files) {
    this.jvm = jvm;
    this.database = database;
    this.files = files;
  }

  private static Map<String, Function<DeskUser, String>> requests() {
    Map<String, Function<DeskUser, String>> requests = new LinkedHashMap<>();
    requests.put("O11", asked("SELECT name, plan FROM customers WHERE id = 2"));
    requests.put("O12", kim -> kim.post("/tickets/1/close"));
    requests.put("I4f", asked("SELECT reverse(ssn) AS note FROM customers ORDER BY id"));
    requests.put("I9e", asked("DELETE FROM tickets"));
    requests.put("I3", asked("SELECT 1; DROP SCHEMA public CASCADE"));
    return requests;
  }

  /** A text has talked the model of the desk's assistant into SQL. */
  private static Function<DeskUser, String> asked(String sql) {
    return kim -> kim.ask("SQL: " + sql);
  }

  /**
   * Starts the desk, which does not take requests yet.
   *
   * @param service describes it, governed or not, with its database
   */
  static DeskRun start(ForkedJvm.Builder service, Database database, Path files) {
    return new DeskRun(service.start(), database, files);
  }

  /** Sends all requests, and ends the desk in order. */
  Map<String, Replay> replay() {
    DeskUser kim =
        new DeskUser(
            SpringBoot.base(jvm.awaitLine(SpringBoot::isStarted, START)), "kim", "kim-password");
    Map<String, Replay> replays = new LinkedHashMap<>();
    REQUESTS.forEach(
        (episode, request) -> {
          Map<String, List<String>> before = database.state();
          Instant start = Instant.now();
          String answer = request.apply(kim);
          sent.put(episode, new Sent(start, Instant.now()));
          replays.put(episode, new Replay(answer, before, database.state(), files));
        });
    jvm.terminate();
    jvm.await(END);
    return replays;
  }

  /** Whether a span of the desk is of an episode. */
  boolean belongs(ReceivedSpan span, String episode) {
    Sent request = sent.get(episode);
    return request != null && request.covers(span);
  }

  /** The lines that the desk's process printed on standard error. */
  List<String> complaints() {
    return jvm.err();
  }

  @Override
  public void close() {
    jvm.close();
  }
}
