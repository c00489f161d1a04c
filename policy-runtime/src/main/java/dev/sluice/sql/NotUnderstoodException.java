package dev.sluice.sql;

/** Understanding ended; the message becomes the reason why the statement is opaque. */
final class NotUnderstoodException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  NotUnderstoodException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
