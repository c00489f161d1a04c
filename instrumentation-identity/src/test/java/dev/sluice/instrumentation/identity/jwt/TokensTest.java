package dev.sluice.instrumentation.identity.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final Instant START = Instant.parse("2026-05-04T10:00:00Z");

  private final Issuer issuer = new Issuer();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final ByteArrayOutputStream problems = new ByteArrayOutputStream();
  private final Failures failures = new Failures(new PrintStream(problems, true));
  private Instant now = START;
  private Tokens tokens = tokens(Map.of());

  @BeforeEach
  void fetchKeys() {
    tokens.foresee();
    work();
  }

  @Test
  void verifiesASignatureOfThePublishedKey() {
    String token = Issuer.signed(claims().build(), Issuer.RSA);

    assertThat(tokens.person(token))
        .isEqualTo(
            new Human(
                "kim",
                Set.of("support", "staff"),
                Map.of("iss", Issuer.NAME, "sub", "kim", "tenant", "t-7"),
                "jwt",
                true));
    assertThat(failures.counts()).isEmpty();
  }

  @Test
  void verifiesEllipticCurvesAndAccessTokens() {
    String token =
        Issuer.signed(
            claims().build(), Issuer.EC, JWSAlgorithm.ES256, new JOSEObjectType("at+jwt"));

    assertThat(tokens.person(token)).matches(Human::verified);
  }

  @Test
  void anExpiredTokenOnlyAssertsButForTheClocksDifference() {
    String token = Issuer.signed(claims().build(), Issuer.RSA);

    now = START.plusSeconds(3_600 + 59);
    assertThat(tokens.person(token)).matches(Human::verified);
    now = START.plusSeconds(3_600 + 61);
    assertOnlyAsserted(token);
  }

  @Test
  void aTokenThatIsNotValidYetOnlyAsserts() {
    JWTClaimsSet soon = claims().notBeforeTime(Date.from(START.plusSeconds(90))).build();
    String token = Issuer.signed(soon, Issuer.RSA);

    assertOnlyAsserted(token);
    now = START.plusSeconds(31);
    assertThat(tokens.person(token)).matches(Human::verified);
  }

  @Test
  void aTokenWithoutAnEndOnlyAsserts() {
    assertOnlyAsserted(Issuer.signed(claims().expirationTime(null).build(), Issuer.RSA));
  }

  @Test
  void aTokenForOthersOnlyAsserts() {
    assertOnlyAsserted(Issuer.signed(claims().audience("bank").build(), Issuer.RSA));
    assertOnlyAsserted(Issuer.signed(claims().audience((String) null).build(), Issuer.RSA));
    assertThat(
            tokens.person(
                Issuer.signed(claims().audience(List.of("bank", "shop")).build(), Issuer.RSA)))
        .matches(Human::verified);
  }

  @Test
  void aTokenOfAnotherIssuerIsNotOurs() {
    String other = Issuer.NAME + "/";

    assertThat(tokens.person(Issuer.signed(claims().issuer(other).build(), Issuer.RSA))).isNull();
    assertThat(tokens.person(Issuer.signed(claims().issuer(null).build(), Issuer.RSA))).isNull();
  }

  @Test
  void whatIsNoTokenIsNotOurs() {
    assertThat(tokens.person("")).isNull();
    assertThat(tokens.person("mF_9.B5f-4.1JqM")).isNull();
    assertThat(tokens.person("a.b")).isNull();
    assertThat(tokens.person("a".repeat(100_000))).isNull();
    assertThat(tokens.person(new PlainJWT(new JWTClaimsSet.Builder().build()).serialize()))
        .isNull();
  }

  @Test
  void aTokenSignedByNobodyOnlyAsserts() {
    assertOnlyAsserted(new PlainJWT(claims().build()).serialize());
  }

  @Test
  void anHmacWithThePublicKeyOnlyAsserts() throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(), claims().build());
    jwt.sign(new MACSigner(Issuer.RSA.toRSAPublicKey().getEncoded()));

    assertOnlyAsserted(jwt.serialize());
    assertThat(background).as("no key was asked for").isEmpty();
  }

  @Test
  void aTokenOfAnotherKindOnlyAsserts() {
    assertOnlyAsserted(
        Issuer.signed(
            claims().build(), Issuer.RSA, JWSAlgorithm.RS256, new JOSEObjectType("logout+jwt")));
  }

  @Test
  void aChangedTokenOnlyAsserts() {
    String[] ours = Issuer.signed(claims().build(), Issuer.RSA).split("\\.", -1);
    String[] others = Issuer.signed(claims().subject("eve").build(), Issuer.RSA).split("\\.", -1);

    assertThat(tokens.person(ours[0] + "." + others[1] + "." + ours[2]))
        .isEqualTo(asserted("eve", "support", "staff"));
  }

  @Test
  void aKeyThatIsTooShortOnlyAsserts() {
    issuer.published = List.of(Issuer.WEAK);
    now = now.plus(IssuerKeys.BETWEEN_FETCHES);
    tokens.foresee();
    work();

    assertOnlyAsserted(Issuer.signed(claims().build(), Issuer.WEAK));
  }

  @Test
  void aNewKeyIsFetchedBesideTheRequestAndThenVerifies() {
    issuer.published = List.of(Issuer.NEXT);
    String token = Issuer.signed(claims().build(), Issuer.NEXT);
    now = now.plus(IssuerKeys.BETWEEN_FETCHES);

    assertOnlyAsserted(token);
    assertThat(background).hasSize(1);
    work();

    assertThat(tokens.person(token)).matches(Human::verified);
  }

  @Test
  void aKeyThatIsNoLongerPublishedOnlyAsserts() {
    String before = Issuer.signed(claims().build(), Issuer.RSA);
    assertThat(tokens.person(before)).matches(Human::verified);
    issuer.published = List.of(Issuer.NEXT);
    now = now.plus(IssuerKeys.FRESH).plusMillis(1);
    tokens.person(Issuer.signed(claims().subject("lee").build(), Issuer.NEXT));
    work();

    assertThat(tokens.person(before)).isEqualTo(asserted("kim", "support", "staff"));
  }

  @Test
  void madeUpKeyIdsDoNotFloodTheIssuer() {
    now = now.plus(IssuerKeys.BETWEEN_FETCHES);
    for (int i = 0; i < 100; i++) {
      assertOnlyAsserted(Issuer.signed(claims().claim("n", i).build(), Issuer.NEXT));
      work();
    }

    assertThat(issuer.fetched).as("discovery and keys, at start and once more").hasSize(4);
  }

  @Test
  void theLastKeysStayGoodForADayWhileTheIssuerIsDown() {
    issuer.down = true;
    for (int hour = 1; hour <= 24; hour++) {
      now = START.plus(Duration.ofHours(hour));
      assertThat(tokens.person(Issuer.signed(valid().build(), Issuer.RSA)))
          .matches(Human::verified);
      work();
    }
    now = START.plus(IssuerKeys.KEPT).plusMillis(1);

    assertThat(tokens.person(Issuer.signed(valid().claim("n", 1).build(), Issuer.RSA)))
        .matches(human -> !human.verified());
    assertThat(failures.counts().get("identity.jwt.keys")).isEqualTo(24);
  }

  @Test
  void anIssuerThatIsDownFromTheStartVerifiesOnceItIsUp() {
    issuer.down = true;
    tokens = tokens(Map.of());
    tokens.foresee();
    work();
    String token = Issuer.signed(claims().build(), Issuer.RSA);
    assertOnlyAsserted(token);
    issuer.down = false;
    now = now.plus(IssuerKeys.BETWEEN_FETCHES);

    assertOnlyAsserted(token);
    work();
    assertThat(tokens.person(token)).matches(Human::verified);
  }

  @Test
  void theDiscoveryDocumentMustBeTheIssuersOwnAndLeadToHttps() {
    for (String wrong :
        List.of(
            "{\"issuer\": \"https://evil.example\", \"jwks_uri\": \"https://evil.example/keys\"}",
            "{\"issuer\": \"" + Issuer.NAME + "\", \"jwks_uri\": \"http://id.example/keys\"}",
            "{\"issuer\": \"" + Issuer.NAME + "\"}",
            "[]")) {
      issuer.discovery = wrong;
      tokens = tokens(Map.of());
      tokens.foresee();
      work();

      assertOnlyAsserted(Issuer.signed(claims().build(), Issuer.RSA));
    }
    assertThat(failures.counts().get("identity.jwt.keys")).isEqualTo(4);
  }

  @Test
  void keysAtAKnownPlaceNeedNoDiscovery() {
    issuer.fetched.clear();
    issuer.discovery = "{}";
    tokens = tokens(Map.of(Issuer.NAME, Issuer.NAME + "/keys"));
    tokens.foresee();
    work();

    assertThat(tokens.person(Issuer.signed(claims().build(), Issuer.RSA))).matches(Human::verified);
    assertThat(issuer.fetched).containsExactly(URI.create(Issuer.NAME + "/keys"));
  }

  @Test
  void aClientThatActsForItselfIsNobody() {
    for (JWTClaimsSet.Builder client :
        List.of(
            claims().subject("cron").claim("client_id", "cron"),
            claims().subject("cron").claim("azp", "cron"),
            claims().claim("idtyp", "app"),
            claims().claim("gty", "client-credentials"),
            claims().subject(null))) {
      assertThat(tokens.person(Issuer.signed(client.build(), Issuer.RSA))).isNull();
    }
  }

  @Test
  void readsTheGroupsOfEachMakeOfIssuer() {
    assertThat(groups(claims().claim("groups", null).claim("roles", "admin auditor")))
        .containsExactlyInAnyOrder("admin", "auditor");
    assertThat(groups(claims().claim("realm_access", Map.of("roles", List.of("ops")))))
        .containsExactlyInAnyOrder("support", "staff", "ops");
    assertThat(groups(claims().claim("https://shop.example/roles", List.of("desk"))))
        .containsExactlyInAnyOrder("support", "staff", "desk");
  }

  @Test
  void groupsThatAreTooManyForTheTokenLeaveThePersonUntold() {
    String token =
        Issuer.signed(claims().claim("_claim_names", Map.of("groups", "src1")).build(), Issuer.RSA);

    assertThatThrownBy(() -> tokens.person(token))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("too many");
  }

  @Test
  void tellsWhoActsForThePerson() {
    Map<String, Object> act =
        Map.of("sub", "agent-7", "act", Map.of("client_id", "planner", "act", Map.of("x", "y")));

    Human human = tokens.person(Issuer.signed(claims().claim("act", act).build(), Issuer.RSA));

    assertThat(human).extracting(Human::chain).isEqualTo(List.of("agent-7", "planner", "unknown"));
  }

  private Set<String> groups(JWTClaimsSet.Builder claims) {
    Human human = tokens.person(Issuer.signed(claims.build(), Issuer.RSA));
    return human == null ? Set.of() : human.groups();
  }

  private void assertOnlyAsserted(String token) {
    assertThat(tokens.person(token))
        .satisfies(
            human -> {
              assertThat(human.subject()).isEqualTo("kim");
              assertThat(human.groups()).containsExactlyInAnyOrder("support", "staff");
              assertThat(human.verified()).isFalse();
              assertThat(human.source()).isEqualTo("jwt");
            });
  }

  private static Human asserted(String subject, String... groups) {
    return new Human(
        subject,
        Set.of(groups),
        Map.of("iss", Issuer.NAME, "sub", subject, "tenant", "t-7"),
        "jwt",
        false);
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(Issuer.NAME)
        .subject("kim")
        .audience("shop")
        .expirationTime(Date.from(START.plusSeconds(3_600)))
        .claim("groups", List.of("support", "staff"))
        .claim("tenant", "t-7");
  }

  /** Claims that are valid now, whenever that is. */
  private JWTClaimsSet.Builder valid() {
    return claims().expirationTime(Date.from(now.plusSeconds(60)));
  }

  private Tokens tokens(Map<String, String> keys) {
    JwtSettings settings =
        new JwtSettings(
            List.of(Issuer.NAME),
            keys,
            Set.of("shop"),
            List.of("sub"),
            List.of("groups", "roles", "realm_access.roles", "https://shop.example/roles"),
            Duration.ofSeconds(60));
    Executor queue = background::add;
    return new Tokens(settings, issuer, queue, () -> now, failures);
  }

  /** Does what is to be done beside the requests. */
  private void work() {
    for (@Nullable Runnable task = background.poll(); task != null; task = background.poll()) {
      task.run();
    }
  }
}
