package dev.sluice.mask;

import org.jspecify.annotations.Nullable;

/** Redacts without looking, NULL too: the form of {@link Redact} under {@code inference: deny}. */
public record BlindRedact() implements BlindMask {
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

  /** Text for a text, else the zero of {@link Zeros}; null for a class without one. */
  @Override
  public @Nullable Object shown(String className) {
    return className.equals(String.class.getName()) ? Redact.TEXT : Zeros.ofClass(className);
  }
}
