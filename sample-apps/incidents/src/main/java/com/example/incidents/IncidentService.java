package com.example.incidents;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs episodes, one after the other. */
public final class IncidentService {
  private IncidentService() {}

  /**
   * Runs episodes and prints what whoever asked got to read, as {@code RESULT name base64}.
   *
   * @param arguments the directory that the databases' servers may write to, then {@code name=URL}
   *     of each episode
   */
  public static void main(String[] arguments) throws SQLException {
    Path files = Path.of(arguments[0]);
    Map<String, Episode> episodes = new Episodes().byName();
    for (int i = 1; i < arguments.length; i++) {
      String[] words = arguments[i].split("=", 2);
      Episode episode = episodes.get(words[0]);
      if (episode == null) {
        throw new IllegalArgumentException("no such episode: " + words[0]);
      }
      String answer = run(episode, dataSource(words[1]), files);
      System.out.println(
          "RESULT "
              + words[0]
              + " "
              + Base64.getEncoder().encodeToString(answer.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static String run(Episode episode, DataSource database, Path files) {
    try {
      return episode.run(database, files);
    } catch (Exception e) { // an error page shows it
      StringBuilder text = new StringBuilder();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        text.append(cause.getMessage()).append('\n');
      }
      return text.toString();
    }
  }

  private static DataSource dataSource(String url) throws SQLException {
    if (url.startsWith("jdbc:mariadb:")) {
      return new MariaDbDataSource(url);
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    return source;
  }
}
