package dev.sluice.policy;

import dev.sluice.sql.Dialect;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of databases: {@code host/database} or {@code host:port/database}. A pattern without a
 * port takes every port.
 */
final class DatasourceGlob {
  /** What every such pattern looks like. */
  static final Pattern FORM = Pattern.compile(".*/.*");

  private static final Pattern HOST_AND_PORT = Pattern.compile("(.*):([0-9*?]+)");

  private static final int LONGEST_PORT = 5;

  private final Glob host;
  private final Glob port;
  private final Glob database;

  /**
   * Takes a pattern apart.
   *
   * @throws IllegalArgumentException if there is no slash in it, or a port that no server has
   */
  DatasourceGlob(String pattern) {
    int slash = pattern.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no slash");
    }
    String hostPart = pattern.substring(0, slash);
    Matcher hostAndPort = HOST_AND_PORT.matcher(hostPart);
    boolean namesPort = hostAndPort.matches();
    this.host = new Glob(namesPort ? hostAndPort.group(1) : hostPart);
    this.port = new Glob(namesPort ? hostAndPort.group(2) : "*");
    this.database = new Glob(pattern.substring(slash + 1));
    if (port.isPlain() && port.toString().length() > LONGEST_PORT) {
      throw new IllegalArgumentException("no port");
    }
  }

  /**
   * A database that matches.
   *
   * @param name its name; if null, one that the pattern names in full
   * @return null if it has no such name, or leaves it open
   */
  @Nullable Database example(Dialect dialect, @Nullable String name) {
    String known = name == null && database.isPlain() ? database.toString() : name;
    if (known == null || database.test(known) != Truth.YES) {
      return null;
    }
    int number = port.isPlain() ? Integer.parseInt(port.toString()) : Situation.port(dialect);
    return new Database(dialect, host.example(), number, known, "");
  }

  Truth test(Database candidate) {
    return host.test(candidate.host())
        .and(port.test(candidate.port() < 0 ? null : String.valueOf(candidate.port())))
        .and(database.test(candidate.name().isEmpty() ? null : candidate.name()));
  }
}
