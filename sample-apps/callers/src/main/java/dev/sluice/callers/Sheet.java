package dev.sluice.callers;

import java.io.PrintStream;
import java.util.List;

/** A table whose columns are as wide as what stands in them. */
final class Sheet {
  private Sheet() {}

  static void print(PrintStream out, List<String> titles, List<List<String>> rows) {
    int[] widths = new int[titles.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = titles.get(column).length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    print(out, titles, widths);
    rows.forEach(row -> print(out, row, widths));
  }

  private static void print(PrintStream out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
    }
    out.println(line.toString().stripTrailing());
  }
}
