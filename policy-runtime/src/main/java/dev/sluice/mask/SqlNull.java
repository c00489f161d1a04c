package dev.sluice.mask;

/** SQL NULL on its way to the database, by what is known of its type. */
public enum SqlNull {
  /** Of a type that has a zero, or written in the text: only a mask to NULL shows it. */
  OF_PLAIN_TYPE,

  /** Of a type that may have no zero, so that every mask may show its values as NULL. */
  OF_ANY_TYPE
}
