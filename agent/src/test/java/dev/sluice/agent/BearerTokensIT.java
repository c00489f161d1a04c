package dev.sluice.agent;

import static dev.sluice.agent.BearerService.changed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.TokenIssuer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bearer tokens that come to a service over HTTP: who is verified sees what verified clerks may
 * see, and who only says to be somebody is restricted as that somebody, and released from nothing.
 */
class BearerTokensIT {
  private static final List<String> GROUPS = List.of("clerks");

  /** Keys are fetched once in ten seconds at most. */
  private static final Duration UNTIL_KEYS = Duration.ofSeconds(20);

  @TempDir private Path directory;

  @Test
  void onlyVerifiedPeopleAreReleased() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        TokenIssuer issuer = TokenIssuer.start();
        BearerService desk = BearerService.start(receiver, directory, issuer.name(), Map.of())) {
      awaitVerified(desk, issuer);

      desk.asserts(issuer.token(clerk(issuer, Map.of("exp", seconds(-3_600)))), "kim");
      desk.asserts(issuer.token(clerk(issuer, Map.of("aud", "elsewhere"))), "kim");
      desk.asserts(issuer.token(clerk(issuer, Map.of("nbf", seconds(3_600)))), "kim");
      desk.asserts(issuer.ofStranger(clerk(issuer, Map.of())), "kim");
      desk.asserts(issuer.unsigned(clerk(issuer, Map.of())), "kim");
      desk.asserts(issuer.authenticatedWithPublicKey(clerk(issuer, Map.of())), "kim");
      desk.asserts(changed(issuer.token(clerk(issuer, Map.of()))), "kim");
      desk.knowsNobody(issuer.token(clerk(issuer, Map.of("iss", "https://elsewhere.example"))));
      desk.knowsNobody(null);
      // a restriction holds for whoever says to be one of the restricted
      Map<String, Object> trainee = clerk(issuer, Map.of("groups", List.of("trainees")));
      for (String token : List.of(issuer.token(trainee), issuer.unsigned(trainee))) {
        assertThat(desk.ask(token).answer())
            .doesNotContain(BearerService.CLEAR_SSN, BearerService.CLEAR_PHONE);
      }

      String ofOldKey = issuer.token(clerk(issuer, Map.of("jti", "old")));
      issuer.rotate();
      awaitVerified(desk, issuer);
      // the old key is published no more, and this token was not seen before
      desk.asserts(ofOldKey, "kim");

      issuer.goDown(true);
      desk.verifies(issuer.token(clerk(issuer, Map.of("jti", "while-down"))), "kim", GROUPS);
      issuer.rotate();
      desk.asserts(issuer.token(clerk(issuer, Map.of())), "kim");
    }
  }

  private static void awaitVerified(BearerService desk, TokenIssuer issuer) {
    Awaitility.await()
        .atMost(UNTIL_KEYS)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> desk.verifies(issuer.token(clerk(issuer, Map.of())), "kim", GROUPS));
  }

  private static Map<String, Object> clerk(TokenIssuer issuer, Map<String, Object> changes) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", issuer.name());
    claims.put("sub", "kim");
    claims.put("aud", BearerService.AUDIENCE);
    claims.put("groups", GROUPS);
    claims.put("exp", seconds(600));
    claims.putAll(changes);
    return claims;
  }

  private static long seconds(long fromNow) {
    return Instant.now().plusSeconds(fromNow).getEpochSecond();
  }
}
