package com.example.orders;

import com.example.Sales;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

@RestController
class OrdersController {
  private final Sales sales;
  private final Reports reports;
  private final ChatClient assistant;

  OrdersController(Sales sales, Reports reports, ChatClient assistant) {
    this.sales = sales;
    this.reports = reports;
    this.assistant = assistant;
  }

  @GetMapping("/totals/{title}")
  @Nullable Long total(@PathVariable String title) {
    return sales.total(title);
  }

  @GetMapping("/totals/{title}/async")
  CompletableFuture<@Nullable Long> totalByAsyncMethod(@PathVariable String title) {
    return reports.total(title);
  }

  @GetMapping("/totals/{title}/future")
  CompletableFuture<@Nullable Long> totalByCommonPool(@PathVariable String title) {
    return CompletableFuture.supplyAsync(() -> sales.total(title));
  }

  @PostMapping("/assistant")
  @Nullable String ask(@RequestParam String conversation, @RequestBody String question) {
    return assistant
        .prompt()
        .user(question)
        .advisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, conversation))
        .call()
        .content();
  }

  @PostMapping(path = "/assistant/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  Flux<String> askAndStream(@RequestParam String conversation, @RequestBody String question) {
    return assistant
        .prompt()
        .user(question)
        .advisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, conversation))
        .stream()
        .content();
  }
}
