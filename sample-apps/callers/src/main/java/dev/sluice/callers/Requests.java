package dev.sluice.callers;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Requests that are sent at the same time. For one thread. */
final class Requests {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int OK = 200;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Planned> planned = new ArrayList<>();

  private record Planned(HttpRequest request, String answer) {}

  private record Sent(Planned planned, CompletableFuture<HttpResponse<String>> response) {}

  /**
   * Plans a request.
   *
   * @param answer what must be in the answer, so that it is known to have been given
   */
  void plan(HttpRequest.Builder request, String answer) {
    planned.add(new Planned(request.timeout(PATIENCE).build(), answer));
  }

  /**
   * Sends all of them, and waits for the answers.
   *
   * @return what was not answered as it should
   */
  List<String> send() {
    List<Sent> all =
        planned.stream()
            .map(one -> new Sent(one, client.sendAsync(one.request(), BodyHandlers.ofString())))
            .toList();
    List<String> failures = new ArrayList<>();
    for (Sent sent : all) {
      try {
        HttpResponse<String> answer = sent.response().join();
        if (answer.statusCode() != OK || !answer.body().contains(sent.planned().answer())) {
          failures.add(answer.uri() + " answered " + answer.statusCode() + " " + answer.body());
        }
      } catch (CompletionException e) {
        failures.add(sent.planned().request().uri() + " was not answered: " + e.getCause());
      }
    }
    return failures;
  }
}
