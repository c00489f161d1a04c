package dev.sluice.sql;

import net.sf.jsqlparser.parser.Node;
import net.sf.jsqlparser.schema.Table;

/**
 * One place in a text where a table is named as what is read or written, as opposed to where its
 * name qualifies a column.
 *
 * @param table the table as it was resolved
 * @param role what the statement does with it there
 * @param first the first token of its name in the text; -1 if that is not known
 * @param last the last token of its name, if between its parts are dots alone
 * @param isBare whether nothing but a name, and perhaps an alias, stands there
 * @param hasAlias whether an alias follows
 */
record TableUse(TableName table, Role role, int first, int last, boolean isBare, boolean hasAlias) {

  /** What a statement does with a table. */
  enum Role {
    READ,
    UPDATE,
    DELETE,
    /** What else is written: by INSERT, REPLACE, MERGE, or one of several tables. */
    OTHER
  }

  /** The use that a node of the parser's tree stands for. */
  static TableUse of(TableName name, Table node, Role role, ParsedText text) {
    Node syntax = node.getASTNode();
    int first = -1;
    if (syntax != null && syntax.jjtGetFirstToken() != null) {
      first = text.origin(syntax.jjtGetFirstToken().absoluteBegin - 1);
    }
    int dots = -1;
    for (String part : node.getNameParts()) {
      dots += part == null ? 0 : 1;
    }
    int last = first < 0 ? -1 : first + 2 * dots;
    boolean bare =
        node.getIndexHint() == null
            && node.getSampleClause() == null
            && node.getPivot() == null
            && node.getUnPivot() == null;
    return new TableUse(name, role, first, last, bare, node.getAlias() != null);
  }
}
