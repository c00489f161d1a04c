package dev.sluice.policy.condition;

import java.util.List;
import java.util.Map;

/**
 * Where a condition reads the values of fields. Each method is asked for fields of its type only,
 * and must not throw. What is unknown is -1 or empty, never a guess.
 */
public interface Context {
  /** The value of a field that is a boolean. */
  boolean flag(Field field);

  /** The value of a field that is a whole number. */
  long number(Field field);

  /** The value of a field that is a text. */
  String text(Field field);

  /** The value of a field that is a list of texts, in an order that is always the same. */
  List<String> texts(Field field);

  /** The values of {@link Field#CALLER_CLAIMS}, by name. */
  Map<String, String> claims();
}
