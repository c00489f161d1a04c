package dev.sluice.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The policies that Sluice brings along. They are written in the policy language, so that everybody
 * can read what holds when nobody wrote anything.
 */
public final class BuiltInPolicy {
  private static final long NOT_LOADED = 0;

  private BuiltInPolicy() {}

  /**
   * The policy that is in force without any: AI tool calls may read and change rows, with personal
   * data and secrets masked, and nothing else; everybody else is allowed.
   */
  public static Policy create(PolicySettings settings) {
    return read("built-in-policy.yaml", settings);
  }

  /** The text of {@link #create}, to begin an own policy with. */
  public static String text() {
    return text("built-in-policy.yaml");
  }

  /** Refuses every statement. */
  static Policy denyingAll(PolicySettings settings) {
    return read("deny-all-policy.yaml", settings);
  }

  /** Allows every statement. */
  static Policy observingAll(PolicySettings settings) {
    return read("observe-all-policy.yaml", settings);
  }

  private static Policy read(String resource, PolicySettings settings) {
    try {
      return PolicyReader.read(resource, text(resource), NOT_LOADED, settings);
    } catch (PolicyException e) { // tests read every one of them
      throw new IllegalStateException(e);
    }
  }

  private static String text(String resource) {
    try (InputStream in = BuiltInPolicy.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("Missing in the jar: " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
