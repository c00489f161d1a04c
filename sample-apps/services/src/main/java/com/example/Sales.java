package com.example;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What was sold. Thread-safe. */
public final class Sales {
  private static final Pattern TITLE = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private final JdbcTemplate jdbc;

  /** The sales in a database. */
  public Sales(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What all orders make, in cents; null if there are none.
   *
   * @param title of the result's one column
   * @throws IllegalArgumentException if the title is more than a word of small letters, digits and
   *     underscores
   */
  public @Nullable Long total(String title) {
    if (!TITLE.matcher(title).matches()) {
      throw new IllegalArgumentException("no title: " + title);
    }
    return jdbc.queryForObject("SELECT sum(cents) AS " + title + " FROM orders", Long.class);
  }

  /** How many orders made nothing; the title is as of {@link #total}. */
  public @Nullable Long unsold(String title) {
    if (!TITLE.matcher(title).matches()) {
      throw new IllegalArgumentException("no title: " + title);
    }
    return jdbc.queryForObject(
        "SELECT count(*) AS " + title + " FROM orders WHERE cents = ?", Long.class, 0);
  }
}
