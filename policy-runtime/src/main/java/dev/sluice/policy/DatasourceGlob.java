package dev.sluice.policy;

import java.util.regex.Pattern;

/**
 * A pattern of databases: {@code host/database} or {@code host:port/database}. A pattern without a
 * port takes every port.
 */
final class DatasourceGlob {
  private static final Pattern ENDS_IN_PORT = Pattern.compile(".*:[0-9*?]+");

  private final Glob host;
  private final boolean namesPort;
  private final Glob database;

  /**
   * Takes a pattern apart.
   *
   * @throws IllegalArgumentException if there is no slash in it
   */
  DatasourceGlob(String pattern) {
    int slash = pattern.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no slash");
    }
    String hostPart = pattern.substring(0, slash);
    this.namesPort = ENDS_IN_PORT.matcher(hostPart).matches();
    this.host = new Glob(hostPart);
    this.database = new Glob(pattern.substring(slash + 1));
  }

  Truth test(Database candidate) {
    return host(candidate).and(database.test(candidate.name().isEmpty() ? null : candidate.name()));
  }

  private Truth host(Database candidate) {
    if (!namesPort) {
      return host.test(candidate.host());
    }
    return candidate.port() < 0
        ? Truth.MAYBE
        : host.test(candidate.host() + ":" + candidate.port());
  }
}
