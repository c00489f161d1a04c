package dev.sluice.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.ArrayConstructor;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.StringValue;
import org.jspecify.annotations.Nullable;

/**
 * The columns of PostgreSQL's functions in FROM, as far as they do not depend on a type that is not
 * known: {@code unnest} of an array of rows gives the columns of the rows.
 */
final class TableFunctions {
  private static final List<String> PAIR = List.of("key", "value");
  private static final List<String> ELEMENT = List.of("value");

  /** Named as the call is. */
  private static final List<String> UNNAMED = List.of("");

  private static final Map<String, List<String>> COLUMNS =
      Map.ofEntries(
          Map.entry("json_each", PAIR),
          Map.entry("jsonb_each", PAIR),
          Map.entry("json_each_text", PAIR),
          Map.entry("jsonb_each_text", PAIR),
          Map.entry("json_array_elements", ELEMENT),
          Map.entry("jsonb_array_elements", ELEMENT),
          Map.entry("json_array_elements_text", ELEMENT),
          Map.entry("jsonb_array_elements_text", ELEMENT),
          Map.entry("pg_input_error_info", List.of("message", "detail", "hint", "sql_error_code")),
          Map.entry("json_object_keys", UNNAMED),
          Map.entry("jsonb_object_keys", UNNAMED),
          Map.entry("jsonb_path_query", UNNAMED),
          Map.entry("generate_series", UNNAMED),
          Map.entry("generate_subscripts", UNNAMED),
          Map.entry("regexp_split_to_table", UNNAMED),
          Map.entry("regexp_matches", UNNAMED),
          Map.entry("string_to_table", UNNAMED),
          Map.entry("skeys", UNNAMED),
          Map.entry("svals", UNNAMED));

  /** Their results are arrays of text. */
  private static final Set<String> ARRAYS =
      Set.of("string_to_array", "regexp_split_to_array", "regexp_match");

  private TableFunctions() {}

  /**
   * The names of the columns; one that has none of its own is empty.
   *
   * @return null if the columns are not known
   */
  static @Nullable List<String> columns(ReadContext context, Function call) {
    if (context.dialect() != Dialect.POSTGRESQL || call.getMultipartName().size() != 1) {
      return null;
    }
    String name = context.fold(call.getMultipartName().get(0)).toLowerCase(Locale.ROOT);
    if (!name.equals("unnest")) {
      return COLUMNS.get(name);
    }
    List<String> columns = new ArrayList<>();
    if (call.getParameters() != null) {
      for (Expression argument : call.getParameters()) {
        if (!isPlainArray(argument)) {
          return null;
        }
        columns.add("");
      }
    }
    return columns;
  }

  private static boolean isPlainArray(Expression argument) {
    if (argument instanceof Function function) {
      return function.getMultipartName().size() == 1
          && ARRAYS.contains(function.getName().toLowerCase(Locale.ROOT));
    }
    return argument instanceof ArrayConstructor array
        && array.getExpressions().stream()
            .allMatch(element -> element instanceof LongValue || element instanceof StringValue);
  }
}
