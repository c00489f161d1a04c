package dev.sluice.r2dbc.linked;

import dev.sluice.gate.ColumnLook;
import dev.sluice.mask.BlindMask;
import dev.sluice.mask.Mask;
import io.r2dbc.spi.Readable;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A driver's row, or its out parameters, with some values masked and others looked at. Each value
 * is masked once, as it is read, and keeps its type: a number stays a number, a date a date. A type
 * that the mask does not know, such as a LOB, is shown as null. As thread-safe as the driver's.
 */
abstract class MaskedReadable implements Readable {
  private final Readable readable;
  private final RowShape shape;
  private @Nullable Mask @Nullable [] seen;
  private boolean @Nullable [] lookedAt;

  MaskedReadable(Readable readable, RowShape shape) {
    this.readable = readable;
    this.shape = shape;
  }

  @Override
  public final @Nullable Object get(int index) {
    Mask mask = maskOf(index);
    return mask == null ? readable.get(index) : masked(mask, index);
  }

  @Override
  public final <T> @Nullable T get(int index, Class<T> type) {
    Mask mask = maskOf(index);
    return mask == null ? readable.get(index, type) : asType(mask, index, type);
  }

  @Override
  public final @Nullable Object get(String name) {
    return get(shape.indexOf(Objects.requireNonNull(name, "name")));
  }

  @Override
  public final <T> @Nullable T get(String name, Class<T> type) {
    return get(shape.indexOf(Objects.requireNonNull(name, "name")), type);
  }

  // ---- which mask

  private @Nullable Mask maskOf(int index) {
    if (index < 0 || index >= shape.columns()) {
      return null; // the driver says in its own words that there is none
    }
    Mask mask = shape.mask(index);
    ColumnLook look = mask == null ? shape.look(index) : null;
    return look == null ? mask : lookedAt(look, index);
  }

  private @Nullable Mask lookedAt(ColumnLook look, int index) {
    if (look.ofColumn() != null) {
      return look.ofColumn();
    }
    if (lookedAt == null || seen == null) {
      lookedAt = new boolean[shape.columns()];
      seen = new Mask[shape.columns()];
    }
    if (!lookedAt[index]) {
      lookedAt[index] = true;
      seen[index] = look.isDue() ? look(look, index) : null;
    }
    return seen[index];
  }

  private @Nullable Mask look(ColumnLook look, int index) {
    try {
      Object value = readable.get(index);
      if (value == null || value instanceof CharSequence) {
        return look.look(value == null ? null : value.toString());
      }
      if (value instanceof Object[] values) {
        return look.look(Arrays.deepToString(values));
      }
      return look.look(readable.get(index, String.class));
    } catch (RuntimeException | LinkageError problem) {
      return look.unseen(problem);
    }
  }

  // ---- how it is shown

  private @Nullable Object masked(Mask mask, int index) {
    if (mask instanceof BlindMask blind) {
      Class<?> type = shape.type(index);
      return blind.shown(type == null ? "" : type.getName());
    }
    return shown(mask, clear(index, () -> readable.get(index)));
  }

  private <T> @Nullable T asType(Mask mask, int index, Class<T> type) {
    if (type == null) {
      throw new IllegalArgumentException("type must not be null");
    }
    if (type == String.class && isText(index) && !(mask instanceof BlindMask)) {
      return type.cast(shown(mask, clear(index, () -> readable.get(index, String.class))));
    }
    Object value = masked(mask, index);
    if (value == null || type.isInstance(value)) {
      return type.cast(value);
    }
    if (type == String.class) {
      return type.cast(value.toString());
    }
    if (value instanceof String) {
      throw notConvertible(index, type);
    }
    Object other =
        mask instanceof BlindMask blind ? blindly(blind, type, value) : typed(mask, index, type);
    if (other != null && !type.isInstance(other)) {
      throw notConvertible(index, type);
    }
    if (other == null && mask instanceof BlindMask) {
      throw notConvertible(index, type);
    }
    return type.cast(other);
  }

  private static @Nullable Object blindly(BlindMask mask, Class<?> type, Object value) {
    Object shown = mask.shown(type.getName());
    return shown != null && sameKind(value, shown) ? shown : null;
  }

  private static boolean sameKind(Object one, Object other) {
    return (one instanceof Number && other instanceof Number)
        || (one instanceof Temporal && other instanceof Temporal);
  }

  /** Lets the driver convert the clear value, and masks what comes of it. */
  private @Nullable Object typed(Mask mask, int index, Class<?> type) {
    Object converted;
    try {
      converted = readable.get(index, type);
    } catch (RuntimeException quotesTheValue) {
      throw notConvertible(index, type);
    }
    return shown(mask, converted);
  }

  private boolean isText(int index) {
    Class<?> type = shape.type(index);
    return type != null && CharSequence.class.isAssignableFrom(type);
  }

  private @Nullable Object shown(Mask mask, @Nullable Object value) {
    try {
      if (value == null) {
        return null;
      }
      return value instanceof String text ? mask.text(text) : mask.value(value);
    } catch (RuntimeException | LinkageError problem) {
      shape
          .failures()
          .count("mask." + mask.name(), "a mask failed: the value is withheld", problem);
      throw Errors.closed("a masked value could not be read", "");
    }
  }

  /** Drivers quote a value that they cannot read in the exception's text. */
  private static @Nullable Object clear(int index, Getter getter) {
    try {
      return getter.get();
    } catch (RuntimeException quotesTheValue) {
      throw Errors.unreadable("column " + index + ", which is masked, cannot be read");
    }
  }

  private static RuntimeException notConvertible(int index, Class<?> type) {
    return Errors.unreadable(
        "the masked value of column " + index + " cannot be read as " + type.getName());
  }

  @FunctionalInterface
  private interface Getter {
    @Nullable Object get();
  }
}
