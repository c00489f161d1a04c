package dev.sluice.callers;

import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.PostgresServer;
import java.nio.file.Path;

/**
 * Where services are started.
 *
 * @param agent the agent's jar
 * @param services the directory with the services' jar and, in {@code lib}, what they need
 * @param reactiveDesk the jar of the service that never blocks
 * @param policy what governs them
 */
record Stage(
    Path agent,
    Path services,
    Path reactiveDesk,
    Path policy,
    PostgresServer database,
    OtlpReceiver receiver) {
  /** A service with the agent, whose name is that of its database too. */
  ForkedJvm.Builder service(String name, String main) {
    return service(name)
        .classPath(services.resolve("services.jar"), services.resolve("lib").resolve("*"))
        .mainClass(main);
  }

  /** As {@link #service(String, String)}, of which is not said yet what it runs. */
  ForkedJvm.Builder service(String name) {
    return ForkedJvm.builder()
        .agent(agent)
        .options("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .property("sluice.policy", policy.toString())
        .property("sluice.on_missing", "deny")
        .property("sluice.otlp.endpoint", receiver.endpoint())
        .property("sluice.metrics", "false")
        .property("sluice.service.name", name)
        .property("sluice.span.subject", "true")
        .property("sluice.threads", "true");
  }

  /** Creates a database with orders in it, and tells its URL. */
  String databaseOf(String service) {
    String url = database.createDatabase(service);
    database.executeOn(
        url,
        "CREATE TABLE orders (id serial PRIMARY KEY, item text NOT NULL, cents bigint NOT NULL)",
        "INSERT INTO orders (item, cents) VALUES ('lamp', 2900), ('chair', 9900)");
    return url;
  }
}
