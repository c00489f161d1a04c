package dev.sluice.sql;

/** A named column of a table, derived table or result. */
record Field(String name, Value value) {
  /** The name of a column that the database names by rules that are not followed here. */
  static final String ANY_NAME = "\0any";

  /** The name of a column that the database names by the text of its expression. */
  static final String OWN_TEXT = "\0text";

  /** Whether it may have that name, though it is not known to. */
  boolean mayBeNamed(String other) {
    return name.equals(ANY_NAME) || (name.equals(OWN_TEXT) && mayBeText(other));
  }

  /** Whether a name can be the text of an operation or a call. */
  static boolean mayBeText(String name) {
    return !name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '$');
  }

  /** Whether its name is known. */
  boolean isNamed() {
    return !name.equals(ANY_NAME) && !name.equals(OWN_TEXT);
  }

  /** How the result's column is called, as far as that is known. */
  String label() {
    return isNamed() ? name : "";
  }
}
