package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeskUserTest {
  private HttpServer desk;
  private DeskUser kim;

  @BeforeEach
  void start() throws IOException {
    desk = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    desk.createContext("/", DeskUserTest::echo);
    desk.start();
    kim =
        new DeskUser(
            URI.create("http://127.0.0.1:" + desk.getAddress().getPort()), "kim", "password");
  }

  @AfterEach
  void stop() {
    desk.stop(0);
  }

  /** Tells what came; of the assistant as JSON, and as an error if it is asked for that. */
  private static void echo(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    String login = exchange.getRequestHeaders().getFirst("Authorization");
    byte[] answer =
        (path.equals("/assistant")
                ? body.replace("message", "answer")
                : exchange.getRequestMethod() + " " + path + " " + login)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(body.contains("fail") || path.equals("/fail") ? 403 : 200, 0);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Test
  void sendsRequestsWithTheLogin() {
    assertThat(kim.get("/tickets")).isEqualTo("GET /tickets Basic a2ltOnBhc3N3b3Jk");
    assertThat(kim.delete("/tickets")).startsWith("DELETE /tickets Basic ");
    assertThat(kim.post("/tickets/1/close")).startsWith("POST /tickets/1/close Basic ");
  }

  @Test
  void asksTheAssistantAsIs() {
    String question = "SQL: SELECT \"name\"\nFROM customers -- ä";

    assertThat(kim.ask(question)).isEqualTo(question);
  }

  @Test
  void tellsTheStatusOfWhatFailed() {
    assertThat(kim.get("/fail")).startsWith("HTTP 403 GET /fail");
    assertThat(kim.ask("fail")).isEqualTo("HTTP 403 {\"answer\":\"fail\"}");
  }

  @Test
  void saysThatNobodyAnswers() {
    desk.stop(0);

    assertThatThrownBy(() -> kim.get("/tickets"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/tickets");
  }
}
