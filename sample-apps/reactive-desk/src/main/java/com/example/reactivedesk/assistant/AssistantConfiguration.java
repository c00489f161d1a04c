package com.example.reactivedesk.assistant;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class AssistantConfiguration {
  @Bean
  ChatModel chatModel() {
    return new RuleModel();
  }

  @Bean
  ChatClient assistant(ChatModel model, DeskTools tools) {
    return ChatClient.builder(model).defaultTools(tools).build();
  }
}
