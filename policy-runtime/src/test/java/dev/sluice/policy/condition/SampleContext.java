package dev.sluice.policy.condition;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A context that is made up.
 *
 * @param values a Boolean, Long, String, list of texts or map for each field
 */
record SampleContext(Map<Field, Object> values) implements Context {
  private static final List<String> WORDS =
      List.of("", "a", "select", "prod", "public.orders", "\u00DF", "\uD83D\uDE00", "pii.email");

  /** All unknown. */
  static SampleContext unknown() {
    Map<Field, Object> values = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      values.put(
          field,
          switch (field.type()) {
            case BOOL -> false;
            case INT -> -1L;
            case TEXT -> "";
            case TEXTS -> List.of();
            default -> Map.of();
          });
    }
    return new SampleContext(values);
  }

  static SampleContext random(Random random) {
    Map<Field, Object> values = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      values.put(
          field,
          switch (field.type()) {
            case BOOL -> random.nextBoolean();
            case INT -> number(random);
            case TEXT -> word(random);
            case TEXTS -> words(random);
            default -> claims(random);
          });
    }
    return new SampleContext(values);
  }

  SampleContext with(Field field, Object value) {
    Map<Field, Object> changed = new EnumMap<>(values);
    changed.put(field, value);
    return new SampleContext(changed);
  }

  static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  static long number(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Long.MAX_VALUE;
      case 1 -> Long.MIN_VALUE;
      default -> random.nextInt(6) - 1L;
    };
  }

  private static List<String> words(Random random) {
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      words.add(word(random));
    }
    return words;
  }

  private static Map<String, String> claims(Random random) {
    Map<String, String> claims = new TreeMap<>();
    for (String name : Expressions.CLAIMS) {
      if (random.nextBoolean()) {
        claims.put(name, word(random));
      }
    }
    return claims;
  }

  @Override
  public boolean flag(Field field) {
    return (Boolean) value(field);
  }

  @Override
  public long number(Field field) {
    return (Long) value(field);
  }

  @Override
  public String text(Field field) {
    return (String) value(field);
  }

  @Override
  @SuppressWarnings("unchecked") // made so above
  public List<String> texts(Field field) {
    return (List<String>) value(field);
  }

  @Override
  @SuppressWarnings("unchecked") // made so above
  public Map<String, String> claims() {
    return (Map<String, String>) value(Field.CALLER_CLAIMS);
  }

  private Object value(Field field) {
    return java.util.Objects.requireNonNull(values.get(field));
  }
}
