package dev.sluice.callers;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Somebody with an account of the services.
 *
 * @param groups in the order of their names
 */
record Person(String name, List<String> groups) {
  /** All who have one, as the services know them. */
  static List<Person> all() {
    return List.of(
        new Person("kim", List.of("support")),
        new Person("robin", List.of("lead", "support")),
        new Person("alex", List.of("sales")),
        new Person("sam", List.of("lead", "sales")));
  }

  /** The value of an {@code Authorization} header: the password is the name. */
  String basic() {
    byte[] login = (name + ":" + name).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(login);
  }
}
