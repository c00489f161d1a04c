package com.example.helpdesk;

import dev.langchain4j.service.TokenStream;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@RestController
class HelpdeskController {
  private final Assistants.Blocking blocking;
  private final Assistants.Streaming streaming;
  private final Assistants.Concurrent concurrent;
  private final Assistants.Office office;
  private final ExecutorService workers = Executors.newFixedThreadPool(2);

  HelpdeskController(
      Assistants.Blocking blocking,
      Assistants.Streaming streaming,
      Assistants.Concurrent concurrent,
      Assistants.Office office) {
    this.blocking = blocking;
    this.streaming = streaming;
    this.concurrent = concurrent;
    this.office = office;
  }

  @PostMapping("/chat")
  String chat(@RequestParam String conversation, @RequestBody String message) {
    return blocking.chat(conversation, message);
  }

  @PostMapping("/chat/office")
  String report(@RequestBody String message) {
    return office.report(message);
  }

  @PostMapping("/chat/stream")
  SseEmitter stream(@RequestParam String conversation, @RequestBody String message) {
    return emit(() -> streaming.chat(conversation, message));
  }

  @PostMapping("/chat/concurrent")
  SseEmitter streamConcurrently(@RequestParam String conversation, @RequestBody String message) {
    return emit(() -> concurrent.chat(conversation, message));
  }

  /** Asks on a worker's thread, so that the request's own is free. */
  private SseEmitter emit(Supplier<TokenStream> question) {
    SseEmitter emitter = new SseEmitter();
    workers.execute(
        () ->
            question
                .get()
                .onPartialResponse(part -> send(emitter, part))
                .onCompleteResponse(response -> emitter.complete())
                .onError(emitter::completeWithError)
                .start());
    return emitter;
  }

  private static void send(SseEmitter emitter, String part) {
    try {
      emitter.send(part);
    } catch (IOException e) {
      throw new UncheckedIOException("whoever asked is gone", e);
    }
  }

  @PreDestroy
  void close() {
    workers.shutdown();
  }
}
