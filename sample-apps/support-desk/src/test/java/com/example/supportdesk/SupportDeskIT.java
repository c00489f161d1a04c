package com.example.supportdesk;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SupportDeskIT {
  private static EmbeddedPostgres postgres;
  private static StubModel model;

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.start();
    model = new StubModel();
  }

  @AfterAll
  static void stop() throws IOException {
    model.close();
    postgres.close();
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", () -> postgres.getJdbcUrl("postgres", "postgres"));
    registry.add("spring.datasource.username", () -> "postgres");
    registry.add("support-desk.model.base-url", model::baseUrl);
    registry.add("support-desk.model.api-key", () -> "unused");
  }

  @Test
  void nobodyGetsInWithoutALogin() {
    HttpStatusCode status =
        RestClient.create("http://127.0.0.1:" + port)
            .get()
            .uri("/customers/1")
            .exchange((request, response) -> response.getStatusCode());

    assertThat(status.value()).isEqualTo(401);
  }

  @Test
  void showsACustomerWithAllThatIsStored() {
    JsonNode customer = get("/customers/1");

    assertThat(customer.path("name").asString()).isEqualTo("Ada Quill");
    assertThat(customer.path("ssn").asString()).isEqualTo("000-14-1592");
    assertThat(customer.path("cardNumber").asString()).isEqualTo("4111111111111111");
  }

  @Test
  void listsTheOrdersOfACustomer() {
    assertThat(get("/orders?customer=1"))
        .extracting(order -> order.path("item").asString())
        .containsExactly("Standing desk", "Desk lamp");
  }

  @Test
  void listsOpenTicketsUntilTheyAreClosed() {
    assertThat(get("/tickets")).anyMatch(ticket -> ticket.path("id").asInt() == 1);

    ResponseEntity<Void> closed =
        kim().post().uri("/tickets/1/close").retrieve().toBodilessEntity();

    assertThat(closed.getStatusCode().value()).isEqualTo(204);
    assertThat(get("/tickets")).noneMatch(ticket -> ticket.path("id").asInt() == 1);
  }

  @Test
  void theAssistantRunsWhateverSqlItsModelWrites() {
    model.willCall("runSql", Map.of("sql", "SELECT name, plan FROM customers WHERE id = 2"));

    assertThat(ask("Which plan is Bo on?")).isEqualTo("name | plan\nBo Lindqvist | basic");
  }

  @Test
  void theAssistantRunsSeveralStatementsInOneText() {
    model.willCall(
        "runSql", Map.of("sql", "CREATE TABLE scratch (n int); INSERT INTO scratch VALUES (1)"));

    assertThat(ask("Make a scratch table."))
        .isEqualTo("Done, rows changed: 0\nDone, rows changed: 1");
    assertThat(jdbc.sql("SELECT count(*) FROM scratch").query(Long.class).single()).isEqualTo(1);
  }

  @Test
  void theModelReadsWhatWentWrong() {
    model.willCall("runSql", Map.of("sql", "SELECT nothing FROM nowhere"));

    assertThat(ask("?")).startsWith("Error: ").contains("relation \"nowhere\" does not exist");
  }

  @Test
  void theAssistantFindsACustomerByEmail() {
    model.willCall("lookupCustomer", Map.of("email", "dana@whitfield.example"));

    assertThat(ask("Who is dana@whitfield.example?"))
        .isEqualTo("id 4: Dana Whitfield, +1-512-555-0190, plan team");
  }

  private JsonNode get(String uri) {
    return kim().get().uri(uri).retrieve().requiredBody(JsonNode.class);
  }

  private String ask(String message) {
    return kim()
        .post()
        .uri("/assistant")
        .body(Map.of("message", message))
        .retrieve()
        .requiredBody(JsonNode.class)
        .path("answer")
        .asString();
  }

  private RestClient kim() {
    return RestClient.builder()
        .baseUrl("http://127.0.0.1:" + port)
        .defaultHeaders(headers -> headers.setBasicAuth("kim", "kim-password"))
        .build();
  }
}
