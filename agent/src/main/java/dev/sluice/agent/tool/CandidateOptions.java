package dev.sluice.agent.tool;

import dev.sluice.remote.Head;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a bundle that only some instances try. */
final class CandidateOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--candidate",
      paramLabel = "BUNDLE",
      description = "A second bundle, which only some instances try.")
  private @Nullable String candidate;

  @Option(
      names = "--shadow",
      description = "They decide by it beside the stable one and report where the two differ.")
  private boolean shadow;

  @Option(
      names = "--percent",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many of the instances that match, from 0 to 100. Default: 100.")
  private int percent = 100;

  @Option(
      names = "--service",
      paramLabel = "GLOB",
      description = "Only services of this name; give it again for more.")
  private List<String> services = List.of();

  @Option(
      names = "--host",
      paramLabel = "GLOB",
      description = "Only hosts of this name; give it again for more.")
  private List<String> hosts = List.of();

  /** The file of the bundle, or null if there is none. */
  @Nullable String file() {
    if (candidate == null
        && (shadow || percent != 100 || !services.isEmpty() || !hosts.isEmpty())) {
      throw wrong("--shadow, --percent, --service and --host say who tries a --candidate: give it");
    }
    return candidate;
  }

  Head.Candidate of(Head.Blob blob) {
    if (percent < 0 || percent > 100) {
      throw wrong("--percent is from 0 to 100");
    }
    return new Head.Candidate(
        blob, percent, services, hosts, shadow ? Head.Mode.SHADOW : Head.Mode.ENFORCE);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
