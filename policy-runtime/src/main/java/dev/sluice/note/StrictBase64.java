package dev.sluice.note;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64 (RFC 4648, section 4) in its one form: padded, and no bits that say nothing. */
final class StrictBase64 {
  private StrictBase64() {}

  /** The bytes, or null if the text is not what {@link #encode} makes of any. */
  static byte @Nullable [] decode(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return Arrays.equals(encode(bytes).toCharArray(), text.toCharArray()) ? bytes : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
