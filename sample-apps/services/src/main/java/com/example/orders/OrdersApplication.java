package com.example.orders;

import com.example.Accounts;
import com.example.Sales;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;

/** The service. */
@SpringBootApplication
@EnableAsync
@EnableScheduling
public class OrdersApplication {
  /** Starts the service; settings are Spring Boot's. */
  public static void main(String[] arguments) {
    new SpringApplicationBuilder(OrdersApplication.class)
        .bannerMode(Banner.Mode.OFF)
        .properties(
            "spring.application.name=orders",
            "server.tomcat.threads.max=6",
            "server.tomcat.threads.min-spare=2",
            "spring.task.execution.pool.core-size=2",
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
  ChatClient assistant(OrderTools tools) {
    return ChatClient.builder(new LocalModel()).defaultTools(tools).build();
  }
}
