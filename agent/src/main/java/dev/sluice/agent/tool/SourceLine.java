package dev.sluice.agent.tool;

import java.util.List;

/**
 * A line of a file, as it is shown below a problem.
 *
 * @param text the line, cut around the place if it is long
 * @param pointer spaces, and a caret below the place
 */
record SourceLine(String text, String pointer) {
  private static final int WIDTH = 120;
  private static final int BEFORE = 60;

  /**
   * The line that holds a place.
   *
   * @param line from 1
   * @param column in characters, from 1
   */
  static SourceLine of(String file, int line, int column) {
    List<String> lines = file.lines().skip(line - 1L).limit(1).toList();
    int[] characters = lines.isEmpty() ? new int[0] : lines.get(0).codePoints().toArray();
    int at = Math.min(column - 1, characters.length);
    int begin = characters.length <= WIDTH ? 0 : Math.max(0, at - BEFORE);
    int end = Math.min(characters.length, begin + WIDTH);
    StringBuilder shown = new StringBuilder();
    for (int i = begin; i < end; i++) {
      shown.appendCodePoint(Character.isISOControl(characters[i]) ? ' ' : characters[i]);
    }
    return new SourceLine(shown.toString(), " ".repeat(at - begin) + "^");
  }
}
