package dev.sluice.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Holds the evidence against the claims of the scenes. */
final class Judge {
  private static final String OWN_FAILURE = "[sluice] internal failure";

  private final List<Scene> scenes;
  private final List<String> failures = new ArrayList<>();

  Judge(List<Scene> scenes) {
    this.scenes = List.copyOf(scenes);
  }

  /** Judges what happened without Sluice. */
  void without(List<Evidence> evidence) {
    judge("without Sluice", Scene::without, evidence);
  }

  /** Judges what happened with Sluice: also that one person is known by one pseudonym. */
  void with(List<Evidence> evidence) {
    judge("with Sluice", Scene::with, evidence);
    Set<@Nullable Object> pseudonyms = new HashSet<>();
    evidence.stream()
        .flatMap(one -> one.spans().stream())
        .forEach(span -> pseudonyms.add(span.attribute(Report.PSEUDONYM)));
    if (pseudonyms.size() > 1) {
      failures.add("with Sluice: one person has several pseudonyms: " + pseudonyms);
    }
  }

  /**
   * Judges what the service's process said on standard error: Sluice tells its own failures there.
   */
  void standardError(List<String> lines) {
    lines.stream()
        .filter(line -> line.startsWith(OWN_FAILURE))
        .forEach(line -> failures.add("with Sluice: " + line));
  }

  /** What did not come out as it must, a sentence each. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  private void judge(String where, Function<Scene, List<Claim>> claims, List<Evidence> evidence) {
    if (evidence.size() != scenes.size()) {
      throw new IllegalArgumentException(
          evidence.size() + " pieces of evidence for " + scenes.size() + " scenes");
    }
    for (int i = 0; i < scenes.size(); i++) {
      for (Claim claim : claims.apply(scenes.get(i))) {
        if (!claim.holds().test(evidence.get(i))) {
          failures.add("line " + (i + 1) + ", " + where + ", this is not so: " + claim.words());
        }
      }
    }
  }
}
