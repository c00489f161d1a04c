package dev.sluice.mask;

/**
 * Shows nothing of the value but its type: text becomes {@value #TEXT}, any other value the zero of
 * its type as {@link Zeros} defines it. NULL stays NULL; {@link BlindRedact} hides that too.
 */
public record Redact() implements Mask {
  /** What every text becomes. */
  public static final String TEXT = "[redacted]";

  /** The one there needs to be. */
  public static final Redact INSTANCE = new Redact();

  @Override
  public String name() {
    return "redact";
  }

  @Override
  public String text(String value) {
    return TEXT;
  }

  @Override
  public boolean mayShow(Object value) {
    return MaskedForms.isRedacted(value);
  }
}
