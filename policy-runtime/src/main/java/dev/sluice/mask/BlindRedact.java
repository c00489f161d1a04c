package dev.sluice.mask;

import org.jspecify.annotations.Nullable;

/**
 * Redacts without looking: what is shown depends on nothing but the column's type, so that even SQL
 * NULL looks like a value. {@link Redact} leaves NULL as it is, which tells which rows have none;
 * this is its form under {@code inference: deny}.
 */
public record BlindRedact() implements Mask {
  /** The one there needs to be. */
  public static final BlindRedact INSTANCE = new BlindRedact();

  @Override
  public String name() {
    return Redact.INSTANCE.name();
  }

  @Override
  public String text(String value) {
    return Redact.TEXT;
  }

  @Override
  public @Nullable Object value(Object value) {
    return Redact.INSTANCE.value(value);
  }

  @Override
  public boolean mayShow(Object value) {
    return MaskedForms.isRedacted(value);
  }

  /**
   * What is shown for any value, NULL included, of a column whose values are of a Java class: text
   * for a text, else the zero of {@link Zeros}.
   *
   * @param className as {@link java.sql.ResultSetMetaData#getColumnClassName} gives it
   * @return null, thus NULL, for a class without a zero
   */
  public @Nullable Object shown(String className) {
    return className.equals(String.class.getName()) ? Redact.TEXT : Zeros.ofClass(className);
  }
}
