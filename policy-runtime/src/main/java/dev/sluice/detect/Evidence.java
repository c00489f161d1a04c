package dev.sluice.detect;

/** How well a value tells of its kind. */
enum Evidence {
  NONE,
  /** It has the form, but so have other things: it takes several of them to tell of a column. */
  LIKELY,
  /** Hardly anything else looks so. */
  CERTAIN;

  static Evidence stronger(Evidence one, Evidence other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
