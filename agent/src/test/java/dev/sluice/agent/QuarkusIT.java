package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.testing.DeskUser;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A service of Quarkus and its LangChain4j that knows nothing of Sluice: whom its security knows is
 * who asks, and what its tools read is an agent's.
 */
@EnabledIfSystemProperty(named = "sluice.quarkus", matches = ".+")
class QuarkusIT {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Pattern STARTED =
      Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");
  private static final int REQUESTS = 40;
  private static final String POLICY =
      """
      sluice: policy/v1
      name: quarkus-desk
      defaults:
        unmatched: {ai_agent: allow}
      callers:
        support: {kind: human, groups: [support], verified: true}
      tags:
        secret: ["*.public.notes.text"]
      masks:
        - {id: hide, tags: [secret], with: {constant: hidden}, unless: [support]}
      """;

  @TempDir private static Path directory;
  private static OtlpReceiver receiver;
  private static ForkedJvm jvm;
  private static URI base;

  @BeforeAll
  static void start() throws IOException, SQLException {
    Vendor.execute(
        Vendor.POSTGRESQL.url("quarkus"),
        "CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT, written DATE)",
        "INSERT INTO notes SELECT 'n' || n, 'text ' || n, DATE '2026-01-01'"
            + " FROM generate_series(1, 100) n");
    receiver = OtlpReceiver.start();
    URI url = URI.create(Vendor.POSTGRESQL.url("quarkus").substring("jdbc:".length()));
    jvm =
        AgentJvm.governed(receiver)
            .options("-Xmx256m")
            .property(
                "sluice.policy",
                Files.writeString(directory.resolve("quarkus.yaml"), POLICY).toString())
            .property("sluice.on_missing", "deny")
            .property("sluice.span.subject", "true")
            .environment(
                "QUARKUS_DATASOURCE_JDBC_URL",
                "jdbc:postgresql://" + url.getAuthority() + url.getPath())
            .environment("QUARKUS_DATASOURCE_USERNAME", "postgres")
            .jar(Path.of(System.getProperty("sluice.quarkus")))
            .start();
    Matcher started = STARTED.matcher(jvm.awaitLine(line -> STARTED.matcher(line).find(), START));
    assertThat(started.find()).isTrue();
    base = URI.create(started.group(1));
  }

  @AfterAll
  static void stop() {
    jvm.close();
    receiver.close();
  }

  private static DeskUser user(String name) {
    return new DeskUser(base, name, name + "-password");
  }

  @Test
  void whoAskedIsWhomItsSecurityKnows() {
    receiver.clear();
    assertThat(user("kim").get("/note?name=n1")).isEqualTo("text 1");
    assertThat(user("robin").get("/note?name=n1")).isEqualTo("hidden");

    assertThat(spans(2))
        .extracting(
            span -> span.attribute("sluice.caller.kind"),
            span -> span.attribute("sluice.caller.source"),
            span -> span.attribute("sluice.caller.verified"),
            span -> span.attribute("enduser.id"),
            span -> span.attribute("user.roles"))
        .containsExactlyInAnyOrder(
            tuple("human", "quarkus", true, "kim", List.of("support")),
            tuple("human", "quarkus", true, "robin", List.of("sales")));
  }

  @Test
  void aRequestOfNobodyIsTheServices() throws IOException, InterruptedException {
    receiver.clear();
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(base.resolve("/written?name=n1")).build(),
                BodyHandlers.ofString());

    assertThat(answer.body()).isEqualTo("2026-01-01");
    assertThat(spans(1))
        .allSatisfy(span -> assertThat(span.attribute("sluice.caller.kind")).isEqualTo("service"));
  }

  @ParameterizedTest
  @CsvSource({"/ask, Assistant", "/stream, StreamingAssistant"})
  void whatAToolReadsIsTheAgentsAndForWhoeverAsked(String path, String agent) {
    receiver.clear();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 1; i <= REQUESTS; i++) {
      String note = "n" + i;
      String name = i % 2 == 0 ? "kim" : "robin";
      all.add(
          CompletableFuture.runAsync(
              () ->
                  assertThat(user(name).get(path + "?name=" + note))
                      .as(name + " " + note)
                      .contains("hidden")));
    }
    all.forEach(CompletableFuture::join);

    assertThat(spans(REQUESTS))
        .allSatisfy(
            span -> {
              assertThat(span.attribute("sluice.caller.kind")).isEqualTo("ai_agent");
              assertThat(span.attribute("gen_ai.agent.name")).isEqualTo(agent);
              assertThat(span.attribute("gen_ai.tool.name")).isEqualTo("readNote");
              String call = String.valueOf(span.attribute("gen_ai.tool.call.id"));
              int note = Integer.parseInt(call.substring("call_n".length()));
              assertThat(span.attribute("enduser.id")).isEqualTo(note % 2 == 0 ? "kim" : "robin");
              assertThat(span.attribute("sluice.caller.verified")).isEqualTo(true);
            });
  }

  private static List<ReceivedSpan> spans(int count) {
    List<ReceivedSpan> spans =
        receiver
            .awaitSpans(all -> all.stream().filter(QuarkusIT::isOfNotes).count() >= count, SOON)
            .stream()
            .filter(QuarkusIT::isOfNotes)
            .toList();
    assertThat(spans).hasSize(count);
    return spans;
  }

  private static boolean isOfNotes(ReceivedSpan span) {
    return String.valueOf(span.attribute("db.query.text")).contains("FROM notes");
  }
}
