package dev.sluice.remote.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is believed to be the server, and who the server believes that we are. */
@Timeout(60)
class TlsTest {
  private static final char[] PASSWORD = "only-for-tests".toCharArray();
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

  @TempDir private static Path directory;

  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final List<String> clients = new CopyOnWriteArrayList<>();
  private final HostnameVerifier verifier = HttpsURLConnection.getDefaultHostnameVerifier();
  private final SSLSocketFactory factory = HttpsURLConnection.getDefaultSSLSocketFactory();
  private @Nullable HttpsServer server;

  /** Certificates that vouch for themselves: of this host, of another one, and of a client. */
  @BeforeAll
  static void makeKeys() throws Exception {
    List<Process> made =
        List.of(
            keytool("here", "-ext", "san=ip:127.0.0.1"),
            keytool("elsewhere", "-ext", "san=dns:elsewhere.example"),
            keytool("client"));
    for (Process each : made) {
      String output = new String(each.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(each.waitFor()).as(output).isZero();
    }
    for (String name : List.of("here", "elsewhere", "client")) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(name, certificate(name));
      try (OutputStream out = Files.newOutputStream(directory.resolve(name + ".trust"))) {
        trusted.store(out, PASSWORD);
      }
      Files.writeString(
          directory.resolve(name + ".pem"),
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder().encodeToString(certificate(name).getEncoded())
              + "\n-----END CERTIFICATE-----\n");
    }
  }

  private static Process keytool(String name, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file(name + ".p12").toString(),
                "-storepass",
                String.valueOf(PASSWORD)));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static Path file(String name) {
    return directory.resolve(name);
  }

  private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static X509Certificate certificate(String name)
      throws IOException, GeneralSecurityException {
    return (X509Certificate) store(file(name + ".p12")).getCertificate(name);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE_PASSWORD);
    HttpsURLConnection.setDefaultHostnameVerifier(verifier);
    HttpsURLConnection.setDefaultSSLSocketFactory(factory);
  }

  @Test
  void aServerOfTheGivenAuthorityIsBelieved() throws Exception {
    URL url = serve("here", null);

    assertThat(get(access("here.pem", null, "token"), url)).isEqualTo("policy");
    assertThat(tokens).containsExactly("Bearer token");
  }

  @Test
  void aServerOfAnotherAuthorityIsNotBelieved() throws Exception {
    URL url = serve("here", null);

    assertUntrusted(access("elsewhere.pem", null, "token"), url);
    assertUntrusted(ServerAccess.open(), url);
    assertThat(tokens).isEmpty();
  }

  @Test
  void withoutAnAuthorityItIsTheJvmThatTrusts() throws Exception {
    URL url = serve("here", null);
    System.setProperty(TRUST_STORE, file("here.trust").toString());
    System.setProperty(TRUST_STORE_PASSWORD, String.valueOf(PASSWORD));

    assertThat(get(ServerAccess.open(), url)).isEqualTo("policy");
    assertUntrusted(access("elsewhere.pem", null, null), url);
  }

  @Test
  void aCertificateForAnotherHostIsRefusedWhateverTheServiceMinds() throws Exception {
    URL url = serve("elsewhere", null);
    HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);

    assertUntrusted(access("elsewhere.pem", null, "token"), url);
    assertThat(tokens).isEmpty();
  }

  @Test
  void whomTheServiceTrustsByItsDefaultsIsNotBelieved() throws Exception {
    URL url = serve("here", null);
    SSLContext careless = SSLContext.getInstance("TLS");
    careless.init(null, new TrustManager[] {new TrustsAll()}, null);
    HttpsURLConnection.setDefaultSSLSocketFactory(careless.getSocketFactory());

    assertUntrusted(access("elsewhere.pem", null, "token"), url);
    assertUntrusted(ServerAccess.open(), url);
    assertThat(tokens).isEmpty();
  }

  @Test
  void aClientCertificateIsShown() throws Exception {
    URL url = serve("here", "client.trust");

    assertThat(get(access("here.pem", "client.p12", null), url)).isEqualTo("policy");
    assertThat(clients).containsExactly("CN=client");
    assertThatThrownBy(() -> get(access("here.pem", null, null), url))
        .isInstanceOf(IOException.class);
    assertThat(clients).hasSize(1);
  }

  @Test
  void aRedirectToTheSameHostWithoutTlsIsRefused() throws Exception {
    HttpsServer secure = server("here", null);
    int port = secure.getAddress().getPort();
    secure.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port + "/prod/head");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });

    assertThatThrownBy(() -> get(access("here.pem", null, "token"), url(secure)))
        .hasMessage("redirected to another server, 127.0.0.1: not followed");
  }

  @Test
  void filesThatHoldNotWhatTheyShouldAreToldWithoutTheirContent() throws Exception {
    Files.writeString(file("none.pem"), "secret");

    assertThatThrownBy(() -> access("none.pem", null, null))
        .hasMessageContaining("none.pem holds no certificate")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> access("missing.pem", null, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing.pem");
    assertThatThrownBy(
            () ->
                ServerAccess.of(
                    null, file("client.p12").toFile(), "wrong".toCharArray(), null, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("client.p12 holds no keys in PKCS #12, or not with this password");
  }

  private static void assertUntrusted(ServerAccess access, URL url) {
    assertThatThrownBy(() -> get(access, url))
        .isInstanceOfAny(SSLException.class, IOException.class)
        .satisfies(
            e ->
                assertThat(e.toString())
                    .containsAnyOf("PKIX path", "No subject alternative", "HTTPS hostname wrong"));
  }

  private static ServerAccess access(
      String authorities, @Nullable String clientKeys, @Nullable String token) throws IOException {
    return ServerAccess.of(
        file(authorities).toFile(),
        clientKeys == null ? null : file(clientKeys).toFile(),
        PASSWORD,
        token,
        null);
  }

  private static String get(ServerAccess access, URL url) throws IOException {
    HttpFetch.Answer answer =
        new HttpFetch(access)
            .get(url, Map.of(), 1_000, Duration.ofSeconds(10), Duration.ofSeconds(20));
    byte[] body = answer.body();
    return body == null ? "" : new String(body, StandardCharsets.UTF_8);
  }

  private URL serve(String name, @Nullable String clientsOf) throws Exception {
    HttpsServer secure = server(name, clientsOf);
    secure.createContext("/", this::answer);
    return url(secure);
  }

  private static URL url(HttpsServer secure) throws IOException {
    return new URL("https://127.0.0.1:" + secure.getAddress().getPort() + "/prod/head");
  }

  private HttpsServer server(String name, @Nullable String clientsOf) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store(file(name + ".p12")), PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store(file(clientsOf == null ? "here.trust" : clientsOf)));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters tls = context.getDefaultSSLParameters();
            tls.setNeedClientAuth(clientsOf != null);
            parameters.setSSLParameters(tls);
          }
        });
    secure.start();
    server = secure;
    return secure;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange instanceof HttpsExchange secure) {
        clients.addAll(client(secure));
      }
      List<String> given = exchange.getRequestHeaders().get("Authorization");
      if (given != null) {
        tokens.addAll(given);
      }
      byte[] body = "policy".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static List<String> client(HttpsExchange exchange) {
    try {
      return List.of(exchange.getSSLSession().getPeerPrincipal().getName());
    } catch (SSLException nobody) {
      return List.of();
    }
  }

  /** What tests of services like to install. */
  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
