package dev.sluice.remote;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.note.Jca;
import dev.sluice.note.NoteException;
import dev.sluice.note.SignedNote;
import dev.sluice.note.VerifierKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keys of which a number must sign together. No two are the same public key, whatever their names,
 * so that one person never counts as two. Immutable.
 *
 * @param threshold how many, at least 1
 */
public record KeyGroup(int threshold, List<VerifierKey> keys) {
  private static final int MOST_KEYS = 32;

  /**
   * Makes a group.
   *
   * @throws IllegalArgumentException if the threshold cannot be reached, or two keys are the same
   */
  public KeyGroup {
    keys = List.copyOf(keys);
    if (keys.size() > MOST_KEYS) {
      throw new IllegalArgumentException("there are more than " + MOST_KEYS + " keys");
    }
    if (threshold < 1 || threshold > keys.size()) {
      throw new IllegalArgumentException(
          "the threshold is "
              + threshold
              + " with "
              + keys.size()
              + " keys: at least 1, and not more than there are keys");
    }
    for (int i = 0; i < keys.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (keys.get(i).sameKey(keys.get(j)) || keys.get(i).sameNameAndId(keys.get(j))) {
          throw new IllegalArgumentException(
              keys.get(j).name() + " and " + keys.get(i).name() + " are the same key");
        }
      }
    }
  }

  /**
   * Requires that enough of the group signed.
   *
   * @param document what was signed, for messages
   * @param group what the keys are for, for messages
   * @throws RefusedException if fewer than the threshold did, or one's signature does not fit
   */
  void requireSigned(SignedNote note, String document, String group) throws RefusedException {
    Set<VerifierKey> signers;
    try {
      signers = note.signersAmong(keys);
    } catch (NoteException e) {
      throw new RefusedException(Check.SIGNATURES, document, String.valueOf(e.getMessage()));
    }
    if (signers.size() < threshold) {
      throw new RefusedException(
          Check.SIGNATURES,
          document,
          signers.size() + " of the " + group + " keys signed, " + threshold + " must");
    }
  }

  static KeyGroup read(StrictJson json, Jca jca) throws RefusedException {
    List<VerifierKey> keys = new ArrayList<>();
    for (String text : json.texts("keys")) {
      try {
        keys.add(VerifierKey.parse(text, jca));
      } catch (NoteException e) {
        throw json.wrong("keys", String.valueOf(e.getMessage()));
      }
    }
    int threshold = (int) json.number("threshold", 1, MOST_KEYS);
    try {
      return new KeyGroup(threshold, keys);
    } catch (IllegalArgumentException e) {
      throw json.wrong("keys", String.valueOf(e.getMessage()));
    }
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeFieldName("keys");
    writeKeys(json);
    json.writeNumberField("threshold", threshold);
    json.writeEndObject();
  }

  void writeKeys(JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (VerifierKey key : keys) {
      json.writeString(key.toString());
    }
    json.writeEndArray();
  }
}
