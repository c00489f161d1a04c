package dev.sluice.agent;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Statements of PostgreSQL that build on one another, in their order.
 *
 * @param name of lower-case letters, digits and underscores
 */
record StatementFile(String name, List<String> statements) {
  /** What concerns the whole server, where other scripts would meet it. */
  private static final Pattern OF_THE_SERVER =
      Pattern.compile(
          "(?is)(?:\\s|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*(?:(?:create|drop|alter)\\s+(?:database"
              + "|tablespace|subscription)|alter\\s+system|checkpoint|load|reindex\\s+(?:\\([^)]*\\)"
              + "\\s*)?(?:database|system))\\b.*");

  /**
   * A script without what concerns the whole server.
   *
   * @param origin the file that it is from, with or without folders
   */
  static StatementFile of(String origin, List<String> statements) {
    String file = origin.substring(origin.lastIndexOf('/') + 1).replaceFirst("\\.\\w+$", "");
    return new StatementFile(
        file.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_"),
        statements.stream().filter(sql -> !OF_THE_SERVER.matcher(sql).matches()).toList());
  }
}
