package dev.sluice.mask;

import org.jspecify.annotations.Nullable;

/**
 * Shows one text for every text and for NULL: the form of {@link Constant} under {@code inference:
 * deny}.
 *
 * @param constant what it shows
 */
public record BlindConstant(Constant constant) implements BlindMask {
  @Override
  public String name() {
    return constant.name();
  }

  @Override
  public String text(String value) {
    return constant.shown();
  }

  @Override
  public @Nullable Object value(Object value) {
    return constant.value(value);
  }

  @Override
  public boolean mayShow(Object value) {
    return constant.mayShow(value);
  }

  @Override
  public @Nullable Object shown(String className) {
    return className.equals(String.class.getName()) ? constant.shown() : Zeros.ofClass(className);
  }
}
