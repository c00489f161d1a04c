package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.BearerDesk;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import dev.sluice.testing.TokenIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bearer tokens that come to a service over HTTP: who is verified sees what verified clerks may
 * see, and who only says to be somebody is restricted as that somebody, and released from nothing.
 */
class BearerTokensIT {
  /** The table is made by the database itself, as the policy lets nobody make one of that name. */
  private static final String URL =
      "jdbc:h2:mem:bearer;DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS people AS SELECT"
          + " 'kim' name\\, '123-45-6789' ssn\\, '555-0100' phone";

  private static final String CLEAR_SSN = "123-45-6789";
  private static final String CLEAR_PHONE = "555-0100";
  private static final String AUDIENCE = "desk";
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Keys are fetched once in ten seconds at most. */
  private static final Duration UNTIL_KEYS = Duration.ofSeconds(20);

  private static final String POLICY =
      """
      sluice: policy/v1
      name: bearer
      callers:
        clerks: {kind: human, groups: [clerks], verified: true}
        trainees: {kind: human, groups: [trainees]}
      tags:
        pii.ssn: ["*.*.people.ssn"]
        pii.phone: ["*.*.people.phone"]
      masks:
        - {id: clerks-see-ssn, tags: [pii.ssn], with: redact, unless: [clerks]}
        - {id: trainees-see-no-phone, tags: [pii.phone], with: redact, callers: [trainees]}
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private int asked;

  @TempDir private Path directory;

  @Test
  void onlyVerifiedPeopleAreReleased() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        TokenIssuer issuer = TokenIssuer.start()) {
      try (ForkedJvm desk = start(receiver, issuer)) {
        Desk at = new Desk(base(desk), receiver);
        awaitVerified(at, issuer);

        at.asserts(issuer.token(clerk(issuer, Map.of("exp", seconds(-3_600)))), "kim");
        at.asserts(issuer.token(clerk(issuer, Map.of("aud", "elsewhere"))), "kim");
        at.asserts(issuer.token(clerk(issuer, Map.of("nbf", seconds(3_600)))), "kim");
        at.asserts(issuer.ofStranger(clerk(issuer, Map.of())), "kim");
        at.asserts(issuer.unsigned(clerk(issuer, Map.of())), "kim");
        at.asserts(issuer.authenticatedWithPublicKey(clerk(issuer, Map.of())), "kim");
        at.asserts(changed(issuer.token(clerk(issuer, Map.of()))), "kim");
        at.knowsNobody(issuer.token(clerk(issuer, Map.of("iss", "https://elsewhere.example"))));
        at.knowsNobody(null);
        // a restriction holds for whoever says to be one of the restricted
        Map<String, Object> trainee = clerk(issuer, Map.of("groups", List.of("trainees")));
        assertThat(at.ask(issuer.token(trainee)).answer()).doesNotContain(CLEAR_SSN, CLEAR_PHONE);
        assertThat(at.ask(issuer.unsigned(trainee)).answer())
            .doesNotContain(CLEAR_SSN, CLEAR_PHONE);

        String ofOldKey = issuer.token(clerk(issuer, Map.of("jti", "old")));
        issuer.rotate();
        awaitVerified(at, issuer);
        // the old key is published no more, and this token was not seen before
        at.asserts(ofOldKey, "kim");

        issuer.goDown(true);
        at.verifies(issuer.token(clerk(issuer, Map.of("jti", "while-down"))), "kim");
        issuer.rotate();
        at.asserts(issuer.token(clerk(issuer, Map.of())), "kim");
      }
    }
  }

  private void awaitVerified(Desk desk, TokenIssuer issuer) {
    Awaitility.await()
        .atMost(UNTIL_KEYS)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> desk.verifies(issuer.token(clerk(issuer, Map.of())), "kim"));
  }

  private Map<String, Object> clerk(TokenIssuer issuer, Map<String, Object> changes) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", issuer.name());
    claims.put("sub", "kim");
    claims.put("aud", AUDIENCE);
    claims.put("groups", List.of("clerks"));
    claims.put("exp", seconds(600));
    claims.putAll(changes);
    return claims;
  }

  private static long seconds(long fromNow) {
    return Instant.now().plusSeconds(fromNow).getEpochSecond();
  }

  /** The same token with another signature. */
  private static String changed(String token) {
    int at = token.lastIndexOf('.') + 10;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }

  private ForkedJvm start(OtlpReceiver receiver, TokenIssuer issuer) throws IOException {
    Path policy = Files.writeString(directory.resolve("bearer.yaml"), POLICY);
    return ServiceClassPath.servlets(AgentJvm.governed(receiver))
        .property("sluice.policy", policy.toString())
        .property("sluice.on_missing", "deny")
        .property("sluice.span.subject", "true")
        .property("sluice.jwt.issuers", issuer.name())
        .property("sluice.jwt.audience", AUDIENCE)
        .mainClass(BearerDesk.class)
        .arguments(URL)
        .start();
  }

  private static URI base(ForkedJvm desk) {
    String line = desk.awaitLine(text -> text.startsWith("listening on "), SOON);
    return URI.create("http://127.0.0.1:" + line.substring("listening on ".length()) + "/");
  }

  private record Asked(String answer, ReceivedSpan span) {}

  /** The service, as whoever has a token meets it. */
  private final class Desk {
    private final URI base;
    private final OtlpReceiver receiver;

    Desk(URI base, OtlpReceiver receiver) {
      this.base = base;
      this.receiver = receiver;
    }

    void verifies(String token, String subject) throws Exception {
      Asked asked = ask(token);
      assertThat(asked.span().attribute("sluice.caller.verified")).isEqualTo(true);
      assertThat(asked.span().attribute("sluice.caller.source")).isEqualTo("jwt");
      assertThat(asked.span().attribute("enduser.id")).isEqualTo(subject);
      assertThat(asked.span().attribute("user.roles")).isEqualTo(List.of("clerks"));
      assertThat(asked.answer()).isEqualTo(CLEAR_SSN + " " + CLEAR_PHONE);
    }

    void asserts(String token, String subject) throws Exception {
      Asked asked = ask(token);
      assertThat(asked.span().attribute("sluice.caller.verified")).isEqualTo(false);
      assertThat(asked.span().attribute("sluice.caller.source")).isEqualTo("jwt");
      assertThat(asked.span().attribute("enduser.id")).isEqualTo(subject);
      assertThat(asked.answer()).doesNotContain(CLEAR_SSN).endsWith(CLEAR_PHONE);
    }

    void knowsNobody(@Nullable String token) throws Exception {
      Asked asked = ask(token);
      assertThat(asked.span().attribute("sluice.caller.kind")).isEqualTo("service");
      assertThat(asked.span().attribute("enduser.id")).isNull();
      assertThat(asked.answer()).doesNotContain(CLEAR_SSN).endsWith(CLEAR_PHONE);
    }

    Asked ask(@Nullable String token) throws Exception {
      asked++;
      String word = "q" + asked + "q";
      HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(word));
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      String answer = client.send(request.build(), BodyHandlers.ofString()).body();
      ReceivedSpan span =
          receiver
              .awaitSpans(spans -> spans.stream().anyMatch(one -> mentions(one, word)), SOON)
              .stream()
              .filter(one -> mentions(one, word))
              .findFirst()
              .orElseThrow();
      return new Asked(answer, span);
    }

    private static boolean mentions(ReceivedSpan span, String word) {
      return String.valueOf(span.attribute("db.query.text"))
          .toLowerCase(Locale.ROOT)
          .contains(word);
    }
  }
}
