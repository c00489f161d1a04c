package dev.sluice.jdbc;

/**
 * Tells a driver's use of its own methods from the service's: by the caller, which for a driver
 * lies in packages of the same vendor.
 */
final class DriversOwn {
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final String OWN_PACKAGE = "dev.sluice.jdbc.";
  private static final String SPUN = "java.lang.invoke.";

  /**
   * pgjdbc fetches all of a cursor when a column of type {@code refcursor} is read: rows of a
   * statement that the policy may not have seen.
   */
  private static final String CURSOR_READER = "org.postgresql.jdbc.PgResultSet";

  private static final String CURSOR_FETCH = "execSQLQuery";

  private DriversOwn() {}

  /** Whether the woven method that is being entered was called by its own driver. */
  static boolean isCaller(String type, String method) {
    String vendor = Vendors.ofName(type);
    return WALKER.walk(
        frames ->
            frames
                .dropWhile(frame -> isOurs(frame.getClassName()))
                .dropWhile(
                    frame ->
                        frame.getMethodName().equals(method)
                            && Vendors.ofName(frame.getClassName()).equals(vendor))
                .findFirst()
                .map(
                    frame ->
                        Vendors.ofName(frame.getClassName()).equals(vendor)
                            && !(method.equals(CURSOR_FETCH)
                                && frame.getClassName().equals(CURSOR_READER)))
                .orElse(false));
  }

  private static boolean isOurs(String name) {
    return name.startsWith(OWN_PACKAGE)
        || name.startsWith(SPUN)
        || name.startsWith("java.lang.Sluice");
  }
}
