package dev.sluice.jdbc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A driver's {@code getWarnings} that runs on the current thread. MariaDB's driver reads warnings
 * by a statement of its own, {@code SHOW WARNINGS}: what the policy would refuse to a caller under
 * a mask, since it quotes values, is here the driver's own work. Its result does not leave the
 * driver but as warnings, which are rewritten.
 */
final class WarningsRead implements AutoCloseable {
  private static final ThreadLocal<@Nullable WarningsRead> CURRENT = new ThreadLocal<>();
  private static final String QUERY = "SHOW WARNINGS";

  private final String vendor;
  private final @Nullable WarningsRead outer;

  private WarningsRead(String vendor, @Nullable WarningsRead outer) {
    this.vendor = vendor;
    this.outer = outer;
  }

  static WarningsRead begin(Object target) {
    WarningsRead read = new WarningsRead(Vendors.of(target), CURRENT.get());
    CURRENT.set(read);
    return read;
  }

  /** Whether a statement is the one by which its driver reads the warnings just asked for. */
  static boolean isBy(Object statement, List<String> sql) {
    WarningsRead read = CURRENT.get();
    return read != null
        && sql.size() == 1
        && sql.get(0).equalsIgnoreCase(QUERY)
        && Vendors.of(statement).equals(read.vendor);
  }

  @Override
  public void close() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }
}
