package com.example.reactivedesk.assistant;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@RestController
@RequestMapping("/assistant")
class AssistantController {
  private final ChatClient assistant;

  AssistantController(ChatClient assistant) {
    this.assistant = assistant;
  }

  /** Answers when the model has said all. */
  @PostMapping
  Mono<Answer> ask(@RequestBody Question question) {
    return Mono.fromCallable(() -> assistant.prompt().user(question.message()).call().content())
        .subscribeOn(Schedulers.boundedElastic())
        .map(Answer::new);
  }

  /** The same, of a model that answers in pieces. */
  @PostMapping("/stream")
  Mono<Answer> stream(@RequestBody Question question) {
    return assistant.prompt().user(question.message()).stream()
        .content()
        .reduce(String::concat)
        .map(Answer::new);
  }

  record Question(String message) {}

  record Answer(String answer) {}
}
