package dev.sluice.remote;

import dev.sluice.note.Jca;
import dev.sluice.note.SignedNote;
import java.util.Set;

/**
 * Who may sign what in a channel, from this key set on until the next:
 *
 * <pre>
 * {"channel":"prod","release":{"keys":[...],"threshold":2},"root":{"keys":[...],"threshold":2},"set":3,"type":"sluice/keys/v1"}
 * </pre>
 *
 * @param number counts from 1, without gaps
 * @param root sign the next key set
 * @param release sign heads
 */
public record KeySet(String channel, int number, KeyGroup root, KeyGroup release) {
  /** Enough for all that such a note may hold. */
  public static final int MOST_BYTES = 64 << 10;

  /** The largest number. */
  static final int MOST = 1_000_000;

  private static final String TYPE = "sluice/keys/v1";

  /** Makes a key set. */
  public KeySet {
    Channel.require(channel);
  }

  /**
   * Reads a key set of which nobody has checked the signatures yet.
   *
   * @param document what it is, for messages
   * @throws RefusedException if it is none
   */
  public static KeySet parse(String document, SignedNote note, Jca jca) throws RefusedException {
    StrictJson json = StrictJson.read(document, note.text());
    Notes.requireType(json, TYPE, document);
    json.only(Set.of("channel", "release", "root", "set", "type"));
    return new KeySet(
        json.text("channel", Channel.NAME, Channel.RULE),
        (int) json.number("set", 1, MOST),
        group(json.object("root"), jca),
        group(json.object("release"), jca));
  }

  private static KeyGroup group(StrictJson json, Jca jca) throws RefusedException {
    json.only(Set.of("keys", "threshold"));
    return KeyGroup.read(json, jca);
  }

  /** The key set as a note that nobody signed yet. */
  public SignedNote unsigned() {
    return Notes.unsigned(
        StrictJson.write(
            json -> {
              json.writeStringField("channel", channel);
              json.writeFieldName("release");
              release.write(json);
              json.writeFieldName("root");
              root.write(json);
              json.writeNumberField("set", number);
              json.writeStringField("type", TYPE);
            }));
  }
}
