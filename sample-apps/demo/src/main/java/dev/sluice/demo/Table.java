package dev.sluice.demo;

import java.util.ArrayList;
import java.util.List;

/** A table for a terminal: fixed columns, text wrapped inside its cell. Not thread-safe. */
final class Table {
  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  /**
   * @param width in characters, without the separators
   */
  record Column(String title, int width) {}

  /** Text, which may have several lines, in one style. */
  record Cell(String text, Style style) {
    Cell(String text) {
      this(text, Style.PLAIN);
    }
  }

  Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it does not have as many cells as there are columns
   */
  void add(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + columns.size() + " columns");
    }
    rows.add(List.of(cells));
  }

  /** The whole table; lines end in a line feed. */
  String render(boolean colour) {
    StringBuilder out = new StringBuilder();
    Cell[] titles =
        columns.stream().map(column -> new Cell(column.title(), Style.BOLD)).toArray(Cell[]::new);
    appendRule(out);
    appendRow(out, List.of(titles), colour);
    appendRule(out);
    for (List<Cell> row : rows) {
      appendRow(out, row, colour);
      appendRule(out);
    }
    return out.toString();
  }

  private void appendRule(StringBuilder out) {
    for (int i = 0; i < columns.size(); i++) {
      out.append(i == 0 ? "" : "-+-").append("-".repeat(columns.get(i).width()));
    }
    out.append('\n');
  }

  private void appendRow(StringBuilder out, List<Cell> row, boolean colour) {
    List<List<String>> wrapped = new ArrayList<>();
    int height = 0;
    for (int i = 0; i < columns.size(); i++) {
      List<String> lines = wrap(row.get(i).text(), columns.get(i).width());
      wrapped.add(lines);
      height = Math.max(height, lines.size());
    }
    for (int line = 0; line < height; line++) {
      for (int i = 0; i < columns.size(); i++) {
        List<String> lines = wrapped.get(i);
        String text = line < lines.size() ? lines.get(line) : "";
        String padding = " ".repeat(columns.get(i).width() - text.length());
        out.append(i == 0 ? "" : " | ");
        out.append(colour ? row.get(i).style().paint(text) : text);
        out.append(i == columns.size() - 1 ? "" : padding);
      }
      out.append('\n');
    }
  }

  /** Breaks text at spaces, and inside a word only if it is longer than the line. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String paragraph : text.split("\n", -1)) {
      String rest = paragraph.strip();
      while (rest.length() > width) {
        int space = rest.lastIndexOf(' ', width);
        int end = space > 0 ? space : width;
        lines.add(rest.substring(0, end).stripTrailing());
        rest = rest.substring(end).strip();
      }
      lines.add(rest);
    }
    return lines;
  }
}
