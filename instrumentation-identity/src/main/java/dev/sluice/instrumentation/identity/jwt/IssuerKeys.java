package dev.sluice.instrumentation.identity.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.sluice.gate.Failures;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The keys that one issuer publishes, fetched on another thread: whoever asks gets those that are
 * known by now, at once. They are fetched when they are first asked for or foreseen, again when
 * they are asked for after five minutes, and when a token names a key that is not among them, but
 * never twice within ten seconds, so that made-up key ids cannot flood the issuer. While the issuer
 * is down the last keys stay good for a day. Thread-safe.
 */
final class IssuerKeys {
  static final Duration FRESH = Duration.ofMinutes(5);
  static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
  static final Duration KEPT = Duration.ofHours(24);

  private final String issuer;
  private final @Nullable String address;
  private final Documents documents;
  private final Executor background;
  private final InstantSource clock;
  private final Failures failures;
  private final AtomicBoolean fetching = new AtomicBoolean();
  private volatile Known known = new Known(new JWKSet(), Long.MIN_VALUE / 2);
  private volatile long lastFetch = Long.MIN_VALUE / 2;

  /**
   * @param fetched when, in milliseconds since 1970
   */
  private record Known(JWKSet keys, long fetched) {}

  /**
   * @param address where the keys are; null if the issuer's discovery document tells
   */
  IssuerKeys(
      String issuer,
      @Nullable String address,
      Documents documents,
      Executor background,
      InstantSource clock,
      Failures failures) {
    this.issuer = issuer;
    this.address = address;
    this.documents = documents;
    this.background = background;
    this.clock = clock;
    this.failures = failures;
  }

  /** The known keys that may have signed a token with that header; usually one, empty if none. */
  List<JWK> of(JWSHeader header) {
    Known now = known;
    long age = clock.millis() - now.fetched;
    List<JWK> fitting =
        age > KEPT.toMillis()
            ? List.of()
            : new JWKSelector(JWKMatcher.forJWSHeader(header)).select(now.keys);
    if (age > FRESH.toMillis() || fitting.isEmpty()) {
      refresh();
    }
    return fitting;
  }

  /** Has the keys fetched, unless they are being fetched or were a moment ago. */
  void refresh() {
    if (clock.millis() - lastFetch < BETWEEN_FETCHES.toMillis()
        || !fetching.compareAndSet(false, true)) {
      return;
    }
    lastFetch = clock.millis();
    try {
      background.execute(this::fetch);
    } catch (RejectedExecutionException busy) {
      fetching.set(false);
      failures.count("identity.jwt.keys", "too much to do to fetch keys of " + issuer, busy);
    }
  }

  private void fetch() {
    try {
      URI place = address == null ? discovered() : URI.create(address);
      known = new Known(JWKSet.parse(documents.fetch(place)), clock.millis());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (IOException | ParseException | RuntimeException | LinkageError problem) {
      failures.count("identity.jwt.keys", "cannot fetch the keys of " + issuer, problem);
    } finally {
      fetching.set(false);
    }
  }

  /**
   * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect
   *     Discovery 1.0, section 4</a>
   */
  private URI discovered() throws IOException, ParseException, InterruptedException {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    Map<String, Object> document =
        JSONObjectUtils.parse(
            documents.fetch(URI.create(base + "/.well-known/openid-configuration")));
    String named = JSONObjectUtils.getString(document, "issuer");
    if (!issuer.equals(named)) {
      throw new IOException("the discovery document of " + issuer + " is of " + named);
    }
    String place = JSONObjectUtils.getString(document, "jwks_uri");
    if (place == null) {
      throw new IOException("the discovery document of " + issuer + " has no jwks_uri");
    }
    URI uri = URI.create(place);
    if (issuer.startsWith("https:") && !"https".equals(uri.getScheme())) {
      throw new IOException("the keys of " + issuer + " are not behind https: " + place);
    }
    return uri;
  }
}
