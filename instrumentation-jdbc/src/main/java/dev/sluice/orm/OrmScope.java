package dev.sluice.orm;

import dev.sluice.gate.Failures;
import dev.sluice.gate.OrmCall;
import dev.sluice.gate.OrmCalls;
import dev.sluice.gate.StatementGate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the advice meets its collaborators, which are there once the weaving is set up. A frame is
 * opened at each call and costs little; the mapper's objects are read when a statement is sent.
 */
final class OrmScope {
  private static volatile @Nullable Collaborators collaborators;

  private OrmScope() {}

  static void install(Supplier<StatementGate> gate, Failures failures, boolean closed) {
    collaborators =
        new Collaborators(
            gate,
            failures,
            closed,
            new HibernateCalls(failures),
            new MyBatisCalls(failures),
            new JooqCalls(failures));
  }

  static @Nullable Object writes(Object persister, String method) {
    Collaborators all = collaborators;
    return all == null
        ? null
        : OrmCalls.open(guarded(all, () -> all.hibernate().write(persister, method)));
  }

  static @Nullable Object persists(Object persister, String method) {
    Collaborators all = collaborators;
    return all == null
        ? null
        : OrmCalls.open(guarded(all, () -> all.hibernate().persister(persister, method)));
  }

  static @Nullable Object queries(Object query, String method) {
    Collaborators all = collaborators;
    return all == null
        ? null
        : OrmCalls.open(guarded(all, () -> all.hibernate().query(query, method)));
  }

  static void named(@Nullable Object name, @Nullable Object query) {
    Collaborators all = collaborators;
    if (all != null && query != null && name instanceof String text) {
      all.hibernate().named(query, text);
    }
  }

  static @Nullable Object maps(Object statement) {
    Collaborators all = collaborators;
    return all == null
        ? null
        : OrmCalls.openShown(guarded(all, () -> all.myBatis().call(statement)));
  }

  static @Nullable Object runs(Object query) {
    Collaborators all = collaborators;
    return all == null ? null : OrmCalls.openShown(guarded(all, () -> all.jooq().call(query)));
  }

  static @Nullable Object show() {
    return OrmCalls.show();
  }

  static @Nullable Object hide() {
    return OrmCalls.hide();
  }

  /** Whether caches that callers share must neither answer nor learn from the current one. */
  static boolean bypassesCaches() {
    Collaborators all = collaborators;
    if (all == null) {
      return false;
    }
    try {
      return !all.gate().get().sharesCaches();
    } catch (Throwable problem) {
      all.failures().count("orm.cache", "cannot tell whether a cache may answer", problem);
      return all.closed();
    }
  }

  static void end(@Nullable Object opened) {
    if (opened instanceof OrmCalls.Frame frame) {
      frame.close();
    }
  }

  /** The service's code may throw anything, and the statement must be sent all the same. */
  private static Supplier<@Nullable OrmCall> guarded(
      Collaborators all, Supplier<@Nullable OrmCall> call) {
    return () -> {
      try {
        return call.get();
      } catch (Throwable problem) {
        all.failures().count("orm.read", "cannot tell what a mapper does", problem);
        return null;
      }
    };
  }

  private record Collaborators(
      Supplier<StatementGate> gate,
      Failures failures,
      boolean closed,
      HibernateCalls hibernate,
      MyBatisCalls myBatis,
      JooqCalls jooq) {}
}
