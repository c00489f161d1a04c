package dev.sluice.sql;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.IndentedJson;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes facts as JSON, for people and for tools.
 *
 * <p>Every key is always there, in the same order; sets are sorted, so that equal facts are equal
 * texts. Keys are never renamed or given another meaning; new ones may come. Names of tables and
 * columns are {@code schema.table} and {@code schema.table.column}, the schema left out where it is
 * not known, a part that holds a dot or a double quote in double quotes.
 *
 * <ul>
 *   <li>{@code understood}: whether the facts are the whole truth; if not, {@code opaque} holds the
 *       reasons, and the other facts are a lower bound
 *   <li>{@code dialect}, {@code statements}, {@code operation}, {@code summary}, {@code shape},
 *       {@code fingerprint}, {@code functions}, {@code unrestricted}, {@code has_limit}: as in
 *       {@link SqlFacts}
 *   <li>{@code effects} and {@code classes}: as policies name them
 *   <li>{@code tables} and {@code columns}: {@code read}, {@code written}; columns also {@code
 *       stored}, {@code shaping}, {@code equality} and {@code raising}
 *   <li>{@code copies}: {@code from} and {@code to}
 *   <li>{@code output}: for each column of the result {@code label}, and {@code lineage}: {@code
 *       direct} (one column, unchanged, in {@code sources}), {@code derived} (computed from {@code
 *       sources}, a constant if there are none) or {@code opaque} (with a {@code reason})
 *   <li>{@code limit}, {@code values_rows} and {@code joins}: numbers, null if unknown or none
 *   <li>{@code disclosures}: {@code cause}, {@code unknown} (null if it is known what it tells of)
 *       and {@code columns}
 *   <li>{@code session_changes}: {@code kind}, {@code name}, {@code values}
 * </ul>
 */
public final class FactsJson {
  private final JsonGenerator json;

  private FactsJson(JsonGenerator json) {
    this.json = json;
  }

  /** Writes facts as an indented JSON object, without a line end behind it. */
  public static String write(SqlFacts facts) {
    return IndentedJson.write(json -> new FactsJson(json).writeFacts(facts));
  }

  private void writeFacts(SqlFacts facts) throws IOException {
    json.writeStartObject();
    json.writeStringField("dialect", lower(facts.dialect().name()));
    json.writeBooleanField("understood", !facts.isOpaque());
    texts("opaque", facts.opaque());
    json.writeNumberField("statements", facts.statements());
    json.writeStringField("operation", facts.operation());
    json.writeStringField("summary", facts.summary());
    json.writeStringField("shape", facts.shape());
    json.writeStringField("fingerprint", facts.fingerprint());
    texts("effects", enums(facts.effects()));
    texts("classes", enums(facts.classes()));
    json.writeObjectFieldStart("tables");
    texts("read", tables(facts.tablesRead()));
    texts("written", tables(facts.tablesWritten()));
    json.writeEndObject();
    json.writeObjectFieldStart("columns");
    texts("read", columns(facts.columnsRead()));
    texts("written", columns(facts.columnsWritten()));
    texts("stored", columns(facts.columnsStored()));
    texts("shaping", columns(facts.shapingColumns()));
    texts("equality", columns(facts.equalityColumns()));
    texts("raising", columns(facts.raisingColumns()));
    json.writeEndObject();
    copies(facts.copies());
    json.writeArrayFieldStart("output");
    for (OutputColumn column : facts.output()) {
      output(column);
    }
    json.writeEndArray();
    texts("functions", new TreeSet<>(facts.functions()));
    json.writeBooleanField("unrestricted", facts.unrestricted());
    json.writeBooleanField("has_limit", facts.hasLimit());
    number("limit", facts.limit());
    number("values_rows", facts.valuesRows());
    number("joins", facts.joins());
    json.writeArrayFieldStart("disclosures");
    for (Disclosure disclosure : facts.disclosures()) {
      json.writeStartObject();
      json.writeStringField("cause", disclosure.cause());
      json.writeStringField("unknown", disclosure.unknown());
      texts("columns", columns(disclosure.columns()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("session_changes");
    for (SessionChange change : facts.sessionChanges()) {
      json.writeStartObject();
      json.writeStringField("kind", lower(change.kind().name()));
      json.writeStringField("name", change.name());
      texts("values", change.values());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void output(OutputColumn column) throws IOException {
    json.writeStartObject();
    json.writeStringField("label", column.label());
    Lineage lineage = column.lineage();
    if (lineage instanceof Lineage.Direct direct) {
      json.writeStringField("lineage", "direct");
      texts("sources", columns(Set.of(direct.column())));
    } else if (lineage instanceof Lineage.Derived derived) {
      json.writeStringField("lineage", "derived");
      texts("sources", columns(derived.sources()));
    } else if (lineage instanceof Lineage.Opaque opaque) {
      json.writeStringField("lineage", "opaque");
      json.writeStringField("reason", opaque.reason());
    }
    json.writeEndObject();
  }

  private void copies(Set<Copy> copies) throws IOException {
    TreeSet<String> sorted = new TreeSet<>();
    for (Copy copy : copies) {
      sorted.add(name(copy.source()) + "\0" + name(copy.target()));
    }
    json.writeArrayFieldStart("copies");
    for (String copy : sorted) {
      int middle = copy.indexOf('\0');
      json.writeStartObject();
      json.writeStringField("from", copy.substring(0, middle));
      json.writeStringField("to", copy.substring(middle + 1));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void texts(String key, Collection<String> values) throws IOException {
    json.writeArrayFieldStart(key);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private void number(String key, long value) throws IOException {
    if (value < 0) {
      json.writeNullField(key);
    } else {
      json.writeNumberField(key, value);
    }
  }

  private static Collection<String> enums(Collection<? extends Enum<?>> values) {
    TreeSet<String> names = new TreeSet<>();
    values.forEach(value -> names.add(lower(value.name())));
    return names;
  }

  private static Collection<String> tables(Collection<TableName> tables) {
    TreeSet<String> names = new TreeSet<>();
    tables.forEach(table -> names.add(name(table)));
    return names;
  }

  private static Collection<String> columns(Collection<ColumnName> columns) {
    TreeSet<String> names = new TreeSet<>();
    columns.forEach(column -> names.add(name(column)));
    return names;
  }

  private static String name(ColumnName column) {
    return name(column.table()) + "." + part(column.column());
  }

  private static String name(TableName table) {
    String name = part(table.name());
    return table.schema() == null ? name : part(table.schema()) + "." + name;
  }

  private static String part(@Nullable String name) {
    String known = String.valueOf(name);
    return known.indexOf('.') < 0 && known.indexOf('"') < 0
        ? known
        : '"' + known.replace("\"", "\"\"") + '"';
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
