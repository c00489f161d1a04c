package com.example.reactivedesk;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** The service. */
@SpringBootApplication
@EnableConfigurationProperties(ReactiveDeskSettings.class)
public class ReactiveDeskApplication {
  /** Starts the service; settings are Spring Boot's. */
  public static void main(String[] arguments) {
    SpringApplication.run(ReactiveDeskApplication.class, arguments);
  }
}
