package dev.sluice.demo;

import dev.sluice.testing.DeskUser;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.SpringBoot;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The running service, and a client of it, logged in as kim of the group support. */
final class Desk implements AutoCloseable {
  static final String USER = "kim";

  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofSeconds(15);

  private final ForkedJvm jvm;

  private Desk(ForkedJvm jvm) {
    this.jvm = jvm;
  }

  /**
   * The agent and its settings.
   *
   * @param policy the settings of where its policy comes from
   * @param otlpEndpoint where spans go, without a path
   */
  record Guard(Path agent, Map<String, String> policy, String otlpEndpoint) {}

  /**
   * Starts the support desk, with an agent if there is a guard; it is not ready yet.
   *
   * @param modelUrl where its assistant's model is
   */
  static Desk support(Path jar, String databaseUrl, String modelUrl, @Nullable Guard guard) {
    return start(
        SpringBoot.service(jar)
            .environment("SPRING_DATASOURCE_URL", databaseUrl)
            .environment("SPRING_DATASOURCE_USERNAME", DeskDatabase.ROLE)
            .environment("SUPPORT_DESK_MODEL_BASE_URL", modelUrl)
            .environment("SUPPORT_DESK_MODEL_API_KEY", "none-needed"),
        "support-desk",
        guard);
  }

  /** Starts the desk that never blocks, which is its own model; as {@link #support}. */
  static Desk reactive(Path jar, String databaseUrl, @Nullable Guard guard) {
    return start(
        SpringBoot.service(jar)
            .environment("SPRING_R2DBC_URL", databaseUrl)
            .environment("SPRING_R2DBC_USERNAME", DeskDatabase.ROLE),
        "reactive-desk",
        guard);
  }

  private static Desk start(ForkedJvm.Builder builder, String name, @Nullable Guard guard) {
    if (guard != null) {
      builder
          .agent(guard.agent())
          .property("sluice.otlp.endpoint", guard.otlpEndpoint())
          .property("sluice.service.name", name);
      guard.policy().forEach(builder::property);
    }
    return new Desk(builder.start());
  }

  /**
   * Waits until the service takes requests.
   *
   * @return its base URL
   * @throws AssertionError if it does not, with all that it printed
   */
  URI awaitReady() {
    return SpringBoot.base(jvm.awaitLine(SpringBoot::isStarted, START));
  }

  /**
   * Sends a request.
   *
   * @return what the person gets to read
   * @throws UncheckedIOException if nothing is answered
   */
  static String send(URI base, Request request) {
    DeskUser user = new DeskUser(base, USER, "kim-password");
    if (request instanceof Request.Read read) {
      return user.get(read.path());
    }
    if (request instanceof Request.Delete delete) {
      return user.delete(delete.path());
    }
    return user.ask(((Request.Ask) request).message());
  }

  /** Ends the service in order, so that it sends what it still has to say. */
  void stop() {
    jvm.terminate();
    jvm.await(END);
  }

  /** The number of the process. */
  long pid() {
    return jvm.pid();
  }

  /** What the process has said on standard error. */
  List<String> complaints() {
    return jvm.err();
  }

  /** Command and output of the process. */
  @Override
  public String toString() {
    return jvm.toString();
  }

  @Override
  public void close() {
    jvm.close();
  }
}
