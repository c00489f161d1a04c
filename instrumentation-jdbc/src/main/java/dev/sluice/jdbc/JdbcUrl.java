package dev.sluice.jdbc;

import dev.sluice.policy.Database;
import dev.sluice.sql.Dialect;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JDBC URL: PostgreSQL, MySQL, MariaDB and H2 as their drivers document them. What other
 * drivers mean by theirs is not guessed: dialect {@link Dialect#ANSI}, nothing else known.
 */
final class JdbcUrl {
  private JdbcUrl() {}

  /**
   * The database that a URL leads to. For several hosts the first counts.
   *
   * @param user the user given beside the URL; empty if none was
   */
  static Database parse(@Nullable String url, String user) {
    if (url == null) {
      return new Database(Dialect.ANSI, "", -1, "", user);
    }
    if (url.startsWith("jdbc:postgresql:")) {
      return network(Dialect.POSTGRESQL, url.substring("jdbc:postgresql:".length()), 5432, user);
    }
    if (url.startsWith("jdbc:mariadb:")) {
      return network(
          Dialect.MARIADB, afterMode(url.substring("jdbc:mariadb:".length())), 3306, user);
    }
    if (url.startsWith("jdbc:mysql:")) {
      return network(Dialect.MYSQL, afterMode(url.substring("jdbc:mysql:".length())), 3306, user);
    }
    if (url.startsWith("jdbc:h2:")) {
      return h2(url.substring("jdbc:h2:".length()), user);
    }
    return new Database(Dialect.ANSI, "", -1, "", user);
  }

  /** MySQL's and MariaDB's {@code replication:}, {@code loadbalance:}, {@code sequential:}. */
  private static String afterMode(String rest) {
    int slashes = rest.indexOf("//");
    return slashes > 0 ? rest.substring(slashes) : rest;
  }

  private static Database network(Dialect dialect, String rest, int defaultPort, String user) {
    String parameters = "";
    int question = rest.indexOf('?');
    if (question >= 0) {
      parameters = rest.substring(question + 1);
      rest = rest.substring(0, question);
    }
    String who = user.isEmpty() ? parameter(parameters, "user") : user;
    if (!rest.startsWith("//")) {
      return new Database(dialect, "localhost", defaultPort, rest, who);
    }
    rest = rest.substring(2);
    int slash = rest.indexOf('/');
    String hosts = slash < 0 ? rest : rest.substring(0, slash);
    String name = slash < 0 ? "" : rest.substring(slash + 1);
    String host = firstHost(hosts);
    int port = defaultPort;
    int colon = host.lastIndexOf(':');
    if (colon >= 0 && host.indexOf(']') < colon) {
      port = port(host.substring(colon + 1), defaultPort);
      host = host.substring(0, colon);
    }
    return new Database(dialect, host.isEmpty() ? "localhost" : host, port, name, who);
  }

  /**
   * The first of {@code a:1,b:2}; of MySQL's {@code address=(host=a)(port=1)} its host and port.
   */
  private static String firstHost(String hosts) {
    String lower = hosts.toLowerCase(Locale.ROOT);
    int host = lower.indexOf("(host=");
    if (host >= 0) {
      return parenthesised(hosts, lower, "(host=") + ":" + parenthesised(hosts, lower, "(port=");
    }
    int comma = hosts.indexOf(',');
    return comma < 0 ? hosts : hosts.substring(0, comma);
  }

  private static String parenthesised(String text, String lower, String opening) {
    int start = lower.indexOf(opening);
    int end = start < 0 ? -1 : text.indexOf(')', start);
    return end < 0 ? "" : text.substring(start + opening.length(), end);
  }

  private static Database h2(String rest, String user) {
    int semicolon = rest.indexOf(';');
    String path = semicolon < 0 ? rest : rest.substring(0, semicolon);
    for (String remote : new String[] {"tcp:", "ssl:"}) {
      if (path.startsWith(remote)) {
        Database server = network(Dialect.H2, path.substring(remote.length()), 9092, user);
        return new Database(
            Dialect.H2, server.host(), server.port(), h2Name(server.name()), server.user());
      }
    }
    return new Database(Dialect.H2, "", -1, h2Name(path), user);
  }

  private static String h2Name(String path) {
    for (String local : new String[] {"mem:", "file:", "zip:", "nio:"}) {
      if (path.startsWith(local)) {
        path = path.substring(local.length());
        break;
      }
    }
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String parameter(String parameters, String name) {
    for (String pair : parameters.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    return "";
  }

  private static int port(String text, int otherwise) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      return otherwise;
    }
  }
}
