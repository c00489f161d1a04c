package dev.sluice.agent;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Databases that are made by statements, and made anew by them. */
final class ListedTwins extends Twins {
  /** What ends the transaction that it runs in, or may. */
  private static final Pattern ENDS_TRANSACTION =
      Pattern.compile("(?i);|\\b(commit|rollback|abort|end)\\s*(work|$)");

  /** What MariaDB commits before and after, or may not roll back. */
  private static final Pattern COMMITS_ITSELF =
      Pattern.compile(
          "(?i)(?m)^\\s*(create|alter|drop|rename|truncate|call|set|lock|begin|start)\\b");

  /** What takes numbers that no rollback gives back. */
  private static final Pattern TAKES_NUMBERS =
      Pattern.compile("(?i)nextval|setval|insert|replace|merge");

  private final List<String> sceneOfOne;
  private final List<String> sceneOfOther;
  private final String reset;

  /**
   * Databases that are not made yet.
   *
   * @param sceneOfOne the statements that make {@code one} and {@code twin}
   * @param sceneOfOther the statements that make {@code other}
   * @param reset gives back the numbers that inserts have taken
   */
  ListedTwins(Vendor vendor, List<String> sceneOfOne, List<String> sceneOfOther, String reset)
      throws SQLException {
    super(vendor, vendor.url("judged_one"), vendor.url("judged_other"), vendor.url("judged_twin"));
    this.sceneOfOne = sceneOfOne;
    this.sceneOfOther = sceneOfOther;
    this.reset = reset;
  }

  @Override
  void restore() throws SQLException {
    make(one(), sceneOfOne);
    make(other(), sceneOfOther);
    make(twin(), sceneOfOne);
  }

  private void make(String url, List<String> statements) throws SQLException {
    List<String> all = new ArrayList<>();
    if (vendor() == Vendor.POSTGRESQL) {
      all.add("DROP SCHEMA IF EXISTS public, archive CASCADE");
      all.add("CREATE SCHEMA public");
    } else {
      Matcher name = NAME.matcher(url);
      if (!name.find()) {
        throw new IllegalArgumentException(url);
      }
      all.add("DROP DATABASE " + name.group());
      all.add("CREATE DATABASE " + name.group());
      all.add("USE " + name.group());
    }
    for (String statement : statements) {
      if (!statement.isBlank()) {
        all.add(statement);
      }
    }
    Vendor.execute(url, all.toArray(String[]::new));
  }

  @Override
  void restoreAfter(List<String> probe) throws SQLException {
    if (mustRestore(probe)) {
      restore();
      return;
    }
    for (String url : List.of(one(), twin(), other())) {
      Vendor.execute(url, reset);
    }
  }

  @Override
  boolean lasts(List<String> probe) {
    return mustRestore(probe) || TAKES_NUMBERS.matcher(String.join("\n", probe)).find();
  }

  private boolean mustRestore(List<String> probe) {
    String text = String.join("\n", probe);
    return ENDS_TRANSACTION.matcher(text).find()
        || (vendor() != Vendor.POSTGRESQL && COMMITS_ITSELF.matcher(text).find());
  }
}
