package dev.sluice.benchmarks;

import java.util.Locale;

/** Writes numbers for people: three digits that count, and a unit that fits. */
final class Quantity {
  private Quantity() {}

  /** A time. */
  static String time(double nanos) {
    double size = Math.abs(nanos);
    if (size < 1e3) {
      return threeDigits(nanos) + " ns";
    }
    if (size < 1e6) {
      return threeDigits(nanos / 1e3) + " us";
    }
    if (size < 1e9) {
      return threeDigits(nanos / 1e6) + " ms";
    }
    return threeDigits(nanos / 1e9) + " s";
  }

  /** An amount of memory, in powers of ten. */
  static String bytes(double bytes) {
    double size = Math.abs(bytes);
    if (size < 1e3) {
      return threeDigits(bytes) + " B";
    }
    return size < 1e6 ? threeDigits(bytes / 1e3) + " kB" : threeDigits(bytes / 1e6) + " MB";
  }

  /** How many times as much. */
  static String times(double factor) {
    return String.format(Locale.ROOT, "%.2f", factor);
  }

  private static String threeDigits(double number) {
    double size = Math.abs(number);
    String format = size == 0 ? "%.0f" : size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, number);
  }
}
