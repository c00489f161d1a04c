package dev.sluice.detect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Secrets: private keys in PEM, JSON web tokens, tokens whose makers gave them a prefix to be found
 * by, hashes of passwords, URLs and settings with a password in them, anywhere in a text; and what
 * looks random, as all of the value, where a name tells of a secret.
 */
final class SecretRecognizer implements Recognizer {
  private static final int SHORTEST = 16;
  private static final int LONGEST_RANDOM = 512;

  /** Bits a character: words and codes of one pattern stay below, random base 64 lies above. */
  private static final double RANDOM = 3.5;

  /** What a token is made of behind its prefix. */
  private enum Alphabet {
    HEX,
    UPPER,
    ALPHANUMERIC,
    /** Base 64 for URLs. */
    URL,
    /** The same with dots. */
    DOTTED
  }

  private record Prefix(String text, Alphabet alphabet, int least, int most) {}

  private static final Prefix[] PREFIXES = {
    new Prefix("AKIA", Alphabet.UPPER, 16, 16), // Amazon
    new Prefix("ASIA", Alphabet.UPPER, 16, 16),
    new Prefix("AIza", Alphabet.URL, 35, 35), // Google
    new Prefix("ya29.", Alphabet.DOTTED, 20, 2048),
    new Prefix("1//0", Alphabet.URL, 40, 255),
    new Prefix("GOCSPX-", Alphabet.URL, 24, 40),
    new Prefix("ghp_", Alphabet.ALPHANUMERIC, 36, 255), // GitHub
    new Prefix("gho_", Alphabet.ALPHANUMERIC, 36, 255),
    new Prefix("ghu_", Alphabet.ALPHANUMERIC, 36, 255),
    new Prefix("ghs_", Alphabet.ALPHANUMERIC, 36, 255),
    new Prefix("ghr_", Alphabet.ALPHANUMERIC, 36, 255),
    new Prefix("github_pat_", Alphabet.URL, 50, 255),
    new Prefix("glpat-", Alphabet.DOTTED, 20, 255), // GitLab
    new Prefix("glrt-", Alphabet.DOTTED, 20, 255),
    new Prefix("gldt-", Alphabet.DOTTED, 20, 255),
    new Prefix("glptt-", Alphabet.HEX, 40, 40),
    new Prefix("xoxb-", Alphabet.URL, 20, 255), // Slack
    new Prefix("xoxp-", Alphabet.URL, 20, 255),
    new Prefix("xoxa-", Alphabet.URL, 20, 255),
    new Prefix("xoxr-", Alphabet.URL, 20, 255),
    new Prefix("xoxs-", Alphabet.URL, 20, 255),
    new Prefix("xapp-", Alphabet.URL, 20, 255),
    new Prefix("sk_live_", Alphabet.ALPHANUMERIC, 16, 255), // Stripe
    new Prefix("sk_test_", Alphabet.ALPHANUMERIC, 16, 255),
    new Prefix("rk_live_", Alphabet.ALPHANUMERIC, 16, 255),
    new Prefix("rk_test_", Alphabet.ALPHANUMERIC, 16, 255),
    new Prefix("whsec_", Alphabet.ALPHANUMERIC, 24, 255),
    new Prefix("sk-ant-", Alphabet.URL, 24, 255), // Anthropic
    new Prefix("sk-proj-", Alphabet.URL, 24, 255), // OpenAI
    new Prefix("sk-svcacct-", Alphabet.URL, 24, 255),
    new Prefix("sk-admin-", Alphabet.URL, 24, 255),
    new Prefix("sk-or-v1-", Alphabet.HEX, 64, 64), // OpenRouter
    new Prefix("sk-", Alphabet.ALPHANUMERIC, 48, 48), // the older ones of OpenAI
    new Prefix("gsk_", Alphabet.ALPHANUMERIC, 52, 52), // Groq
    new Prefix("xai-", Alphabet.ALPHANUMERIC, 80, 80),
    new Prefix("r8_", Alphabet.ALPHANUMERIC, 37, 37), // Replicate
    new Prefix("SG.", Alphabet.DOTTED, 60, 72), // SendGrid
    new Prefix("npm_", Alphabet.ALPHANUMERIC, 36, 36),
    new Prefix("pypi-", Alphabet.URL, 60, 255),
    new Prefix("hf_", Alphabet.ALPHANUMERIC, 30, 64), // Hugging Face
    new Prefix("dop_v1_", Alphabet.HEX, 64, 64), // DigitalOcean
    new Prefix("shpat_", Alphabet.HEX, 32, 32), // Shopify
    new Prefix("shpss_", Alphabet.HEX, 32, 32),
    new Prefix("hvs.", Alphabet.URL, 24, 255), // Vault
    new Prefix("hvb.", Alphabet.URL, 24, 255),
    new Prefix("dapi", Alphabet.HEX, 32, 34), // Databricks
    new Prefix("dckr_pat_", Alphabet.URL, 27, 27), // Docker
    new Prefix("ATATT3", Alphabet.URL, 150, 255), // Atlassian
    new Prefix("NRAK-", Alphabet.UPPER, 27, 27), // New Relic
    new Prefix("lin_api_", Alphabet.ALPHANUMERIC, 40, 40), // Linear
    new Prefix("PMAK-", Alphabet.URL, 59, 59), // Postman
    new Prefix("tskey-", Alphabet.URL, 24, 255), // Tailscale
    new Prefix("pul-", Alphabet.HEX, 40, 40), // Pulumi
    new Prefix("AGE-SECRET-KEY-1", Alphabet.UPPER, 58, 58), // age
  };

  /** The prefixes by their first character. */
  private static final Prefix[][] BY_FIRST = byFirst();

  private static final String[] PASSWORD_HASHES = {
    "$2a$", "$2b$", "$2y$", "$argon2", "$scrypt$", "$pbkdf2", "pbkdf2_sha", "$5$", "$6$", "{SSHA"
  };

  private static final String[] SETTINGS = {
    "password",
    "passwd",
    "pwd",
    "secret",
    "api_key",
    "apikey",
    "api-key",
    "access_key",
    "token",
    "accountkey",
    "sharedaccesskey" // Azure's connection strings
  };

  @Override
  public Evidence look(Glance glance, Hints hints) {
    if (glance.length < SHORTEST) {
      return setting(glance) ? Evidence.CERTAIN : Evidence.NONE;
    }
    if ((glance.hyphens >= 5 && hasPrivateKey(glance.text))
        || (glance.dots >= 2 && hasWebToken(glance))
        || hasToken(glance)
        || isPasswordHash(glance)
        || (glance.ats > 0 && hasUrlPassword(glance))
        || setting(glance)) {
      return Evidence.CERTAIN;
    }
    boolean named = hints.suggests(Kind.SECRET) && !hints.isMachine();
    return named && looksRandom(glance) ? Evidence.CERTAIN : Evidence.NONE;
  }

  private static boolean hasPrivateKey(String text) {
    int begin = text.indexOf("-----BEGIN ");
    if (begin < 0) {
      return false;
    }
    int key = text.indexOf("PRIVATE KEY", begin);
    return key >= 0 && key < begin + 40;
  }

  /** Header, payload and signature; both of the former are JSON objects, so they begin alike. */
  private static boolean hasWebToken(Glance glance) {
    for (int i = glance.text.indexOf("eyJ"); i >= 0; i = glance.text.indexOf("eyJ", i + 3)) {
      int header = end(glance, i, Alphabet.URL);
      if (glance.isStart(i) && header - i >= 12 && glance.text.startsWith(".eyJ", header)) {
        int payload = end(glance, header + 1, Alphabet.URL);
        return glance.at(payload) == '.';
      }
      i = Math.max(i, header - 3);
    }
    return false;
  }

  /** One pass: most characters begin no prefix. */
  private static boolean hasToken(Glance glance) {
    int i = 0;
    while (i < glance.length - SHORTEST) {
      Prefix prefix = prefix(glance, i);
      if (prefix == null) {
        i++;
        continue;
      }
      int start = i + prefix.text.length();
      int end = end(glance, start, prefix.alphabet);
      int length = end - start;
      boolean whole = length >= prefix.least && length <= prefix.most && glance.isEnd(end);
      if (whole && hasDigit(glance.text, start, end)) {
        return true;
      }
      i = Math.max(start, end);
    }
    return false;
  }

  private static @Nullable Prefix prefix(Glance glance, int at) {
    char first = glance.text.charAt(at);
    if (first >= BY_FIRST.length || BY_FIRST[first].length == 0 || !isTokenStart(glance, at)) {
      return null;
    }
    for (Prefix prefix : BY_FIRST[first]) {
      if (glance.text.startsWith(prefix.text, at)) {
        return prefix;
      }
    }
    return null;
  }

  private static Prefix[][] byFirst() {
    Prefix[][] byFirst = new Prefix[128][0];
    for (Prefix prefix : PREFIXES) {
      char first = prefix.text.charAt(0);
      Prefix[] longer = Arrays.copyOf(byFirst[first], byFirst[first].length + 1);
      longer[longer.length - 1] = prefix;
      byFirst[first] = longer;
    }
    return byFirst;
  }

  private static boolean isTokenStart(Glance glance, int i) {
    char before = glance.at(i - 1);
    return !Character.isLetterOrDigit(before) && before != '_';
  }

  private static int end(Glance glance, int start, Alphabet alphabet) {
    int end = start;
    while (end < glance.length && contains(alphabet, glance.at(end))) {
      end++;
    }
    while (alphabet == Alphabet.DOTTED && end > start && glance.at(end - 1) == '.') {
      end--;
    }
    return end;
  }

  private static boolean contains(Alphabet alphabet, char c) {
    return switch (alphabet) {
      case HEX -> Ascii.isHex(c);
      case UPPER -> Ascii.isUpper(c) || Ascii.isDigit(c);
      case ALPHANUMERIC -> Ascii.isLetterOrDigit(c);
      case URL -> Ascii.isLetterOrDigit(c) || c == '-' || c == '_';
      case DOTTED -> Ascii.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.';
    };
  }

  private static boolean hasDigit(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (Ascii.isDigit(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPasswordHash(Glance glance) {
    if (glance.length < 30 || glance.hasSpace) {
      return false;
    }
    for (String prefix : PASSWORD_HASHES) {
      if (glance.text.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** {@code scheme://user:password@host}, where the password is none that stands for one. */
  private static boolean hasUrlPassword(Glance glance) {
    String text = glance.text;
    for (int i = text.indexOf("://"); i >= 0; i = text.indexOf("://", i + 3)) {
      int colon = -1;
      int end = i + 3;
      while (end < glance.length && end < i + 300 && !endsUser(text.charAt(end))) {
        colon = text.charAt(end) == ':' && colon < 0 ? end : colon;
        end++;
      }
      if (colon > 0 && glance.at(end) == '@' && isWord(text.substring(colon + 1, end))) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsUser(char c) {
    return c <= ' ' || c == '/' || c == '@' || c == '?' || c == '#' || c == '"';
  }

  /** {@code password=...}, {@code "api_key": "..."}. */
  private static boolean setting(Glance glance) {
    if (glance.text.indexOf('=') < 0 && glance.colons == 0) {
      return false;
    }
    for (String name : SETTINGS) {
      for (int i = find(glance, name, 0); i >= 0; i = find(glance, name, i + 1)) {
        String value = assigned(glance, i + name.length());
        if (value != null && value.length() >= 8 && isWord(value) && isMixed(value)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The place of a word whatever its case; -1 if there is none. */
  private static int find(Glance glance, String word, int from) {
    char first = word.charAt(0);
    for (int i = from; i + word.length() <= glance.length; i++) {
      if (Ascii.lower(glance.text.charAt(i)) == first
          && glance.text.regionMatches(true, i, word, 0, word.length())) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable String assigned(Glance glance, int from) {
    int i = from;
    if (glance.at(i) == '"' || glance.at(i) == '\'') {
      i++;
    }
    while (glance.at(i) == ' ' && i < from + 3) {
      i++;
    }
    if (glance.at(i) != '=' && glance.at(i) != ':') {
      return null;
    }
    i++;
    while (i < from + 8 && (glance.at(i) == ' ' || glance.at(i) == '"' || glance.at(i) == '\'')) {
      i++;
    }
    int end = i;
    while (end < glance.length && end < i + LONGEST_RANDOM && isValue(glance.at(end))) {
      end++;
    }
    return i < glance.length ? glance.text.substring(i, end) : null;
  }

  private static boolean isValue(char c) {
    return c > ' ' && c != '"' && c != '\'' && c != ',' && c != ';' && c != '}' && c != '&';
  }

  /** No placeholder: {@code ****}, {@code ${PASSWORD}}, {@code <password>}, {@code [redacted]}. */
  private static boolean isWord(String value) {
    return !value.isEmpty() && "*$<[{%".indexOf(value.charAt(0)) < 0 && !isRepeated(value);
  }

  private static boolean isRepeated(String value) {
    for (int i = 1; i < value.length(); i++) {
      if (value.charAt(i) != value.charAt(0)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMixed(String value) {
    boolean digit = false;
    boolean letter = false;
    for (int i = 0; i < value.length(); i++) {
      digit |= Ascii.isDigit(value.charAt(i));
      letter |= Ascii.isLetter(value.charAt(i));
    }
    return digit && letter;
  }

  /** One word of letters and digits, beyond hexadecimal ones, in which hardly any repeats. */
  private static boolean looksRandom(Glance glance) {
    if (glance.length < 20 || glance.length > LONGEST_RANDOM || glance.hasSpace) {
      return false;
    }
    int[] counts = new int[128];
    boolean beyondHex = false;
    for (int i = 0; i < glance.length; i++) {
      char c = glance.at(i);
      if (c >= 128 || !(Ascii.isLetterOrDigit(c) || "+/=_-.~".indexOf(c) >= 0)) {
        return false;
      }
      beyondHex |= Ascii.isLetter(c) && !Ascii.isHex(c);
      counts[c]++;
    }
    boolean word = glance.digits == 0 || glance.digits * 20 < glance.length;
    if (!beyondHex || word) {
      return false;
    }
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / glance.length;
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits >= RANDOM;
  }
}
