package dev.sluice.benchmarks.detect;

import dev.sluice.detect.Hints;
import dev.sluice.detect.Kind;
import dev.sluice.detect.NameDetector;
import dev.sluice.detect.Sighting;
import dev.sluice.detect.ValueDetector;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the detectors do on labelled data. A value that looks likely counts as a finding, as it is
 * masked as one.
 */
public final class Scores {
  private final Map<String, Score> byTag = new TreeMap<>();
  private final Map<String, Integer> mistakes = new TreeMap<>();
  private final Map<String, String> examples = new TreeMap<>();
  private final Score overall = new Score();

  /** Looks at values. */
  public static Scores ofValues(List<Sample> samples) {
    Scores scores = new Scores();
    ValueDetector detector = new ValueDetector(EnumSet.allOf(Kind.class));
    for (Sample sample : samples) {
      Sighting sighting = detector.look(sample.value(), Hints.of(sample.table(), sample.column()));
      Set<Kind> seen = EnumSet.noneOf(Kind.class);
      seen.addAll(sighting.certain());
      seen.addAll(sighting.likely());
      scores.judge(sample, seen);
    }
    return scores.summed();
  }

  /** Looks at the names of columns. */
  public static Scores ofNames(List<Sample> samples) {
    Scores scores = new Scores();
    NameDetector detector = new NameDetector(EnumSet.allOf(Kind.class));
    samples.forEach(sample -> scores.judge(sample, detector.look(sample.column())));
    return scores.summed();
  }

  private Scores summed() {
    byTag.values().forEach(overall::add);
    return this;
  }

  private void judge(Sample sample, Set<Kind> seen) {
    String tag = sample.tag();
    boolean found = false;
    for (Kind kind : seen) {
      if (kind.tag().equals(tag)) {
        found = true;
      } else {
        of(kind.tag()).wrong();
        note(sample, "taken for " + kind.tag());
      }
    }
    if (tag != null && found) {
      of(tag).found();
    } else if (tag != null) {
      of(tag).missed();
      note(sample, "missed");
    }
  }

  private void note(Sample sample, String mistake) {
    String what = sample.origin() + ", " + mistake;
    mistakes.merge(what, 1, Integer::sum);
    examples.putIfAbsent(what, sample.table() + "." + sample.column() + ": " + sample.value());
  }

  private Score of(String tag) {
    return byTag.computeIfAbsent(tag, key -> new Score());
  }

  /** The scores by tag, in the order of the tags. */
  public Map<String, Score> byTag() {
    return byTag;
  }

  /** All kinds together. */
  public Score overall() {
    return overall;
  }

  /** What went wrong, most often first, each with an example. */
  public List<String> mistakes() {
    List<Map.Entry<String, Integer>> sorted = new ArrayList<>(mistakes.entrySet());
    sorted.sort(Map.Entry.<String, Integer>comparingByValue().reversed());
    List<String> lines = new ArrayList<>();
    sorted.forEach(
        entry ->
            lines.add(
                entry.getValue() + " x " + entry.getKey() + ": " + examples.get(entry.getKey())));
    return lines;
  }
}
