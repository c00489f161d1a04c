package dev.sluice.remote;

import dev.sluice.note.Jca;
import dev.sluice.policy.Glob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Who asks: by it candidates are rolled out.
 *
 * @param service the name of the service
 * @param host the name of the host, or of what tells its instances apart
 * @param agentVersion such as {@code 0.1.0}
 */
public record Instance(String service, String host, String agentVersion) {
  private static final int HUNDRED = 100;

  /**
   * Whether a candidate is for this instance. The answer is the same each time, and a higher
   * percentage keeps those that were chosen by a lower one.
   */
  boolean tries(Head.Candidate candidate, String channel, Jca jca) {
    return matches(candidate.services(), service)
        && matches(candidate.hosts(), host)
        && bucket(channel, candidate.blob().sha256(), jca) < candidate.percent();
  }

  private static boolean matches(List<String> globs, String name) {
    return globs.isEmpty() || globs.stream().anyMatch(glob -> new Glob(glob).matches(name));
  }

  /** From 0 to 99, evenly spread over instances, and another for each candidate. */
  private int bucket(String channel, String candidate, Jca jca) {
    String key = String.join("\n", channel, candidate, service, host);
    byte[] hash = jca.sha256(key.getBytes(StandardCharsets.UTF_8));
    return (int) Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), HUNDRED);
  }
}
