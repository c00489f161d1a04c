package dev.sluice.sql;

/** Why a text cannot be filtered: a sentence for whoever wrote it. */
final class FilterRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  FilterRefusedException(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
