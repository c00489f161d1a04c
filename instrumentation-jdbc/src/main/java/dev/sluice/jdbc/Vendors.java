package dev.sluice.jdbc;

/** Tells whose an object is, by the first two parts of its package, such as {@code org.h2}. */
final class Vendors {
  private Vendors() {}

  static String of(Object object) {
    return ofName(object.getClass().getName());
  }

  /** The vendor of a class. */
  static String ofName(String name) {
    int first = name.indexOf('.');
    int second = first < 0 ? -1 : name.indexOf('.', first + 1);
    return second < 0 ? name : name.substring(0, second);
  }
}
