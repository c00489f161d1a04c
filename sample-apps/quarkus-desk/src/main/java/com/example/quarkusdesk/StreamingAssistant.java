package com.example.quarkusdesk;

import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers word by word. */
@ApplicationScoped
@RegisterAiService(
    tools = Notes.class,
    streamingChatLanguageModelSupplier = LocalModel.Streaming.class)
public interface StreamingAssistant {
  /** Answers a question. */
  Multi<String> answer(@UserMessage String question);
}
