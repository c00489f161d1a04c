package dev.sluice.agent;

import java.util.ArrayList;
import java.util.List;

/**
 * What differs between two looks at equal databases (clocks, process ids, object ids), word by
 * word: it cannot be due to values that are equal too. The same words are blanked in other looks,
 * so that all the rest of these can be compared.
 */
final class Blur {
  private static final String BLANK = "~";

  private final List<String> looks = new ArrayList<>();
  private final boolean sharp;

  /** Learns from any number of looks at equal databases, at least one. */
  Blur(List<String> looks) {
    this.looks.addAll(looks);
    this.sharp = looks.stream().distinct().count() == 1;
  }

  /** Whether nothing differs. */
  boolean isSharp() {
    return sharp;
  }

  /**
   * What was seen, without what differs between the looks. Where they differ in the number of
   * lines, only the kinds of lines are left, each once; where a line has more words in one than in
   * another, only its first word.
   */
  String of(String seen) {
    if (sharp) {
      return seen;
    }
    String[] lines = lines(seen);
    StringBuilder blurred = new StringBuilder();
    if (!looks.stream().allMatch(look -> lines(look).length == lines(looks.get(0)).length)) {
      List.of(lines).stream()
          .map(line -> line.split(" ", 2)[0])
          .distinct()
          .sorted()
          .forEach(kind -> blurred.append(kind).append('\n'));
      return blurred.toString();
    }
    for (int i = 0; i < lines.length; i++) {
      int at = i;
      List<String> equal =
          looks.stream().map(Blur::lines).map(all -> at < all.length ? all[at] : "").toList();
      blurred.append(line(lines[i], equal)).append('\n');
    }
    return blurred.toString();
  }

  private static String line(String line, List<String> equal) {
    if (equal.stream().distinct().count() == 1) {
      return line;
    }
    String[] words = line.split(" ", -1);
    for (String look : equal) {
      if (look.split(" ", -1).length != equal.get(0).split(" ", -1).length) {
        return words[0];
      }
    }
    for (int i = 0; i < words.length; i++) {
      int at = i;
      long different =
          equal.stream()
              .map(look -> look.split(" ", -1))
              .map(all -> at < all.length ? all[at] : "")
              .distinct()
              .count();
      words[i] = different > 1 ? BLANK : words[i];
    }
    return String.join(" ", words);
  }

  private static String[] lines(String seen) {
    return seen.split("\n", -1);
  }
}
