package com.example.supportdesk.assistant;

import com.example.supportdesk.SupportDeskSettings;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.AiServices;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class AssistantConfiguration {
  @Bean
  ChatModel chatModel(SupportDeskSettings settings) {
    return OpenAiChatModel.builder()
        .baseUrl(settings.model().baseUrl())
        .apiKey(settings.model().apiKey())
        .modelName(settings.model().name())
        .build();
  }

  @Bean
  SupportAssistant supportAssistant(ChatModel model, DatabaseTools tools) {
    return AiServices.builder(SupportAssistant.class).chatModel(model).tools(tools).build();
  }
}
