package com.example.helpdesk;

import com.example.Accounts;
import com.example.Sales;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;

/** The service. Its model is at {@code helpdesk.model}, and speaks OpenAI's chat completions. */
@SpringBootApplication
public class HelpdeskApplication {
  private static final int REMEMBERED_MESSAGES = 20;

  /** Starts the service; settings are Spring Boot's. */
  public static void main(String[] arguments) {
    new SpringApplicationBuilder(HelpdeskApplication.class)
        .bannerMode(Banner.Mode.OFF)
        .properties(
            "spring.application.name=helpdesk",
            "server.tomcat.threads.max=6",
            "server.tomcat.threads.min-spare=2",
            "spring.datasource.hikari.maximum-pool-size=6")
        .run(arguments);
  }

  @Bean
  SecurityFilterChain filterChain(HttpSecurity http) {
    return Accounts.loginRequired(http);
  }

  @Bean
  UserDetailsService accounts() {
    return Accounts.all();
  }

  @Bean
  Sales sales(JdbcTemplate jdbc) {
    return new Sales(jdbc);
  }

  @Bean
  ChatModel model(@Value("${helpdesk.model}") String url) {
    return OpenAiChatModel.builder().baseUrl(url).apiKey("none").modelName("any").build();
  }

  @Bean
  StreamingChatModel streamingModel(@Value("${helpdesk.model}") String url) {
    return OpenAiStreamingChatModel.builder().baseUrl(url).apiKey("none").modelName("any").build();
  }

  @Bean
  Assistants.Blocking blocking(ChatModel model, HelpdeskTools tools) {
    return AiServices.builder(Assistants.Blocking.class)
        .chatModel(model)
        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(REMEMBERED_MESSAGES))
        .tools(tools)
        .build();
  }

  @Bean
  Assistants.Streaming streaming(StreamingChatModel model, HelpdeskTools tools) {
    return AiServices.builder(Assistants.Streaming.class)
        .streamingChatModel(model)
        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(REMEMBERED_MESSAGES))
        .tools(tools)
        .build();
  }

  @Bean
  Assistants.Concurrent concurrent(StreamingChatModel model, HelpdeskTools tools) {
    return AiServices.builder(Assistants.Concurrent.class)
        .streamingChatModel(model)
        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(REMEMBERED_MESSAGES))
        .tools(tools)
        .executeToolsConcurrently()
        .build();
  }

  @Bean
  Assistants.Analyst analyst(ChatModel model, HelpdeskTools tools) {
    return AgenticServices.agentBuilder(Assistants.Analyst.class)
        .chatModel(model)
        .tools(tools)
        .outputKey("report")
        .build();
  }

  @Bean
  Assistants.Office office(Assistants.Analyst analyst) {
    return AgenticServices.sequenceBuilder(Assistants.Office.class)
        .subAgents(analyst)
        .outputKey("report")
        .build();
  }
}
