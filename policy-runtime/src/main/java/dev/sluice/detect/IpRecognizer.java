package dev.sluice.detect;

/**
 * Addresses of IP versions 4 and 6 as words of a text. Not loopback, nobody's and multicast
 * addresses, networks ({@code 10.0.0.0/8}) and masks, which name no one's device. Four small
 * numbers with dots are as often a version: they are likely, unless a name tells.
 */
final class IpRecognizer implements Recognizer {
  private static final String PARTING = "\"'()<>[]{},;=|";

  @Override
  public Evidence look(Glance glance, Hints hints) {
    if (glance.dots < 3 && glance.colons < 2) {
      return Evidence.NONE;
    }
    Evidence evidence = Evidence.NONE;
    int start = 0;
    for (int i = 0; i <= glance.length; i++) {
      char c = glance.at(i);
      if (c <= ' ' || PARTING.indexOf(c) >= 0) {
        if (i > start && i - start <= 47) {
          evidence = Evidence.stronger(evidence, word(glance, start, i, hints));
        }
        start = i + 1;
      }
    }
    return evidence;
  }

  private static Evidence word(Glance glance, int start, int end, Hints hints) {
    String word = glance.text.substring(start, end);
    while (word.endsWith(".") || word.endsWith(":")) {
      word = word.substring(0, word.length() - 1);
    }
    if (word.length() < 7) {
      return Evidence.NONE;
    }
    boolean alone = word.length() == glance.length;
    Evidence evidence = word.indexOf('.') > 0 ? four(word) : six(word);
    if (evidence == Evidence.LIKELY) {
      String before = glance.wordBefore(start);
      if (hints.suggests(Kind.IP) || before.equals("ip") || before.equals("addr")) {
        return Evidence.CERTAIN;
      }
      return alone ? Evidence.LIKELY : Evidence.NONE;
    }
    return evidence;
  }

  private static Evidence four(String word) {
    int end = word.indexOf(':');
    String address = end < 0 ? word : word.substring(0, end);
    if (end >= 0 && !Ascii.digits(word, end + 1, word.length())) {
      return Evidence.NONE;
    }
    int octets = 0;
    int largest = 0;
    int first = 0;
    int start = 0;
    for (int i = 0; i <= address.length(); i++) {
      if (i == address.length() || address.charAt(i) == '.') {
        int octet = octet(address, start, i);
        if (octet < 0) {
          return Evidence.NONE;
        }
        first = octets++ == 0 ? octet : first;
        largest = Math.max(largest, octet);
        start = i + 1;
      }
    }
    if (octets != 4 || first == 0 || first == 127 || first >= 224) {
      return Evidence.NONE;
    }
    return largest >= 100 ? Evidence.CERTAIN : Evidence.LIKELY;
  }

  /** A number up to 255 without a leading zero; -1 if it is none. */
  private static int octet(String text, int start, int end) {
    if (end - start < 1 || end - start > 3 || !Ascii.digits(text, start, end)) {
      return -1;
    }
    if (end - start > 1 && text.charAt(start) == '0') {
      return -1;
    }
    int octet = Integer.parseInt(text.substring(start, end));
    return octet <= 255 ? octet : -1;
  }

  /** Eight groups of hexadecimal digits, or fewer around one {@code ::}; a zone may follow. */
  private static Evidence six(String word) {
    int zone = word.indexOf('%');
    String address = zone < 0 ? word : word.substring(0, zone);
    int gap = address.indexOf("::");
    if (gap >= 0 && address.indexOf("::", gap + 1) >= 0) {
      return Evidence.NONE;
    }
    int groups = 0;
    int digits = 0;
    boolean numbered = false;
    for (int i = 0; i <= address.length(); i++) {
      char c = i < address.length() ? address.charAt(i) : ':';
      if (Ascii.isHex(c)) {
        numbered |= Ascii.isDigit(c);
        if (++digits > 4) {
          return Evidence.NONE;
        }
      } else if (c == ':') {
        groups += digits > 0 ? 1 : 0;
        boolean atGap = i == gap || i == gap + 1 || i == address.length();
        if (digits == 0 && !(gap >= 0 && atGap)) {
          return Evidence.NONE;
        }
        digits = 0;
      } else {
        return Evidence.NONE;
      }
    }
    boolean complete = gap < 0 ? groups == 8 : groups >= 3 && groups <= 7;
    return complete && numbered ? Evidence.CERTAIN : Evidence.NONE;
  }
}
