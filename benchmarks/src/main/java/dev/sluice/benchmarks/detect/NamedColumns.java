package dev.sluice.benchmarks.detect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Names of columns with what they tell of, as a person reads them: {@code named-columns.csv}. */
public final class NamedColumns {
  private static final String RESOURCE = "named-columns.csv";

  private NamedColumns() {}

  /** The names, as samples without values. */
  public static List<Sample> read() {
    List<Sample> samples = new ArrayList<>();
    for (String line : text().lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        int dot = line.indexOf('.');
        int comma = line.indexOf(',');
        String tag = line.substring(comma + 1).trim();
        samples.add(
            new Sample(
                line.substring(0, comma),
                line.substring(0, dot),
                line.substring(dot + 1, comma),
                "",
                tag.equals("clear") ? null : tag));
      }
    }
    return samples;
  }

  private static String text() {
    try (InputStream in = NamedColumns.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("missing: " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
