package dev.sluice.callers;

import java.io.IOException;

/** What people do with each service. */
final class Plays {
  private static final int ROUNDS = 3;

  private Plays() {}

  /** A service of Spring AI, whose statements run on threads of many kinds. */
  static Played orders(Stage stage, String name, String... settings) {
    try (SpringService service =
        SpringService.start(stage, name, "com.example.orders.OrdersApplication", settings)) {
      service.expectForNobody("nobody_scheduled");
      for (int round = 1; round <= ROUNDS; round++) {
        for (Person person : Person.all()) {
          service.total(person, "plain", round, "");
          service.total(person, "async", round, "/async");
          service.total(person, "future", round, "/future");
          service.ask(person, "ask", round, "/assistant", name, true, "total", "unsold");
          service.ask(person, "stream", round, "/assistant/stream", name, true, "unsold", "total");
        }
      }
      return service.play();
    }
  }

  /** A service of LangChain4j that streams what a model says over HTTP. */
  static Played helpdesk(Stage stage) throws IOException {
    try (ChatCompletions model = ChatCompletions.start();
        SpringService service =
            SpringService.start(
                stage,
                "helpdesk",
                "com.example.helpdesk.HelpdeskApplication",
                "--helpdesk.model=" + model.baseUrl())) {
      for (int round = 1; round <= ROUNDS; round++) {
        for (Person person : Person.all()) {
          service.ask(person, "chat", round, "/chat", "Blocking", true, "total", "unsold");
          service.ask(person, "stream", round, "/chat/stream", "Streaming", true, "total");
          service.ask(
              person, "both", round, "/chat/concurrent", "Concurrent", true, "unsold", "total");
          service.ask(person, "office", round, "/chat/office", "Analyst", false, "total");
        }
      }
      return service.play();
    }
  }

  /** A service of WebFlux and Spring AI over R2DBC, which never blocks. */
  static Played reactiveDesk(Stage stage) {
    try (SpringService service = SpringService.startReactiveDesk(stage, "reactive_desk")) {
      for (int round = 1; round <= ROUNDS; round++) {
        for (Person person : Person.all()) {
          service.askForSql(person, "ask", round, "/assistant");
          service.askForSql(person, "stream", round, "/assistant/stream");
        }
      }
      service.askedByAll("/customers", "FROM \"customers\"", ROUNDS);
      service.askedByAll("/tickets", "FROM \"tickets\"", ROUNDS);
      return service.play();
    }
  }
}
