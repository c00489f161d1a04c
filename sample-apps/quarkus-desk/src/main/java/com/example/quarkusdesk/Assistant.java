package com.example.quarkusdesk;

import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers as a whole. */
@ApplicationScoped
@RegisterAiService(tools = Notes.class, chatLanguageModelSupplier = LocalModel.Whole.class)
public interface Assistant {
  /** Answers a question. */
  String answer(@UserMessage String question);
}
