package dev.sluice.remote.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says of itself in each request, in the header {@code Sluice-Agent}, so that the
 * server knows its fleet:
 *
 * <pre>
 * Sluice-Agent: 0.1.0; instance="desk@host-7:4711"; serial=42; state=failed; error="..."
 * </pre>
 *
 * It names no person and holds no secret. Whoever reads it must not believe it.
 *
 * @param version of the agent
 * @param instance the service, the host and the process
 * @param serial of the policy in force, 0 if none came from this channel
 * @param state {@code applied}, or {@code failed} if the latest update was refused
 * @param error why; empty if nothing failed
 */
public record AgentReport(
    String version, String instance, long serial, String state, String error) {
  /** The name of the header. */
  public static final String HEADER = "Sluice-Agent";

  /** The state of an agent whose latest update is in force. */
  public static final String APPLIED = "applied";

  /** The state of an agent that refused the latest update. */
  public static final String FAILED = "failed";

  private static final int LONGEST_ERROR = 300;
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_HEADER = 2_000;
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\s*;\\s*([a-z]{1,20})=(?:\"((?:[^\"\\\\]|\\\\.){0,1000})\"|([^;\"\\s]{0,100}))");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+-]{1,40}");

  /** The value of the header, in printable ASCII. */
  public String header() {
    String header =
        ascii(version, LONGEST_NAME)
            + "; instance="
            + quoted(instance, LONGEST_NAME)
            + "; serial="
            + serial
            + "; state="
            + state;
    return error.isEmpty() ? header : header + "; error=" + quoted(error, LONGEST_ERROR);
  }

  /** Reads the header; null if it is none. */
  public static @Nullable AgentReport parse(@Nullable String header) {
    if (header == null || header.length() > LONGEST_HEADER) {
      return null;
    }
    Matcher version = VERSION.matcher(header);
    if (!version.lookingAt()) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    Matcher parameter = PARAMETER.matcher(header);
    int at = version.end();
    while (parameter.find(at) && parameter.start() == at) {
      String quoted = parameter.group(2);
      parameters.put(
          parameter.group(1),
          quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
      at = parameter.end();
    }
    long serial;
    try {
      serial = Long.parseLong(parameters.getOrDefault("serial", "0"));
    } catch (NumberFormatException notANumber) {
      return null;
    }
    return new AgentReport(
        version.group(),
        ascii(parameters.getOrDefault("instance", ""), LONGEST_NAME),
        serial,
        parameters.getOrDefault("state", "").equals(FAILED) ? FAILED : APPLIED,
        ascii(parameters.getOrDefault("error", ""), LONGEST_ERROR));
  }

  private static String quoted(String text, int longest) {
    return '"' + ascii(text, longest).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String ascii(String text, int longest) {
    StringBuilder ascii = new StringBuilder();
    for (int i = 0; i < text.length() && ascii.length() < longest; i++) {
      char c = text.charAt(i);
      ascii.append(c >= ' ' && c < 127 ? c : c < ' ' ? ' ' : '?');
    }
    return ascii.toString();
  }
}
