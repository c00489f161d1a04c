package dev.sluice.detect;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A kind of sensitive data that can be found without being told where it is. */
public enum Kind {
  EMAIL("pii.email", true),
  PHONE("pii.phone", true),
  BIRTH_DATE("pii.birth_date", false),
  /** Social security numbers of the USA. */
  SSN("pii.ssn", true),
  /** Numbers that a state gives to a person. */
  NATIONAL_ID("pii.national_id", true),
  TAX_ID("pii.tax_id", false),
  PASSPORT("pii.passport", false),
  DRIVING_LICENCE("pii.driving_licence", false),
  IP("pii.ip", true),
  IBAN("pii.iban", true),
  BANK_ACCOUNT("pii.bank_account", false),
  /** The number of a payment card. */
  PAN("pci.pan", true),
  /** The three or four digits that prove that somebody holds the card. */
  CARD_CODE("pci.cvc", false),
  /** Passwords, keys, tokens. */
  SECRET("secret", true);

  private static final Map<String, Kind> BY_TAG = new TreeMap<>();

  static {
    for (Kind kind : values()) {
      BY_TAG.put(kind.tag, kind);
    }
  }

  private final String tag;
  private final boolean byValue;

  Kind(String tag, boolean byValue) {
    this.tag = tag;
    this.byValue = byValue;
  }

  /** The tag that a column of this kind gets. */
  public String tag() {
    return tag;
  }

  /** Whether values tell of it; else only the names of columns do. */
  public boolean byValue() {
    return byValue;
  }

  /** The kind with a tag; null if there is none. */
  public static @Nullable Kind of(String tag) {
    return BY_TAG.get(tag);
  }

  /** All kinds by their tags, in the order of the tags. */
  public static Map<String, Kind> byTag() {
    return Collections.unmodifiableMap(BY_TAG);
  }
}
