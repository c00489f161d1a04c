package dev.sluice.remote;

import dev.sluice.note.Jca;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The highest head that was in force, below which none is taken again. It counts under one trusted
 * root and one key set: whoever replaces the root on the machine begins anew, and so does the
 * serial under a new key set, which is the way out after somebody with release keys raised it as
 * far as it goes.
 *
 * @param root fingerprint of the trusted root
 * @param set number of the key set
 * @param head SHA-256 of the head's bytes
 */
record Ratchet(String root, int set, long serial, String head) {
  /** A few more than the text can have. */
  static final int MOST_BYTES = 512;

  private static final Pattern FORM =
      Pattern.compile(
          "(sluice/ratchet/v1 ([0-9a-f]{64}) ([0-9]{1,7}) ([0-9]{1,16}) ([0-9a-f]{64})) ([0-9a-f]{64})\n");

  /** Whether this one is above the other. */
  boolean isAbove(Ratchet other) {
    return set > other.set || (set == other.set && serial > other.serial);
  }

  /** One line, with a checksum, so that what a disk spoils is not taken for a serial. */
  byte[] bytes(Jca jca) {
    String text = "sluice/ratchet/v1 " + root + " " + set + " " + serial + " " + head;
    return (text + " " + checksum(text, jca) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The ratchet, or null if the bytes are none. */
  static @Nullable Ratchet parse(byte[] bytes, Jca jca) {
    Matcher line = FORM.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    if (!line.matches() || !checksum(line.group(1), jca).equals(line.group(6))) {
      return null;
    }
    return new Ratchet(
        line.group(2),
        Integer.parseInt(line.group(3)),
        Long.parseLong(line.group(4)),
        line.group(5));
  }

  private static String checksum(String text, Jca jca) {
    return HexFormat.of().formatHex(jca.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }
}
