package dev.sluice.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.testing.OtlpReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of a real Keycloak: whom they name, which groups and roles they give, and a new key. */
@EnabledIfSystemProperty(named = "sluice.keycloak", matches = ".+")
class KeycloakIT {
  private static final String ADMIN = "admin";
  private static final List<String> GROUPS = List.of("clerks", "support");
  private static final Duration UNTIL_STARTED = Duration.ofMinutes(5);

  /** Keys are fetched once in ten seconds at most. */
  private static final Duration UNTIL_KEYS = Duration.ofSeconds(20);

  private static final String NEW_KEY =
      """
      {"name": "next", "providerId": "rsa-generated",
       "providerType": "org.keycloak.keys.KeyProvider",
       "config": {"priority": ["200"], "enabled": ["true"], "active": ["true"],
                  "algorithm": ["RS256"], "keySize": ["2048"]}}
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();

  @TempDir private Path directory;

  @Test
  void whatItSaysOfPeopleIsVerified() throws Exception {
    int port = freePort();
    Process keycloak = start(port);
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      URI base = URI.create("http://127.0.0.1:" + port + "/");
      awaitStarted(keycloak, base);
      try (BearerService desk =
          BearerService.start(
              receiver,
              directory,
              base + "realms/shop",
              Map.of(
                  "sluice.jwt.subject", "preferred_username",
                  "sluice.jwt.groups", "groups,realm_access.roles"))) {
        awaitVerified(desk, base);
        desk.asserts(BearerService.changed(token(base, "shop", "desk-client", "kim")), "kim");
        // of another realm, that the service does not know
        desk.knowsNobody(token(base, "master", "admin-cli", ADMIN));

        rotate(base);
        awaitVerified(desk, base);
      }
    } finally {
      keycloak.descendants().forEach(ProcessHandle::destroyForcibly);
      keycloak.destroyForcibly();
    }
  }

  private void awaitVerified(BearerService desk, URI base) {
    Awaitility.await()
        .atMost(UNTIL_KEYS)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> desk.verifies(token(base, "shop", "desk-client", "kim"), "kim", GROUPS));
  }

  /** Logs somebody in, whose password is the name. */
  private String token(URI base, String realm, String clientId, String name)
      throws IOException, InterruptedException {
    String form =
        "grant_type=password&client_id=%s&username=%s&password=%s".formatted(clientId, name, name);
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(
                    base.resolve("realms/" + realm + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build(),
            BodyHandlers.ofString());
    JsonNode token = json.readTree(response.body()).path("access_token");
    if (!token.isTextual()) {
      throw new IOException("no token for " + name + ": " + response.body());
    }
    return token.asText();
  }

  /** Has a new key made, with which tokens are signed from now on. */
  private void rotate(URI base) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(base.resolve("admin/realms/shop/components"))
                .header("Authorization", "Bearer " + token(base, "master", "admin-cli", ADMIN))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(NEW_KEY))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() != 201) {
      throw new IOException("no new key: " + response.statusCode() + " " + response.body());
    }
  }

  private void awaitStarted(Process keycloak, URI base) {
    HttpRequest discovery =
        HttpRequest.newBuilder(base.resolve("realms/shop/.well-known/openid-configuration"))
            .timeout(Duration.ofSeconds(10))
            .build();
    Awaitility.await()
        .atMost(UNTIL_STARTED)
        .pollInterval(Duration.ofSeconds(1))
        .failFast("Keycloak ended; see " + log(), () -> !keycloak.isAlive())
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> client.send(discovery, BodyHandlers.discarding()).statusCode() == 200);
  }

  /** In development mode, with a database in memory, so that each run begins anew. */
  private Process start(int port) throws IOException {
    Path home = Path.of(System.getProperty("sluice.keycloak", ""));
    Path realm = Path.of("src/test/resources/dev/sluice/agent/keycloak-realm.json");
    Path imported = Files.createDirectories(home.resolve("data/import"));
    Files.writeString(imported.resolve("shop.json"), Files.readString(realm));
    ProcessBuilder builder =
        new ProcessBuilder(
                "bash",
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--db=dev-mem",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--import-realm")
            .redirectErrorStream(true)
            .redirectOutput(log().toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN);
    return builder.start();
  }

  private static Path log() {
    return Path.of("target/keycloak.log").toAbsolutePath();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
