package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedModelTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final ScriptedModel model =
      ScriptedModel.start(
          List.of(
              new ScriptedModel.Line("ticket 3", "runSql", Map.of("sql", "SELECT \"a\"\nFROM b")),
              new ScriptedModel.Line("tidy up", "runSql", Map.of("sql", "DROP TABLE orders")),
              new ScriptedModel.Line("tidy", "runSql", Map.of("sql", "SELECT 1"))));

  @AfterEach
  void stop() {
    model.close();
  }

  @Test
  void callsTheToolThatTheScriptNamesForTheQuestion() throws Exception {
    JsonNode choice = choice(post(message("user", "Who wrote ticket 3?")));

    assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
    JsonNode call = choice.path("message").path("tool_calls").path(0);
    assertThat(call.path("id").asText()).isNotEmpty();
    assertThat(call.path("function").path("name").asText()).isEqualTo("runSql");
    JsonNode arguments = JSON.readTree(call.path("function").path("arguments").asText());
    assertThat(arguments.path("sql").asText()).isEqualTo("SELECT \"a\"\nFROM b");
  }

  @Test
  void repeatsWhatTheToolFound() throws Exception {
    String user = message("user", "Who wrote ticket 3?");
    JsonNode choice = choice(post(user + "," + message("tool", "name\\nAda Quill")));

    assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
    assertThat(choice.path("message").path("content").asText()).isEqualTo("name\nAda Quill");
  }

  @Test
  void readsAMessageOfSeveralParts() throws Exception {
    String parts =
        "[{\"type\":\"text\",\"text\":\"About tick\"},{\"type\":\"text\",\"text\":\"et 3\"}]";

    HttpResponse<String> response = post("{\"role\":\"user\",\"content\":" + parts + "}");

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAQuestionThatIsNotInTheScript() throws Exception {
    HttpResponse<String> response = post(message("user", "What is the weather like?"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("0 lines of the script fit").contains("weather");
  }

  @Test
  void refusesAQuestionThatFitsSeveralLinesOfTheScript() throws Exception {
    assertThat(post(message("user", "Please tidy up.")).statusCode()).isEqualTo(400);
  }

  private static String message(String role, String content) {
    return "{\"role\":\"" + role + "\",\"content\":\"" + content + "\"}";
  }

  private HttpResponse<String> post(String messages) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(model.baseUrl() + "/chat/completions"))
            .POST(BodyPublishers.ofString("{\"messages\":[" + messages + "]}"))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private static JsonNode choice(HttpResponse<String> response) throws IOException {
    assertThat(response.statusCode()).isEqualTo(200);
    return JSON.readTree(response.body()).path("choices").path(0);
  }
}
