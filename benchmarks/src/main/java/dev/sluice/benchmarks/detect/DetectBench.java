package dev.sluice.benchmarks.detect;

import dev.sluice.benchmarks.TextTable;
import java.util.List;
import java.util.Locale;

/** Prints precision and recall of the detectors on labelled data. */
public final class DetectBench {
  private static final long SEED = 20_261_129;
  private static final int EACH = 500;
  private static final int MOST_MISTAKES = 25;

  private DetectBench() {}

  /** The program: results on standard output. */
  public static void main(String[] arguments) {
    List<String> options = List.of(arguments);
    if (!List.of("--mistakes").containsAll(options)) {
      System.err.println("Usage: bench --detect [--mistakes]");
      System.exit(2);
    }
    boolean tellMistakes = !options.isEmpty();
    List<Sample> columns = NamedColumns.read();
    print("by name", Scores.ofNames(columns), tellMistakes);
    System.out.println(sizes(columns, "columns") + "\n");
    List<Sample> values = LabelledData.make(SEED, EACH);
    print("by value", Scores.ofValues(values), tellMistakes);
    System.out.println(sizes(values, "values"));
  }

  private static void print(String title, Scores scores, boolean tellMistakes) {
    TextTable table = new TextTable(title, "to find", "precision", "recall");
    scores.byTag().forEach((tag, score) -> table.add(row(tag, score)));
    table.add(row("overall", scores.overall()));
    System.out.print(table.render());
    if (tellMistakes) {
      scores.mistakes().stream().limit(MOST_MISTAKES).forEach(System.out::println);
    }
  }

  private static String sizes(List<Sample> samples, String what) {
    List<Sample> lookAlikes = samples.stream().filter(sample -> sample.tag() == null).toList();
    return String.format(
        Locale.ROOT,
        "%,d %s of %d sorts; %,d of %d sorts are look-alikes",
        samples.size(),
        what,
        sorts(samples),
        lookAlikes.size(),
        sorts(lookAlikes));
  }

  private static long sorts(List<Sample> samples) {
    return samples.stream().map(Sample::origin).distinct().count();
  }

  private static List<String> row(String tag, Score score) {
    return List.of(
        tag, String.valueOf(score.expected()), share(score.precision()), share(score.recall()));
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.4f", share);
  }
}
