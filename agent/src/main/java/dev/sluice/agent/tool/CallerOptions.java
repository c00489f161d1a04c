package dev.sluice.agent.tool;

import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerKind;
import dev.sluice.policy.Situation;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Who sends a statement, as options. */
final class CallerOptions {
  @Option(
      names = "--kind",
      paramLabel = "KIND",
      converter = KindName.class,
      description = "human, service or ai_agent. Without it, it follows from the other options.")
  private @Nullable CallerKind kind;

  @Option(names = "--subject", paramLabel = "NAME", description = "Of a person: who.")
  private @Nullable String subject;

  @Option(
      names = "--groups",
      paramLabel = "GROUP",
      split = ",",
      description = "The groups of the person, also of the one that an agent acts for.")
  private List<String> groups = List.of();

  @Option(names = "--service", paramLabel = "NAME", description = "The service that it runs in.")
  private @Nullable String service;

  @Option(
      names = "--service-version",
      paramLabel = "VERSION",
      description = "The version of that service.")
  private @Nullable String serviceVersion;

  @Option(names = "--agent", paramLabel = "NAME", description = "Of an AI agent: its name.")
  private @Nullable String agent;

  @Option(names = "--tool", paramLabel = "NAME", description = "Of an AI agent: the tool called.")
  private @Nullable String tool;

  @Option(
      names = "--on-behalf-of",
      paramLabel = "NAME",
      description = "Of an AI agent: the person it acts for.")
  private @Nullable String onBehalfOf;

  @Option(
      names = "--claim",
      paramLabel = "NAME=VALUE",
      description = "A claim of the person; may be given several times.")
  private Map<String, String> claims = new LinkedHashMap<>();

  @Option(
      names = "--not-verified",
      description = "The person is only asserted: nobody vouches for it.")
  private boolean notVerified;

  /**
   * @throws IllegalArgumentException if the options contradict each other, with the mend
   */
  Caller caller() {
    return new Situation.CallerWords(
            kind,
            subject,
            new LinkedHashSet<>(groups),
            service,
            serviceVersion,
            agent,
            tool,
            onBehalfOf,
            claims,
            notVerified ? Boolean.FALSE : null)
        .caller();
  }

  /** Reads a kind of caller in any case. */
  static final class KindName implements CommandLine.ITypeConverter<CallerKind> {
    @Override
    public CallerKind convert(String value) {
      for (CallerKind kind : CallerKind.values()) {
        if (kind.name().equals(value.toUpperCase(Locale.ROOT))) {
          return kind;
        }
      }
      throw new CommandLine.TypeConversionException(
          "'" + value + "' is no kind of caller: use human, service or ai_agent");
    }
  }
}
