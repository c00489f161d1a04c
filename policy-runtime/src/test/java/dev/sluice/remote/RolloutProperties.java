package dev.sluice.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.note.Jca;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Who tries a candidate. */
class RolloutProperties {
  private static final Head.Blob BLOB = new Head.Blob("ab".repeat(32), 1);

  private static boolean tries(Instance instance, int percent, Head.Blob blob) {
    Head.Candidate candidate =
        new Head.Candidate(blob, percent, List.of(), List.of(), Head.Mode.ENFORCE);
    return instance.tries(candidate, "prod", Jca.standard());
  }

  private static Instance instance(String service, String host) {
    return new Instance(service, host, "0.1.0");
  }

  @Property(tries = 200)
  void whoTriesItAtALowerPercentageTriesItAtAHigher(
      @ForAll String service,
      @ForAll String host,
      @ForAll @IntRange(max = 100) int one,
      @ForAll @IntRange(max = 100) int other) {
    Instance instance = instance(service, host);
    boolean atLower = tries(instance, Math.min(one, other), BLOB);

    assertThat(!atLower || tries(instance, Math.max(one, other), BLOB)).isTrue();
    assertThat(tries(instance, 0, BLOB)).isFalse();
    assertThat(tries(instance, 100, BLOB)).isTrue();
  }

  @Property(tries = 20)
  void aQuarterIsAboutAQuarter(@ForAll String service) {
    int chosen = 0;
    for (int host = 0; host < 2_000; host++) {
      chosen += tries(instance(service, "host-" + host), 25, BLOB) ? 1 : 0;
    }

    assertThat(chosen).as("of 2000, by 5 standard deviations").isBetween(400, 600);
  }

  @Property(tries = 20)
  void anotherCandidateIsTriedByOthers(@ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
    Head.Blob other = new Head.Blob("%064x".formatted(seed), 1);
    int both = 0;
    for (int host = 0; host < 2_000; host++) {
      Instance instance = instance("billing", "host-" + host);
      both += tries(instance, 50, BLOB) && tries(instance, 50, other) ? 1 : 0;
    }

    assertThat(both).as("a quarter tries both").isBetween(400, 600);
  }

  @Property(tries = 50)
  void onlyThoseThatMatchTryIt(@ForAll String service, @ForAll String host) {
    Instance instance = instance("s-" + service, "h-" + host);

    assertThat(matches(instance, List.of("s-*"), List.of())).isTrue();
    assertThat(matches(instance, List.of("other", "S-*"), List.of("h-*"))).isTrue();
    assertThat(matches(instance, List.of("other"), List.of("h-*"))).isFalse();
    assertThat(matches(instance, List.of("s-*"), List.of("x-*"))).isFalse();
  }

  private static boolean matches(Instance instance, List<String> services, List<String> hosts) {
    Head.Candidate candidate = new Head.Candidate(BLOB, 100, services, hosts, Head.Mode.SHADOW);
    return instance.tries(candidate, "prod", Jca.standard());
  }
}
