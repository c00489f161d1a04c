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

  /**
   * Whether the woven method that is being entered was called by its own driver. Methods of the
   * same name only pass the call on, and so do proxies of the driver's making, whose handlers are
   * the driver's too (MySQL's of several hosts): then it is their caller who counts.
   */
  static boolean isCaller(String type, String method) {
    String vendor = Vendors.ofName(type);
    return WALKER.walk(
        frames -> {
          boolean passesOn = true;
          boolean own = false;
          for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            String name = frame.getClassName();
            boolean sameMethod = frame.getMethodName().equals(method);
            boolean ofVendor = Vendors.ofName(name).equals(vendor);
            if (sameMethod && isProxy(name)) {
              passesOn = true;
              own = false;
            } else if (ofVendor && !(sameMethod && passesOn)) {
              if (passesOn && method.equals(CURSOR_FETCH) && name.equals(CURSOR_READER)) {
                return false;
              }
              passesOn = false;
              own = true;
            } else if (!ofVendor && !(passesOn && isOurs(name))) {
              return own;
            }
          }
          return own;
        });
  }

  private static boolean isProxy(String name) {
    return name.contains(".$Proxy");
  }

  private static boolean isOurs(String name) {
    return name.startsWith(OWN_PACKAGE)
        || name.startsWith(SPUN)
        || name.startsWith("java.lang.Sluice");
  }
}
