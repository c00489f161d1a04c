package dev.sluice.detect;

import org.apache.commons.validator.routines.DomainValidator;

/**
 * E-mail addresses, anywhere in a text: a local part without white space, and a domain under a top
 * level that IANA lists, which keeps out {@code icon@2x.png} and {@code react@18.2.0}. Not {@code
 * git@host}, nor what stands before the host in a URL.
 */
final class EmailRecognizer implements Recognizer {
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_DOMAIN = 253;
  private static final String LOCAL_SIGNS = "!#$%&'*+-=?^_`{|}~.";

  @Override
  public Evidence look(Glance glance, Hints hints) {
    if (glance.ats == 0 || glance.dots == 0) {
      return Evidence.NONE;
    }
    for (int at = glance.text.indexOf('@'); at >= 0; at = glance.text.indexOf('@', at + 1)) {
      int start = localStart(glance, at);
      if (start < at && isLocal(glance, start, at) && isDomain(domain(glance, at + 1))) {
        return Evidence.CERTAIN;
      }
    }
    return Evidence.NONE;
  }

  private static int localStart(Glance glance, int at) {
    int start = at;
    if (glance.at(at - 1) == '"') {
      int quote = glance.text.lastIndexOf('"', at - 2);
      return quote >= 0 && quote >= at - LONGEST_LOCAL && quote < at - 2 ? quote : at;
    }
    while (start > 0 && start > at - LONGEST_LOCAL && isLocal(glance.at(start - 1))) {
      start--;
    }
    while (start < at && !Character.isLetterOrDigit(glance.at(start))) {
      start++;
    }
    return start;
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || LOCAL_SIGNS.indexOf(c) >= 0;
  }

  private static boolean isLocal(Glance glance, int start, int at) {
    String local = glance.text.substring(start, at);
    if (local.endsWith(".") || local.contains("..") || local.equals("git")) {
      return false;
    }
    // scheme://user@host, scheme://user:word@host
    int slashes = glance.text.lastIndexOf("//", start);
    return slashes < 0
        || slashes < start - LONGEST_DOMAIN
        || !isOneWord(glance.text, slashes + 2, start);
  }

  private static boolean isOneWord(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '/' || c == '?' || c == '"' || c == ',') {
        return false;
      }
    }
    return true;
  }

  private static String domain(Glance glance, int start) {
    int end = start;
    while (end < glance.length
        && end - start < LONGEST_DOMAIN
        && (Character.isLetterOrDigit(glance.at(end))
            || glance.at(end) == '-'
            || glance.at(end) == '.')) {
      end++;
    }
    while (end > start && !Character.isLetterOrDigit(glance.at(end - 1))) {
      end--;
    }
    return glance.text.substring(start, end);
  }

  private static boolean isDomain(String domain) {
    int last = domain.lastIndexOf('.');
    if (last <= 0 || domain.contains("..") || domain.startsWith("-") || domain.startsWith(".")) {
      return false;
    }
    int before = domain.lastIndexOf('.', last - 1);
    boolean version = last - before - 1 <= 2 && Ascii.digits(domain, before + 1, last);
    return !version && DomainValidator.getInstance().isValidTld(domain.substring(last + 1));
  }
}
