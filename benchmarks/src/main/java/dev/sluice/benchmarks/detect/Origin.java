package dev.sluice.benchmarks.detect;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A way of making values of one sort.
 *
 * @param tag of what the values hold; null for look-alikes
 * @param columns names among which the column is chosen, {@code table.column}
 */
record Origin(
    String name, @Nullable String tag, List<String> columns, Function<Random, String> values) {
  Sample make(Random random) {
    String column = columns.get(random.nextInt(columns.size()));
    int dot = column.indexOf('.');
    return new Sample(
        name, column.substring(0, dot), column.substring(dot + 1), values.apply(random), tag);
  }
}
