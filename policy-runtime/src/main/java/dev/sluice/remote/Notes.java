package dev.sluice.remote;

import dev.sluice.note.NoteException;
import dev.sluice.note.SignedNote;

/** Notes that hold one JSON object on one line. */
final class Notes {
  private Notes() {}

  static SignedNote parse(String document, byte[] bytes, int most) throws RefusedException {
    if (bytes.length > most) {
      throw new RefusedException(
          Check.SIZE, document, "it is larger than " + most + " bytes: nothing that is right is");
    }
    try {
      return SignedNote.parse(bytes);
    } catch (NoteException e) {
      throw new RefusedException(Check.NOTE, document, "it is no signed note: " + e.getMessage());
    }
  }

  static SignedNote unsigned(String json) {
    try {
      return SignedNote.unsigned(json + "\n");
    } catch (NoteException e) { // JSON on one line has no control characters
      throw new IllegalStateException(e);
    }
  }

  /** Refuses a document of another kind. */
  static void requireType(StrictJson json, String type, String document) throws RefusedException {
    String given = json.text("type");
    if (!given.equals(type)) {
      throw new RefusedException(
          Check.TYPE, document, "it is of the type `" + given + "`, expected `" + type + "`");
    }
  }
}
