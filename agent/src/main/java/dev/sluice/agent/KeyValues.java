package dev.sluice.agent;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads {@code name=value,name=value}, values percent-encoded, as the OpenTelemetry specification
 * writes headers in environment variables.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/">OTLP exporter</a>
 */
final class KeyValues {
  private KeyValues() {}

  /** The pairs in order; what has no name or no {@code =} is left out. */
  static Map<String, String> parse(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(pair.substring(0, equals).trim(), decode(pair.substring(equals + 1).trim()));
      }
    }
    return pairs;
  }

  private static String decode(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return value;
    }
  }
}
