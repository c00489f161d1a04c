package com.example.quarkusdesk;

import dev.langchain4j.agent.tool.Tool;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The notes in the database. */
@ApplicationScoped
public class Notes {
  private final DataSource database;

  Notes(DataSource database) {
    this.database = database;
  }

  /** The text of a note. */
  @Tool("reads a note")
  public String readNote(String name) throws SQLException {
    return read("SELECT text FROM notes WHERE name = ?", name);
  }

  /** When a note was written. */
  public String written(String name) throws SQLException {
    return read("SELECT written FROM notes WHERE name = ?", name);
  }

  private String read(String sql, String name) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet found = statement.executeQuery()) {
        return found.next() ? found.getString(1) : "";
      }
    }
  }
}
