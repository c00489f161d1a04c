package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import dev.sluice.testing.SpringBoot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reactive service that knows nothing of Sluice: WebFlux, Spring Security, Spring Data R2DBC and
 * an AI assistant. Each statement is for whoever asked, on whatever thread it is subscribed.
 */
class ReactiveDeskIT {
  private static final Path JAR =
      Path.of("..", "sample-apps", "reactive-desk", "target", "reactive-desk.jar");
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SSN = "000-14-1592";
  private static final String CARD = "4111111111111111";
  private static final String EMAIL = "ada.quill@mail.example";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: reactive-desk
      defaults:
        unmatched: {ai_agent: allow}
      callers:
        agents: {kind: ai_agent}
        support: {kind: human, groups: [support]}
        leads: {kind: human, groups: [support-lead]}
      tags:
        pii.ssn: ["*.public.customers.ssn"]
        card: ["*.public.customers.card_number"]
      masks:
        - {id: mask-ssn, tags: [pii.ssn], with: redact, callers: [agents, support], unless: [leads]}
        - {id: mask-card, tags: [card], with: redact, callers: [support]}
      guardrails:
        - id: no-unbounded-write
          match: {effects: [update, delete], unrestricted: true}
          action: deny
          message: UPDATE or DELETE without a real WHERE is blocked.
      """;

  @TempDir private static Path directory;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static OtlpReceiver receiver;
  private static List<ReceivedSpan> started;
  private static ForkedJvm governed;
  private static ForkedJvm bare;
  private static URI desk;
  private static URI bareDesk;

  @BeforeAll
  static void start() throws IOException, SQLException {
    receiver = OtlpReceiver.start();
    Path policy = Files.writeString(directory.resolve("reactive-desk.yaml"), POLICY);
    governed =
        start(
            AgentJvm.governed(receiver)
                .property("sluice.policy", policy.toString())
                .property("sluice.on_missing", "deny")
                .property("sluice.span.subject", "true"),
            "governed_desk");
    bare = start(AgentJvm.bare(), "bare_desk");
    desk = awaitReady(governed);
    bareDesk = awaitReady(bare);
    spans("INSERT INTO tickets", 1);
    started = receiver.spans();
  }

  private static ForkedJvm start(ForkedJvm.Builder builder, String database) throws SQLException {
    URI url = URI.create(Vendor.POSTGRESQL.url(database).substring("jdbc:".length()));
    return builder
        .options("-Xmx256m")
        .environment("SPRING_R2DBC_URL", "r2dbc:postgresql://" + url.getAuthority() + url.getPath())
        .environment("SPRING_R2DBC_USERNAME", "postgres")
        .jar(JAR)
        .arguments("--server.address=127.0.0.1", "--server.port=0")
        .start();
  }

  private static URI awaitReady(ForkedJvm jvm) {
    return SpringBoot.base(jvm.awaitLine(SpringBoot::isStarted, START));
  }

  @AfterAll
  static void stop() {
    bare.close();
    governed.close();
    receiver.close();
  }

  @Test
  void eachPersonSeesTheirOwnOfOnePublisher() {
    List<CompletableFuture<HttpResponse<String>>> kims = new ArrayList<>();
    List<CompletableFuture<HttpResponse<String>>> robins = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      kims.add(send(desk, "kim", "GET", "/customers", ""));
      robins.add(send(desk, "robin", "GET", "/customers", ""));
    }

    assertThat(kims)
        .allSatisfy(
            answer ->
                assertThat(answer.join().body()).contains("Ada Quill").doesNotContain(SSN, CARD));
    assertThat(robins)
        .allSatisfy(answer -> assertThat(answer.join().body()).contains(SSN).doesNotContain(CARD));
    assertThat(get(bareDesk, "kim", "/customers").body()).contains(SSN, CARD);
    assertThat(spans("ORDER BY \"customers\".\"id\"", 40))
        .allSatisfy(
            span -> {
              assertThat(span.attribute("sluice.caller.kind")).isEqualTo("human");
              assertThat(span.attribute("sluice.caller.verified")).isEqualTo(true);
              assertThat(span.attribute("sluice.decision")).isEqualTo("mask");
              assertThat(List.of("kim", "robin")).contains(person(span));
              assertThat(span.attribute("user.roles"))
                  .isEqualTo(
                      person(span).equals("kim")
                          ? List.of("support")
                          : List.of("support", "support-lead"));
            });
  }

  @Test
  void whatTheServiceDoesByItselfIsNobodys() {
    assertThat(started)
        .hasSizeGreaterThanOrEqualTo(5)
        .allSatisfy(span -> assertThat(span.attribute("sluice.caller.kind")).isEqualTo("service"));
  }

  @Test
  void aTransactionIsForOnePerson() {
    assertThat(send(desk, "robin", "POST", "/tickets/2/close", "").join().statusCode())
        .isEqualTo(204);
    assertThat(send(bareDesk, "robin", "POST", "/tickets/2/close", "").join().statusCode())
        .isEqualTo(204);

    assertThat(get(desk, "kim", "/tickets").body())
        .isEqualTo(get(bareDesk, "kim", "/tickets").body());
    assertThat(spans("UPDATE tickets", 1)).isNotEmpty().allMatch(by("robin"));
    assertThat(spans("INSERT INTO notes", 1)).isNotEmpty().allMatch(by("robin"));
  }

  @Test
  void aDenialIsAClearErrorForTheClient() throws SQLException {
    HttpResponse<String> denied = send(desk, "kim", "DELETE", "/tickets", "").join();

    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(denied.body())
        .contains("Sluice denied this statement: UPDATE or DELETE without a real WHERE is blocked.")
        .contains("no-unbounded-write");
    assertThat(Vendor.POSTGRESQL.values("governed_desk", "SELECT id FROM tickets ORDER BY id"))
        .containsExactly("1", "2", "3", "4");
    assertThat(spans("DELETE FROM tickets", 1))
        .singleElement()
        .satisfies(
            span -> {
              assertThat(person(span)).isEqualTo("kim");
              assertThat(span.attribute("sluice.decision")).isEqualTo("deny");
              assertThat(span.attribute("sluice.rules")).isEqualTo(List.of("no-unbounded-write"));
            });
  }

  @Test
  void anAgentsStatementsAreItsOwnAndItsPersons() throws IOException {
    for (String path : List.of("/assistant", "/assistant/stream")) {
      for (String person : List.of("kim", "robin")) {
        String word = path.replace("/", "_") + "_" + person;
        String sql = "SELECT ssn, card_number AS c FROM customers x" + word + " WHERE id = 1";

        assertThat(ask(desk, person, path, "SQL: " + sql)).isEqualTo("[[redacted], [redacted]]");
        assertThat(ask(bareDesk, person, path, "SQL: " + sql))
            .isEqualTo("[" + SSN + ", " + CARD + "]");
        assertThat(spans(word, 1))
            .singleElement()
            .satisfies(span -> assertAgent(span, person, "runSql"));
      }
    }
  }

  @Test
  void whatAToolDoesOnAnEventLoopIsTheAgentsToo() {
    for (String path : List.of("/assistant", "/assistant/stream")) {
      assertThat(ask(bareDesk, "kim", path, EMAIL)).startsWith("Ada Quill, " + SSN);
      receiver.clear();

      assertThat(ask(desk, "robin", path, EMAIL)).startsWith("Ada Quill, [redacted], ");

      // the second one is subscribed where the first one's row comes in
      assertThat(spans("\"email\" = $1", 1))
          .singleElement()
          .satisfies(span -> assertAgent(span, "robin", "lookUp"));
      assertThat(spans("count(*) FROM tickets", 1))
          .singleElement()
          .satisfies(span -> assertAgent(span, "robin", "lookUp"));
    }
  }

  @Test
  void anAgentIsToldOfADenial() throws SQLException {
    assertThat(ask(desk, "robin", "/assistant/stream", "SQL: DELETE FROM tickets WHERE 1 = 1"))
        .startsWith("Error: Sluice denied this statement: UPDATE or DELETE without a real WHERE")
        .contains("\"rule\":\"no-unbounded-write\"");
    assertThat(Vendor.POSTGRESQL.values("governed_desk", "SELECT count(*) FROM tickets"))
        .containsExactly("4");
  }

  @Test
  void theServiceKnowsNothingOfWhatGovernsIt() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .contains("BOOT-INF/classes/schema.sql")
          .noneMatch(name -> name.contains("sluice"));
    }
  }

  @Test
  void nothingFailsInside() {
    assertThat(governed.err()).noneMatch(line -> line.contains("internal failure"));
    assertThat(governed.out()).noneMatch(line -> line.contains("internal failure"));
  }

  private static void assertAgent(ReceivedSpan span, String person, String tool) {
    assertThat(span.attribute("sluice.caller.kind")).isEqualTo("ai_agent");
    assertThat(person(span)).isEqualTo(person);
    assertThat(span.attribute("gen_ai.agent.name")).isEqualTo("reactive-desk");
    assertThat(span.attribute("gen_ai.tool.name")).isEqualTo(tool);
    assertThat(String.valueOf(span.attribute("gen_ai.tool.call.id"))).startsWith("call-");
  }

  private static Predicate<ReceivedSpan> by(String person) {
    return span -> person(span).equals(person);
  }

  private static String person(ReceivedSpan span) {
    return String.valueOf(span.attribute("enduser.id"));
  }

  /** The spans of the statements with some words, once there are so many. */
  private static List<ReceivedSpan> spans(String words, int least) {
    Predicate<ReceivedSpan> which =
        span -> String.valueOf(span.attribute("db.query.text")).contains(words);
    return receiver
        .awaitSpans(spans -> spans.stream().filter(which).count() >= least, SOON)
        .stream()
        .filter(which)
        .toList();
  }

  private static String ask(URI base, String person, String path, String message) {
    String body =
        send(base, person, "POST", path, "{\"message\": \"" + message + "\"}").join().body();
    Matcher answer = Pattern.compile("\\{\"answer\":\"(.*)\"}").matcher(body);
    return answer.matches() ? answer.group(1).replace("\\\"", "\"") : body;
  }

  private static HttpResponse<String> get(URI base, String person, String path) {
    return send(base, person, "GET", path, "").join();
  }

  private static CompletableFuture<HttpResponse<String>> send(
      URI base, String person, String method, String path, String body) {
    String login = person + ":" + person + "-password";
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(SOON)
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return CLIENT.sendAsync(request, BodyHandlers.ofString());
  }
}
