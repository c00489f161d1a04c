package dev.sluice.policy;

import dev.sluice.policy.condition.Field;
import dev.sluice.sql.SqlFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What conditions read of a statement, its lists made and sorted once. Immutable and thread-safe.
 */
final class StatementFields {
  private final SqlFacts facts;
  private final Map<Field, List<String>> lists = new EnumMap<>(Field.class);

  /**
   * Prepares some fields.
   *
   * @param reads the fields that will be asked for
   */
  StatementFields(StatementView statement, Set<Field> reads) {
    this.facts = statement.facts();
    for (Field field : reads) {
      switch (field) {
        case STMT_EFFECTS -> lists.put(field, lowerCase(facts.effects()));
        case STMT_CLASS -> lists.put(field, lowerCase(facts.classes()));
        case STMT_TABLES -> lists.put(field, sorted(statement.tables()));
        case STMT_COLUMNS -> lists.put(field, sorted(statement.columns()));
        case STMT_TAGS -> lists.put(field, List.copyOf(statement.tags()));
        case STMT_FUNCTIONS -> lists.put(field, sorted(facts.functions()));
        default -> {
          // not a list of the statement's
        }
      }
    }
  }

  SqlFacts facts() {
    return facts;
  }

  List<String> texts(Field field) {
    List<String> list = lists.get(field);
    if (list == null) {
      throw new IllegalArgumentException("Not prepared: " + field.path());
    }
    return list;
  }

  static List<String> sorted(Collection<?> values) {
    List<String> names = new ArrayList<>(values.size());
    for (Object value : values) {
      names.add(value.toString());
    }
    names.sort(null);
    return List.copyOf(names);
  }

  static List<String> lowerCase(Collection<? extends Enum<?>> values) {
    List<String> names = new ArrayList<>(values.size());
    for (Enum<?> value : values) {
      names.add(value.name().toLowerCase(Locale.ROOT));
    }
    return sorted(names);
  }
}
