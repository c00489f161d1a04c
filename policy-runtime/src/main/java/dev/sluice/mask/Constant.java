package dev.sluice.mask;

/**
 * Shows one text in place of any other. Values of other types cannot be that text: they are masked
 * as {@link Redact} masks them. NULL stays NULL; {@link BlindConstant} hides that too.
 *
 * @param shown the text, not empty
 */
public record Constant(String shown) implements Mask {
  /**
   * Shows that text.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public Constant {
    if (shown.isEmpty()) {
      throw new IllegalArgumentException("The text of the constant mask is empty");
    }
  }

  @Override
  public String name() {
    return "constant";
  }

  @Override
  public String text(String value) {
    return shown;
  }

  @Override
  public boolean mayShow(Object value) {
    return MaskedForms.isRedacted(value) || shown.equals(MaskedForms.textOf(value));
  }
}
