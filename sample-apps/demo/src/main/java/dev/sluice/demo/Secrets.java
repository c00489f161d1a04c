package dev.sluice.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The values that not everybody may read, by column, and a way to find them again in a text. */
final class Secrets {
  private final Map<String, List<String>> valuesByColumn;

  Secrets(Map<String, List<String>> valuesByColumn) {
    this.valuesByColumn = new LinkedHashMap<>(valuesByColumn);
  }

  /**
   * How many different values of each column can be read from a text, as they are, backwards, or by
   * their digits alone. Columns of which none can be read are left out.
   */
  SortedMap<String, Integer> readableIn(String text) {
    SortedMap<String, Integer> found = new TreeMap<>();
    valuesByColumn.forEach(
        (column, values) -> {
          long count = values.stream().filter(value -> readable(value, text)).count();
          if (count > 0) {
            found.put(column, (int) count);
          }
        });
    return found;
  }

  private static boolean readable(String value, String text) {
    String digits = value.replaceAll("[^0-9]", "");
    // Few digits are found in any text: they say nothing.
    Stream<String> forms = digits.length() < 8 ? Stream.of(value) : Stream.of(value, digits);
    return forms.anyMatch(form -> text.contains(form) || text.contains(reverse(form)));
  }

  private static String reverse(String text) {
    return new StringBuilder(text).reverse().toString();
  }
}
