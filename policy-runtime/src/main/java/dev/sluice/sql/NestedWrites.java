package dev.sluice.sql;

import java.util.Set;

/**
 * Finds statements inside another one that change rows, such as a CTE that deletes. What a database
 * tells of changed rows is of the outer statement alone (PostgreSQL 16, 7.8.4).
 */
public final class NestedWrites {
  private static final Set<String> VERBS = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");

  private NestedWrites() {}

  /**
   * Whether there is one, or may be one: told by a verb that begins a parenthesis, or follows one
   * inside another, as behind the list of a WITH.
   *
   * @param facts of a statement that is understood
   */
  public static boolean in(SqlFacts facts) {
    Tokens tokens = Lexer.read(facts.shape(), facts.dialect());
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.isSymbol(i, '(')) {
        depth++;
      } else if (tokens.isSymbol(i, ')')) {
        depth--;
      } else if (depth > 0 && beginsStatement(tokens, i)) {
        return true;
      }
    }
    return tokens.refusal() != null;
  }

  /** A verb before a parenthesis is a function. */
  private static boolean beginsStatement(Tokens tokens, int index) {
    return tokens.isWordIn(index, VERBS)
        && !tokens.isSymbol(index + 1, '(')
        && (tokens.isSymbol(index - 1, '(') || tokens.isSymbol(index - 1, ')'));
  }
}
