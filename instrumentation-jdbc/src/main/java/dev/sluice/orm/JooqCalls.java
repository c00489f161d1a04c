package dev.sluice.orm;

import dev.sluice.gate.Failures;
import dev.sluice.gate.OrmCall;
import dev.sluice.members.ClassMembers;
import org.jspecify.annotations.Nullable;

/** Tells from a query of jOOQ, by its class, what it does. */
final class JooqCalls {
  private final ClassMembers<OrmCall> calls;

  JooqCalls(Failures failures) {
    calls = new ClassMembers<>("orm.jooq", JooqCalls::ofType, failures);
  }

  @Nullable OrmCall call(Object query) {
    return calls.of(query.getClass());
  }

  private static OrmCall ofType(Class<?> type) {
    String operation =
        Members.kind(
            type,
            "org.jooq.Select",
            "org.jooq.Insert",
            "org.jooq.Update",
            "org.jooq.Delete",
            "org.jooq.Merge");
    return new OrmCall("jooq", null, operation, null, null);
  }
}
