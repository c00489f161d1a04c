package dev.sluice.mask;

import org.jspecify.annotations.Nullable;

/**
 * Stands for a column that is to be left out of what is selected: a statement that would show it is
 * refused. Where values come back that no statement asked for, such as the generated keys that some
 * drivers make of a whole row, it redacts without looking.
 */
public record Omit() implements BlindMask {
  /** The one there needs to be. */
  public static final Omit INSTANCE = new Omit();

  @Override
  public String name() {
    return "omit";
  }

  @Override
  public String text(String value) {
    return BlindRedact.INSTANCE.text(value);
  }

  @Override
  public @Nullable Object value(Object value) {
    return BlindRedact.INSTANCE.value(value);
  }

  @Override
  public boolean mayShow(Object value) {
    return BlindRedact.INSTANCE.mayShow(value);
  }

  @Override
  public @Nullable Object shown(String className) {
    return BlindRedact.INSTANCE.shown(className);
  }
}
