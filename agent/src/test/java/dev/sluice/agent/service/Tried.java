package dev.sluice.agent.service;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One method of one object of a driver, called by a caller under a mask and by another.
 *
 * @param subject what the object was
 * @param type the class of the driver's object, or the interface if it is a proxy
 * @param method the name of the method
 * @param call the method with its arguments
 */
public record Tried(
    String subject, String type, String method, String call, Outcome masked, Outcome free) {

  /** How a call went. */
  public enum Kind {
    GAVE,
    /** By Sluice. */
    REFUSED,
    /** By the driver or the database. */
    THREW,
    /** The object is none of the driver's own, and has no such method. */
    UNREACHABLE,
    HUNG,
    /** Left out, as it would end the server. */
    SKIPPED
  }

  /**
   * What a caller saw of a call.
   *
   * @param text what was returned, thrown, written to an argument, or is in the object afterwards
   * @param types the classes and interfaces of the driver's objects that were given
   */
  public record Outcome(Kind kind, String text, Set<String> types) {}

  /** As a row of a report. */
  List<@Nullable String> row() {
    return List.of(
        subject,
        type,
        method,
        call,
        masked.kind().name(),
        masked.text(),
        String.join(" ", masked.types()),
        free.kind().name(),
        free.text(),
        String.join(" ", free.types()));
  }

  /** From a row of a report. */
  public static Tried of(List<String> row) {
    return new Tried(
        row.get(0), row.get(1), row.get(2), row.get(3), outcome(row, 4), outcome(row, 7));
  }

  private static Outcome outcome(List<String> row, int from) {
    return new Outcome(
        Kind.valueOf(row.get(from)),
        row.get(from + 1),
        Set.copyOf(List.of(row.get(from + 2).split(" ", -1))));
  }
}
