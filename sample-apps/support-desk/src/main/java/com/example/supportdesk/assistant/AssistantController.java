package com.example.supportdesk.assistant;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AssistantController {
  private final SupportAssistant assistant;

  AssistantController(SupportAssistant assistant) {
    this.assistant = assistant;
  }

  @PostMapping("/assistant")
  Answer ask(@RequestBody Question question) {
    return new Answer(assistant.answer(question.message()));
  }

  record Question(String message) {}

  record Answer(String answer) {}
}
