package dev.sluice.sql;

import java.util.Locale;

/** Folds names as a dialect folds them, and undoes the quoting of {@link CanonicalText}. */
final class Identifiers {
  private Identifiers() {}

  /** The meant name of a table, schema or alias as written in the canonical text. */
  static String fold(String written, Dialect dialect) {
    if (isQuoted(written)) {
      return unquote(written);
    }
    return foldUnquoted(written, dialect);
  }

  /** As {@link #fold}, for names that MySQL compares without regard to case. */
  static String foldColumn(String written, Dialect dialect) {
    String folded = fold(written, dialect);
    return dialect.schemaIsDatabase() ? lower(folded) : folded;
  }

  static String foldUnquoted(String name, Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL -> lower(name);
      // H2 folds with the whole of Unicode, so that a long s becomes an S
      case H2, ORACLE -> name.toUpperCase(Locale.ENGLISH);
      case SQLSERVER, ANSI -> lower(name);
      case MYSQL, MARIADB -> name;
    };
  }

  /** Lower-cases ASCII letters alone, as PostgreSQL does in UTF-8. */
  static String lower(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return lowerAll(name);
      }
    }
    return name;
  }

  private static String lowerAll(String name) {
    char[] characters = name.toCharArray();
    for (int i = 0; i < characters.length; i++) {
      if (characters[i] >= 'A' && characters[i] <= 'Z') {
        characters[i] = (char) (characters[i] + 32);
      }
    }
    return new String(characters);
  }

  static boolean isQuoted(String written) {
    if (written.length() < 2) {
      return false;
    }
    char first = written.charAt(0);
    return (first == '"' || first == '`') && written.charAt(written.length() - 1) == first;
  }

  /** How a name is written so that neither the database nor the parser folds or reserves it. */
  static String quote(String written, Dialect dialect) {
    char quote = dialect.schemaIsDatabase() ? '`' : '"';
    return quote + foldUnquoted(written, dialect) + quote;
  }

  private static String unquote(String written) {
    String inner = written.substring(1, written.length() - 1);
    if (inner.indexOf(CanonicalText.ESCAPE) < 0) {
      return inner;
    }
    StringBuilder name = new StringBuilder(inner.length());
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c == CanonicalText.ESCAPE && i + 4 < inner.length()) {
        name.append((char) Integer.parseInt(inner, i + 1, i + 5, 16));
        i += 4;
      } else {
        name.append(c);
      }
    }
    return name.toString();
  }
}
