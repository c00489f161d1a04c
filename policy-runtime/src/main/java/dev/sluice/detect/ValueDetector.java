package dev.sluice.detect;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells by a value what it holds. A value is taken as free text: an e-mail address somewhere in a
 * remark is found as well as one that is all of the value. Numbers that only a name tells from
 * others (nine digits, an eleven-digit id with one check digit) are found where the names of column
 * or table say so ({@link Hints}), and then only if they are all of the value.
 *
 * <p>Takes time linear in the length of the value, of which the first {@value #MOST_CHARACTERS}
 * characters are looked at. Thread-safe.
 */
public final class ValueDetector {
  /** How much of a value is looked at. */
  public static final int MOST_CHARACTERS = 8192;

  private static final int LEAST_CHARACTERS = 5;

  private final List<Sought> sought = new ArrayList<>();

  /** Looks for these kinds, as far as values tell of them. */
  public ValueDetector(Set<Kind> kinds) {
    for (Kind kind : kinds) {
      if (kind.byValue()) {
        sought.add(new Sought(kind, recognizer(kind)));
      }
    }
  }

  private record Sought(Kind kind, Recognizer recognizer) {}

  private static Recognizer recognizer(Kind kind) {
    return switch (kind) {
      case EMAIL -> new EmailRecognizer();
      case PHONE -> new PhoneRecognizer();
      case SSN -> new SsnRecognizer();
      case NATIONAL_ID -> new NationalIdRecognizer();
      case IP -> new IpRecognizer();
      case IBAN -> new IbanRecognizer();
      case PAN -> new PanRecognizer();
      case SECRET -> new SecretRecognizer();
      case BIRTH_DATE, TAX_ID, PASSPORT, DRIVING_LICENCE, BANK_ACCOUNT, CARD_CODE ->
          throw new IllegalArgumentException(kind + " is told by names only");
    };
  }

  /** What is seen in a value; {@link Sighting#NOTHING} in most. */
  public Sighting look(String value, Hints hints) {
    if (value.length() < LEAST_CHARACTERS || sought.isEmpty()) {
      return Sighting.NOTHING;
    }
    Glance glance = new Glance(value);
    if (glance.digits == 0 && glance.ats == 0 && glance.colons == 0 && glance.letters < 20) {
      return Sighting.NOTHING;
    }
    Set<Kind> certain = null;
    Set<Kind> likely = null;
    for (Sought one : sought) {
      switch (one.recognizer.look(glance, hints)) {
        case CERTAIN -> certain = with(certain, one.kind);
        case LIKELY -> {
          if (!hints.isMachine()) {
            likely = with(likely, one.kind);
          }
        }
        case NONE -> {
          // the next kind
        }
      }
    }
    if (certain == null && likely == null) {
      return Sighting.NOTHING;
    }
    return new Sighting(certain == null ? Set.of() : certain, likely == null ? Set.of() : likely);
  }

  private static Set<Kind> with(@Nullable Set<Kind> kinds, Kind kind) {
    Set<Kind> all = kinds == null ? EnumSet.noneOf(Kind.class) : kinds;
    all.add(kind);
    return all;
  }
}
