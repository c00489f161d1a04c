package dev.sluice.remote;

import dev.sluice.note.Jca;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;

/**
 * The keys that an agent is told to trust, and from which all trust in policies from afar comes:
 *
 * <pre>
 * {"keys":["acme.example/alice+0a1b2c3d+AQ...", ...],"set":1,"threshold":2,"type":"sluice/trust-root/v1"}
 * </pre>
 *
 * <p>Key set {@code set} must be signed by the threshold of these keys; the later ones follow from
 * it. It is no secret, but whoever can change it decides. Immutable.
 *
 * @param set the number of the first key set that is read
 * @param jca what verifies signatures
 */
public record TrustRoot(int set, KeyGroup root, Jca jca) {
  /** Enough for all that such a file may hold. */
  public static final int MOST_BYTES = 64 << 10;

  private static final String TYPE = "sluice/trust-root/v1";
  private static final String DOCUMENT = "trust root";

  /**
   * Reads a trust root.
   *
   * @throws RefusedException if it is none
   */
  public static TrustRoot parse(String text, Jca jca) throws RefusedException {
    StrictJson json = StrictJson.read(DOCUMENT, text);
    Notes.requireType(json, TYPE, DOCUMENT);
    json.only(Set.of("keys", "set", "threshold", "type"));
    int set = (int) json.number("set", 1, KeySet.MOST);
    return new TrustRoot(set, KeyGroup.read(json, jca), jca);
  }

  /** The text that {@link #parse} reads, on one line. */
  public String text() {
    return StrictJson.write(
            json -> {
              json.writeFieldName("keys");
              root.writeKeys(json);
              json.writeNumberField("set", set);
              json.writeNumberField("threshold", root.threshold());
              json.writeStringField("type", TYPE);
            })
        + "\n";
  }

  /** Tells this root from others, so that what was learned under another is not held against it. */
  String fingerprint() {
    return HexFormat.of().formatHex(jca.sha256(text().getBytes(StandardCharsets.UTF_8)));
  }
}
