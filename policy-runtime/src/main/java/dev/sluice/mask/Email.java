package dev.sluice.mask;

/**
 * Keeps of an e-mail address its domain and the first character of its local part: {@code
 * k***@example.com}. There are always three stars, so that the length is not told.
 *
 * <p>What is not surely one address alone is masked as {@link Redact} masks it, so that no other
 * secret passes as a domain: the local part is one of RFC 5322's dot-atoms (RFC 6531 adds letters
 * and digits beyond ASCII) of 64 characters at most; the domain has two labels or more of letters,
 * digits and inner hyphens (RFC 1123), 253 characters at most, and its last label begins with a
 * letter. Quoted local parts, address literals, display names and lists are redacted.
 */
public record Email() implements Mask {
  /** The one there needs to be. */
  public static final Email INSTANCE = new Email();

  private static final String STARS = "***";
  private static final String SIGNS_OF_LOCAL_PART = "!#$%&'*+-/=?^_`{|}~";
  private static final int LONGEST_LOCAL_PART = 64;
  private static final int LONGEST_DOMAIN = 253;
  private static final int LONGEST_LABEL = 63;

  @Override
  public String name() {
    return "email";
  }

  @Override
  public String text(String value) {
    int at = value.indexOf('@');
    if (at <= 0 || !isLocalPart(value, at) || !isDomain(value, at + 1)) {
      return Redact.TEXT;
    }
    return value.substring(0, value.offsetByCodePoints(0, 1)) + STARS + value.substring(at);
  }

  /** To mask what is masked changes nothing, so the addresses shown are those that stay. */
  @Override
  public boolean mayShow(Object value) {
    String text = MaskedForms.textOf(value);
    return MaskedForms.isRedacted(value) || (text != null && text(text).equals(text));
  }

  private static boolean isLocalPart(String text, int end) {
    if (end > LONGEST_LOCAL_PART) {
      return false;
    }
    boolean dotMayStand = false;
    for (int i = 0; i < end; i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (c == '.') {
        if (!dotMayStand) {
          return false;
        }
        dotMayStand = false;
      } else if (Character.isLetterOrDigit(c) || SIGNS_OF_LOCAL_PART.indexOf(c) >= 0) {
        dotMayStand = true;
      } else {
        return false;
      }
    }
    return dotMayStand;
  }

  private static boolean isDomain(String text, int start) {
    if (text.length() - start > LONGEST_DOMAIN) {
      return false;
    }
    int label = start;
    int dot = text.indexOf('.', label);
    if (dot < 0) {
      return false;
    }
    while (dot >= 0) {
      if (!isLabel(text, label, dot)) {
        return false;
      }
      label = dot + 1;
      dot = text.indexOf('.', label);
    }
    return isLabel(text, label, text.length()) && Character.isLetter(text.codePointAt(label));
  }

  private static boolean isLabel(String text, int start, int end) {
    if (start == end
        || end - start > LONGEST_LABEL
        || text.charAt(start) == '-'
        || text.charAt(end - 1) == '-') {
      return false;
    }
    return text.substring(start, end)
        .codePoints()
        .allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
  }
}
