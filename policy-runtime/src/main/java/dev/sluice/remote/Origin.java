package dev.sluice.remote;

import java.util.Locale;

/** Where an update came from. */
public enum Origin {
  /** What this agent kept when it last ran. */
  DISK,
  /** What came with the service, such as a folder in its image. */
  BAKED_IN,
  /** Who serves the channel. */
  SERVER;

  /** The name in reports, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
