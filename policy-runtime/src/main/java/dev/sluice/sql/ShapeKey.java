package dev.sluice.sql;

import java.util.Arrays;

/**
 * What facts of a shape are remembered under: the canonical text, whole, since a hash alone must
 * decide nothing, and what else they depend on. Made without a copy of the text, as most keys are
 * only looked for.
 */
final class ShapeKey {
  private final byte[] text;
  private final int length;
  private final int hash;
  private final Dialect dialect;
  private final Catalog catalog;

  /**
   * @param text in UTF-8, of this length; what follows in the array may be anything
   * @param hash of the text
   */
  ShapeKey(byte[] text, int length, int hash, Dialect dialect, Catalog catalog) {
    this.text = text;
    this.length = length;
    this.hash = hash;
    this.dialect = dialect;
    this.catalog = catalog;
  }

  /** The same key, with a text of its own that is as small as can be. */
  ShapeKey copy() {
    return new ShapeKey(Arrays.copyOf(text, length), length, hash, dialect, catalog);
  }

  /** Of the text, in bytes. */
  int length() {
    return length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShapeKey key
        && hash == key.hash
        && catalog == key.catalog
        && dialect == key.dialect
        && Arrays.equals(text, 0, length, key.text, 0, key.length);
  }

  @Override
  public int hashCode() {
    return hash * 31 + System.identityHashCode(catalog) + dialect.hashCode();
  }
}
