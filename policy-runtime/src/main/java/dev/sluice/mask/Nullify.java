package dev.sluice.mask;

import org.jspecify.annotations.Nullable;

/** Turns every value into SQL NULL. */
public record Nullify() implements Mask {
  /** The one there needs to be. */
  public static final Nullify INSTANCE = new Nullify();

  @Override
  public String name() {
    return "null";
  }

  @Override
  public @Nullable String text(String value) {
    return null;
  }

  @Override
  public @Nullable Object value(Object value) {
    return null;
  }

  /** What is computed from the column, or cannot be understood, is redacted. */
  @Override
  public boolean mayShow(Object value) {
    return value instanceof SqlNull
        || MaskedForms.isPrimitiveZero(value)
        || Redact.TEXT.equals(MaskedForms.textOf(value));
  }
}
