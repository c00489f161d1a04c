package com.example.reactivedesk;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings under {@code reactive-desk}.
 *
 * @param accounts who may log in
 */
@ConfigurationProperties("reactive-desk")
public record ReactiveDeskSettings(List<Account> accounts) {

  /** Somebody who works at the desk; the password is prefixed with its encoding. */
  public record Account(String name, String password, List<String> groups) {}
}
