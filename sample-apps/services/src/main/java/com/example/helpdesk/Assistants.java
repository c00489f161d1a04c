package com.example.helpdesk;

import dev.langchain4j.agentic.Agent;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;

/** Who answers. */
public final class Assistants {
  private Assistants() {}

  /** Answers when it has everything. */
  public interface Blocking {
    String chat(@MemoryId String conversation, @UserMessage String message);
  }

  /** Answers bit by bit. */
  public interface Streaming {
    TokenStream chat(@MemoryId String conversation, @UserMessage String message);
  }

  /** Answers bit by bit, and uses its tools at the same time. */
  public interface Concurrent {
    TokenStream chat(@MemoryId String conversation, @UserMessage String message);
  }

  /** Works in an {@link Office}. */
  public interface Analyst {
    @Agent("Finds figures.")
    @UserMessage("{{question}}")
    String find(@V("question") String question);
  }

  /** Has analysts do the work. */
  public interface Office {
    @Agent
    String report(@V("question") String question);
  }
}
