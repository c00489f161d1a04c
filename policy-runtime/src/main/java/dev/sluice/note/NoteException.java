package dev.sluice.note;

/** A note, a key or a signature that is not taken, and why. The message quotes no secret. */
public final class NoteException extends Exception {
  private static final long serialVersionUID = 1L;

  NoteException(String message) {
    super(message);
  }

  NoteException(String message, Throwable cause) {
    super(message, cause);
  }
}
