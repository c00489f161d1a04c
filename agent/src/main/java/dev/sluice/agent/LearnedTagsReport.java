package dev.sluice.agent;

import dev.sluice.policy.LearnedTag;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Tells each tag that a column gets at run time in a line, up to a number of them: a service that
 * makes tables without end must not fill a log. Thread-safe; never throws.
 */
final class LearnedTagsReport implements Consumer<LearnedTag> {
  private static final int MOST_LINES = 200;

  private final Consumer<String> lines;
  private final AtomicLong told = new AtomicLong();

  LearnedTagsReport(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void accept(LearnedTag tag) {
    long number = told.incrementAndGet();
    if (number <= MOST_LINES) {
      lines.accept("tag learned: " + printable(tag.toString()));
    }
    if (number == MOST_LINES) {
      lines.accept("more tags are learned without a word");
    }
  }

  /** Names come out of statements. */
  private static String printable(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      line.append(Character.isISOControl(character) ? '?' : character);
    }
    return line.toString();
  }
}
