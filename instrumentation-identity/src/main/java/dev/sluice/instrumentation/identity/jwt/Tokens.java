package dev.sluice.instrumentation.identity.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Verifies bearer tokens. Only signatures with public keys count: {@code none} and HMAC, whose
 * secret would be the public key that everybody has, never do. A token of a configured issuer that
 * is not verified, for whatever reason, also because its key has not been fetched yet, asserts the
 * person whom it names: what restricts that person holds. Tokens of other issuers, and such that
 * are no signed JWT, are not ours to judge. What was verified is remembered for at most five
 * minutes. Thread-safe; never waits for an issuer.
 */
public final class Tokens {
  private static final Set<JWSAlgorithm> ACCEPTED = accepted();
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");
  private static final int LONGEST_TOKEN = 16_384;
  private static final int LEAST_RSA_BITS = 2_048;
  private static final int MOST_REMEMBERED = 10_000;
  static final Duration REMEMBERED = Duration.ofMinutes(5);

  private final JwtSettings settings;
  private final TokenReader reader;
  private final InstantSource clock;
  private final Failures failures;
  private final Map<String, IssuerKeys> issuers = new HashMap<>();
  private final Map<String, Remembered> verified = new ConcurrentHashMap<>();

  /**
   * @param until in milliseconds since 1970
   */
  private record Remembered(@Nullable Human human, long until) {}

  /** Fetches keys over HTTP, on the given executor. */
  public static Tokens overHttp(JwtSettings settings, Executor background, Failures failures) {
    return new Tokens(settings, new HttpDocuments(), background, InstantSource.system(), failures);
  }

  Tokens(
      JwtSettings settings,
      Documents documents,
      Executor background,
      InstantSource clock,
      Failures failures) {
    this.settings = settings;
    this.reader = new TokenReader(settings);
    this.clock = clock;
    this.failures = failures;
    for (String issuer : settings.issuers()) {
      String address = settings.keys().get(issuer);
      issuers.put(issuer, new IssuerKeys(issuer, address, documents, background, clock, failures));
    }
  }

  /** Has the keys of all issuers fetched, before the first token comes. */
  public void foresee() {
    issuers.values().forEach(IssuerKeys::refresh);
  }

  /**
   * The person whom a token names, verified or asserted; null if it is not ours to judge, or names
   * no person.
   *
   * @throws IllegalStateException if there is a person, but who it is cannot be told
   */
  public @Nullable Human person(String token) {
    if (token.length() > LONGEST_TOKEN) {
      return null;
    }
    String digest = digest(token);
    long now = clock.millis();
    Remembered known = verified.get(digest);
    if (known != null && now < known.until) {
      return known.human;
    }
    return judge(token, digest, now);
  }

  @SuppressWarnings("JavaUtilDate") // what the library has
  private @Nullable Human judge(String token, String digest, long now) {
    JWTClaimsSet claims;
    SignedJWT jwt;
    try {
      jwt = SignedJWT.parse(token);
      claims = jwt.getJWTClaimsSet();
    } catch (ParseException | RuntimeException notSigned) {
      return unsigned(token);
    }
    IssuerKeys keys = claims.getIssuer() == null ? null : issuers.get(claims.getIssuer());
    if (keys == null) {
      return null;
    }
    if (!isFor(claims, now) || !isSigned(jwt, keys)) {
      failures.add("identity.jwt.unverified", 1);
      return reader.person(claims.getClaims(), false);
    }
    Human human = reader.person(claims.getClaims(), true);
    long until = claims.getExpirationTime().getTime() + settings.clockSkew().toMillis();
    remember(digest, new Remembered(human, Math.min(until, now + REMEMBERED.toMillis())), now);
    return human;
  }

  /** A token that says {@code alg: none} in the name of an issuer asserts as any other does. */
  private @Nullable Human unsigned(String token) {
    try {
      JWTClaimsSet claims = PlainJWT.parse(token).getJWTClaimsSet();
      if (claims.getIssuer() == null || !issuers.containsKey(claims.getIssuer())) {
        return null;
      }
      failures.add("identity.jwt.unverified", 1);
      return reader.person(claims.getClaims(), false);
    } catch (ParseException | RuntimeException noToken) {
      return null;
    }
  }

  @SuppressWarnings("JavaUtilDate") // what the library has
  private boolean isFor(JWTClaimsSet claims, long now) {
    Date end = claims.getExpirationTime();
    Date beginning = claims.getNotBeforeTime();
    long skew = settings.clockSkew().toMillis();
    return end != null
        && now - skew < end.getTime()
        && (beginning == null || beginning.getTime() <= now + skew)
        && claims.getAudience().stream().anyMatch(settings.audiences()::contains);
  }

  private boolean isSigned(SignedJWT jwt, IssuerKeys keys) {
    JWSHeader header = jwt.getHeader();
    JOSEObjectType type = header.getType();
    if (!ACCEPTED.contains(header.getAlgorithm())
        || (type != null && !TYPES.contains(type.getType().toLowerCase(Locale.ROOT)))) {
      return false;
    }
    for (JWK key : keys.of(header)) {
      if (isSigned(jwt, key)) {
        return true;
      }
    }
    return false;
  }

  private boolean isSigned(SignedJWT jwt, JWK key) {
    try {
      if (key instanceof RSAKey rsa) {
        RSAPublicKey publicKey = rsa.toRSAPublicKey();
        return publicKey.getModulus().bitLength() >= LEAST_RSA_BITS
            && jwt.verify(new RSASSAVerifier(publicKey));
      }
      return key instanceof ECKey ec && jwt.verify(new ECDSAVerifier(ec));
    } catch (JOSEException unusable) {
      failures.count("identity.jwt.key", "cannot use key " + key.getKeyID(), unusable);
      return false;
    }
  }

  /** Only what was verified is remembered, so that nobody without a token can fill the memory. */
  private void remember(String digest, Remembered result, long now) {
    if (verified.size() >= MOST_REMEMBERED) {
      verified.values().removeIf(old -> old.until <= now);
      if (verified.size() >= MOST_REMEMBERED) {
        verified.clear();
      }
    }
    verified.put(digest, result);
  }

  private static String digest(String token) {
    try {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static Set<JWSAlgorithm> accepted() {
    return Set.of(
        JWSAlgorithm.RS256,
        JWSAlgorithm.RS384,
        JWSAlgorithm.RS512,
        JWSAlgorithm.PS256,
        JWSAlgorithm.PS384,
        JWSAlgorithm.PS512,
        JWSAlgorithm.ES256,
        JWSAlgorithm.ES384,
        JWSAlgorithm.ES512);
  }
}
