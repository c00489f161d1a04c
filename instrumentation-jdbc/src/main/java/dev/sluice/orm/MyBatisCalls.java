package dev.sluice.orm;

import dev.sluice.gate.Failures;
import dev.sluice.gate.OrmCall;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads from a {@code MappedStatement} of MyBatis which mapper's method it belongs to. */
final class MyBatisCalls {
  private static final String TYPE = "org.apache.ibatis.mapping.MappedStatement";

  private final ClassMembers<StatementMembers> members;

  MyBatisCalls(Failures failures) {
    members = new ClassMembers<>("orm.mybatis", StatementMembers::of, failures);
  }

  @Nullable OrmCall call(Object statement) {
    StatementMembers found = members.of(statement.getClass());
    if (found == null) {
      return null;
    }
    String command = String.valueOf(found.command().get(statement)).toLowerCase(Locale.ROOT);
    Object id = found.id().get(statement);
    return new OrmCall(
        "mapper",
        null,
        command.equals("unknown") ? null : command,
        null,
        id == null ? null : id.toString());
  }

  /**
   * What is read.
   *
   * @param id {@code getId(): String}, the mapper's class and method
   * @param command {@code getSqlCommandType(): SqlCommandType}
   */
  private record StatementMembers(Accessor id, Accessor command) {
    static @Nullable StatementMembers of(Class<?> type) throws ReflectiveOperationException {
      Accessor id = Members.find(type, TYPE, "java.lang.String", "getId");
      Accessor command =
          Members.find(type, TYPE, "org.apache.ibatis.mapping.SqlCommandType", "getSqlCommandType");
      return id == null || command == null ? null : new StatementMembers(id, command);
    }
  }
}
