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
}
