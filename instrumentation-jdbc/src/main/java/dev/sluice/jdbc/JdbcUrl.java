package dev.sluice.jdbc;

import dev.sluice.policy.Database;
import dev.sluice.sql.Dialect;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JDBC URL: PostgreSQL, MySQL, MariaDB, H2, Oracle and SQL Server as their drivers document
 * them. What other drivers mean by theirs is not guessed: dialect {@link Dialect#ANSI}, nothing
 * else known.
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
    if (url.startsWith("jdbc:oracle:")) {
      return oracle(url.substring("jdbc:oracle:".length()), user);
    }
    if (url.startsWith("jdbc:sqlserver:")) {
      return sqlServer(url.substring("jdbc:sqlserver:".length()), user);
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

  /**
   * {@code thin:user/password@//host:port/service}, {@code thin:@host:port:sid}, or a descriptor
   * {@code (DESCRIPTION=...)}; of an alias of {@code tnsnames.ora} only its name is known.
   */
  private static Database oracle(String rest, String user) {
    int at = rest.lastIndexOf('@');
    String who = user;
    if (at > 0 && user.isEmpty()) {
      String login = rest.substring(rest.indexOf(':') + 1, at);
      int slash = login.indexOf('/');
      who = slash < 0 ? login : login.substring(0, slash);
    }
    String place = rest.substring(at + 1);
    int question = place.indexOf('?');
    place = question < 0 ? place : place.substring(0, question);
    if (place.startsWith("(")) {
      String compact = place.replace(" ", "");
      String lower = compact.toLowerCase(Locale.ROOT);
      String name = parenthesised(compact, lower, "(service_name=");
      return new Database(
          Dialect.ORACLE,
          parenthesised(compact, lower, "(host="),
          port(parenthesised(compact, lower, "(port="), 1521),
          name.isEmpty() ? parenthesised(compact, lower, "(sid=") : name,
          who);
    }
    int slashes = place.indexOf("//");
    place = slashes < 0 ? place : place.substring(slashes + 2);
    if (slashes < 0 && place.indexOf(':') < 0 && place.indexOf('/') < 0) {
      return new Database(Dialect.ORACLE, "", -1, place, who);
    }
    int end = place.indexOf('/');
    int sid = place.indexOf(':', place.indexOf(':') + 1);
    if (end < 0 && place.indexOf(':') >= 0 && sid > 0) {
      end = sid;
    }
    Database server =
        network(Dialect.ORACLE, "//" + (end < 0 ? place : place.substring(0, end)), 1521, who);
    String name = end < 0 ? "" : place.substring(end + 1);
    return new Database(Dialect.ORACLE, server.host(), server.port(), name, who);
  }

  /** {@code //host\instance:port;databaseName=...;user=...}. */
  private static Database sqlServer(String rest, String user) {
    int semicolon = rest.indexOf(';');
    String properties = semicolon < 0 ? "" : rest.substring(semicolon + 1);
    String server = semicolon < 0 ? rest : rest.substring(0, semicolon);
    int instance = server.indexOf('\\');
    if (instance >= 0) {
      int colon = server.indexOf(':', instance);
      server = server.substring(0, instance) + (colon < 0 ? "" : server.substring(colon));
    }
    Database address = network(Dialect.SQLSERVER, server, 1433, user);
    String host = address.host();
    String name = "";
    String who = user;
    for (String pair : properties.split(";", -1)) {
      int equals = pair.indexOf('=');
      String value = pair.substring(equals + 1).strip();
      switch (pair.substring(0, Math.max(0, equals)).strip().toLowerCase(Locale.ROOT)) {
        case "databasename", "database" -> name = value;
        case "servername", "server" -> host = value;
        case "user", "username" -> who = who.isEmpty() ? value : who;
        default -> {}
      }
    }
    return new Database(Dialect.SQLSERVER, host, address.port(), name, who);
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
