package dev.sluice.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An issuer of JSON Web Tokens on the loopback interface, with RSA keys made for the occasion, a
 * discovery document and a key set. It also makes what a forger would. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect
 *     Discovery</a>
 */
public final class TokenIssuer implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int RSA_BITS = 2_048;
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final Key stranger;
  private volatile Key current;
  private volatile boolean down;
  private int made;

  private record Key(String id, KeyPair pair) {
    RSAPublicKey publicKey() {
      return (RSAPublicKey) pair.getPublic();
    }
  }

  private TokenIssuer(HttpServer server) {
    this.server = server;
    this.stranger = key("stranger");
    this.current = key("key-0");
  }

  /** Starts on a free port. */
  public static TokenIssuer start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      TokenIssuer issuer = new TokenIssuer(server);
      server.createContext(
          "/.well-known/openid-configuration",
          exchange -> issuer.answer(exchange, issuer::discovery));
      server.createContext("/keys", exchange -> issuer.answer(exchange, issuer::keys));
      server.start();
      return issuer;
    } catch (IOException e) {
      throw new UncheckedIOException("the issuer cannot listen", e);
    }
  }

  /** What its tokens have as {@code iss}. */
  public String name() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A token signed by RS256 with the key that is published. */
  public String token(Map<String, ?> claims) {
    return signed(current, claims);
  }

  /** A token signed with a key of somebody else's. */
  public String ofStranger(Map<String, ?> claims) {
    return signed(stranger, claims);
  }

  /** A token that says to need no signature. */
  public String unsigned(Map<String, ?> claims) {
    return content(Map.of("alg", "none", "typ", "JWT"), claims) + ".";
  }

  /** A token whose secret is the published key, for verifiers that believe the header. */
  public String authenticatedWithPublicKey(Map<String, ?> claims) {
    Key key = current;
    String content = content(Map.of("alg", "HS256", "typ", "JWT", "kid", key.id()), claims);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.publicKey().getEncoded(), "HmacSHA256"));
      return content + "." + BASE64.encodeToString(mac.doFinal(ascii(content)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC", e);
    }
  }

  /** Signs with a new key from now on, and publishes that one only. */
  public synchronized void rotate() {
    made++;
    current = key("key-" + made);
  }

  /** Answers nothing but errors, or is there again. */
  public void goDown(boolean isDown) {
    down = isDown;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange, Supplier<String> document) throws IOException {
    try (exchange) {
      byte[] body = document.get().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      if (down) {
        exchange.sendResponseHeaders(UNAVAILABLE, -1);
      } else {
        exchange.sendResponseHeaders(OK, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private String discovery() {
    return json(Map.of("issuer", name(), "jwks_uri", name() + "/keys"));
  }

  private String keys() {
    Key key = current;
    Map<String, Object> published = new LinkedHashMap<>();
    published.put("kty", "RSA");
    published.put("use", "sig");
    published.put("alg", "RS256");
    published.put("kid", key.id());
    published.put("n", number(key.publicKey().getModulus()));
    published.put("e", number(key.publicKey().getPublicExponent()));
    return json(Map.of("keys", List.of(published)));
  }

  private static String signed(Key key, Map<String, ?> claims) {
    String content = content(Map.of("alg", "RS256", "typ", "JWT", "kid", key.id()), claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key.pair().getPrivate());
      signature.update(ascii(content));
      return content + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  private static String content(Map<String, ?> header, Map<String, ?> claims) {
    return part(header) + "." + part(claims);
  }

  private static String part(Map<String, ?> content) {
    return BASE64.encodeToString(json(content).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Without the zero byte that Java puts before numbers whose highest bit is set. */
  private static String number(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return BASE64.encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static Key key(String id) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      return new Key(id, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  private static String json(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      write(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException("texts can be written", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(String.valueOf(entry.getKey()));
        write(out, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object item : list) {
        write(out, item);
      }
      out.writeEndArray();
    } else if (value instanceof Number number) {
      out.writeNumber(number.longValue());
    } else {
      out.writeString(value.toString());
    }
  }
}
