package dev.sluice.status;

import dev.sluice.gate.Failures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The sections of a status, each told by the part of the agent that knows it. A section holds
 * texts, numbers, truths, and lists and maps of these; no secret, no value of a database or a
 * parameter, no person's name may be among them. Whoever reads a section gets its content as of
 * that moment. Thread-safe.
 */
public final class StatusBoard {
  private static final int LONGEST_TEXT = 500;
  private static final Pattern USER_OF_URL = Pattern.compile("(?<=://)[^/@\\s]*@");

  private final Map<String, Supplier<? extends Map<String, ?>>> sections = new LinkedHashMap<>();
  private final Failures failures;

  public StatusBoard(Failures failures) {
    this.failures = failures;
  }

  /**
   * Adds a section behind those that are there, or replaces the one of that name.
   *
   * @param content asked each time that the status is read, on a thread of the agent's own; should
   *     take no longer than a few milliseconds
   */
  public synchronized void add(String name, Supplier<? extends Map<String, ?>> content) {
    sections.put(name, content);
  }

  /** The sections by name, as they are at this moment. One that fails is counted, and left out. */
  public Map<String, Object> read() {
    Map<String, Supplier<? extends Map<String, ?>>> current;
    synchronized (this) {
      current = new LinkedHashMap<>(sections);
    }
    Map<String, Object> read = new LinkedHashMap<>();
    current.forEach(
        (name, content) -> {
          try {
            read.put(name, fit(content.get()));
          } catch (RuntimeException | LinkageError problem) {
            failures.count("status.section", "the status has no section " + name, problem);
          }
        });
    return read;
  }

  private static @Nullable Object fit(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> fit = new LinkedHashMap<>();
      map.forEach((name, content) -> fit.put(String.valueOf(name), fit(content)));
      return fit;
    }
    if (value instanceof Iterable<?> list) {
      List<@Nullable Object> fit = new ArrayList<>();
      list.forEach(content -> fit.add(fit(content)));
      return fit;
    }
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    return fit(value.toString());
  }

  /** URLs lose their user and password, and no text is long. */
  private static String fit(String text) {
    String shown = USER_OF_URL.matcher(text).replaceAll("");
    return shown.length() <= LONGEST_TEXT ? shown : shown.substring(0, LONGEST_TEXT) + "...";
  }
}
