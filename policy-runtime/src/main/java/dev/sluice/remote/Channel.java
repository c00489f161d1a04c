package dev.sluice.remote;

import java.util.regex.Pattern;

/** The names of channels: they are names of folders and parts of URLs, and nothing more. */
final class Channel {
  static final String RULE = "a-z, 0-9, `.`, `_` and `-`, at most 64, beginning with a-z or 0-9";
  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private Channel() {}

  static String require(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("`" + name + "` is no channel: use " + RULE);
    }
    return name;
  }
}
