package dev.sluice.remote;

/** A head, key set, trust root or bundle that is not taken: by which check, where, and why. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Check check;
  private final String place;
  private final String reason;

  RefusedException(Check check, String place, String reason) {
    super(place + ": " + reason);
    this.check = check;
    this.place = place;
    this.reason = reason;
  }

  public Check check() {
    return check;
  }

  /** The place as {@code document:line:column}, or the document alone. */
  public String place() {
    return place;
  }

  /** What is wrong, and how to mend it where that can be said. */
  public String reason() {
    return reason;
  }
}
