package com.example.supportdesk;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings under {@code support-desk}.
 *
 * @param accounts who may log in
 * @param model the language model behind the assistant
 */
@ConfigurationProperties("support-desk")
public record SupportDeskSettings(List<Account> accounts, Model model) {

  /** Somebody who works at the desk; the password is prefixed with its encoding. */
  public record Account(String name, String password, List<String> groups) {}

  /**
   * An endpoint that speaks OpenAI's chat completions.
   *
   * @param baseUrl up to and including the version, such as {@code https://api.openai.com/v1}
   */
  public record Model(String baseUrl, String apiKey, String name) {}
}
