package com.example.supportdesk;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** The service. */
@SpringBootApplication
@EnableConfigurationProperties(SupportDeskSettings.class)
public class SupportDeskApplication {
  /** Starts the service; settings are Spring Boot's. */
  public static void main(String[] arguments) {
    SpringApplication.run(SupportDeskApplication.class, arguments);
  }
}
