package dev.sluice.policy;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.IndentedJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Tells editors of the policy language, as a JSON Schema (draft 2020-12) made of the {@link Shape}s
 * that the readers take. It knows keys, words and forms; what holds between them (names that are
 * defined, conditions, dates that there are) the reader alone knows.
 */
public final class PolicySchema {
  private final JsonGenerator json;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  private PolicySchema(JsonGenerator json) {
    this.json = json;
  }

  /** The schema of a document {@code policy/v1}, without a line end behind it. */
  public static String text() {
    return IndentedJson.write(json -> new PolicySchema(json).write());
  }

  private void write() throws IOException {
    collect(DocumentReader.POLICY);
    json.writeStartObject();
    json.writeStringField("$schema", "https://json-schema.org/draft/2020-12/schema");
    json.writeStringField("title", "Sluice policy");
    json.writeStringField(
        "description",
        "The policy language of Sluice, version 1. `sluice policy lint` tells more.");
    members(DocumentReader.POLICY);
    json.writeObjectFieldStart("$defs");
    for (Shape shape : shapes.values()) {
      if (shape != DocumentReader.POLICY) {
        json.writeObjectFieldStart(shape.name());
        members(shape);
        json.writeEndObject();
      }
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void collect(Shape shape) {
    if (shapes.putIfAbsent(shape.name(), shape) == null) {
      shape.keys().forEach(key -> collect(key.form()));
    }
  }

  private void collect(Shape.Form form) {
    if (form instanceof Shape.Nested nested) {
      collect(nested.shape());
    } else if (form instanceof Shape.ListOf list) {
      collect(list.shape());
    } else if (form instanceof Shape.Named named) {
      collect(named.value());
    } else if (form instanceof Shape.WordOrNested either) {
      collect(either.shape());
    }
  }

  private void members(Shape shape) throws IOException {
    json.writeStringField("type", "object");
    json.writeBooleanField("additionalProperties", false);
    List<String> required = new ArrayList<>();
    for (Shape.Key key : shape.keys()) {
      if (key.mend() != null) {
        required.add(key.name());
      }
    }
    if (!required.isEmpty()) {
      texts("required", required);
    }
    if (!shape.anyOf().isEmpty()) {
      json.writeArrayFieldStart("anyOf");
      for (String one : new TreeSet<>(shape.anyOf())) {
        json.writeStartObject();
        texts("required", List.of(one));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (shape.isOnlyOne()) {
      json.writeNumberField("minProperties", 1);
      json.writeNumberField("maxProperties", 1);
    }
    json.writeObjectFieldStart("properties");
    for (Shape.Key key : shape.keys()) {
      json.writeObjectFieldStart(key.name());
      json.writeStringField("description", key.description());
      form(key.form());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void form(Shape.Form form) throws IOException {
    if (form instanceof Shape.Text text) {
      text(text);
    } else if (form instanceof Shape.Words words) {
      words(words);
    } else if (form instanceof Shape.Flag) {
      json.writeStringField("type", "boolean");
    } else if (form instanceof Shape.Whole whole) {
      json.writeStringField("type", "integer");
      json.writeNumberField("minimum", whole.least());
      json.writeNumberField("maximum", whole.most());
    } else if (form instanceof Shape.Texts texts) {
      json.writeStringField("type", "array");
      json.writeNumberField("minItems", 1);
      json.writeObjectFieldStart("items");
      form(texts.item());
      json.writeEndObject();
    } else if (form instanceof Shape.OneOrTexts) {
      json.writeArrayFieldStart("anyOf");
      for (Shape.Form one : List.of(Shape.text(), Shape.texts(Shape.text()))) {
        json.writeStartObject();
        form(one);
        json.writeEndObject();
      }
      json.writeEndArray();
    } else if (form instanceof Shape.Nested nested) {
      reference(nested.shape());
    } else if (form instanceof Shape.ListOf list) {
      json.writeStringField("type", "array");
      json.writeObjectFieldStart("items");
      reference(list.shape());
      json.writeEndObject();
    } else if (form instanceof Shape.Named named) {
      json.writeStringField("type", "object");
      json.writeObjectFieldStart("propertyNames");
      json.writeStringField("pattern", whole(Names.GOOD.pattern()));
      json.writeEndObject();
      json.writeObjectFieldStart("additionalProperties");
      form(named.value());
      json.writeEndObject();
    } else if (form instanceof Shape.WordOrNested either) {
      json.writeArrayFieldStart("anyOf");
      json.writeStartObject();
      words(either.words());
      json.writeEndObject();
      json.writeStartObject();
      reference(either.shape());
      json.writeEndObject();
      json.writeEndArray();
    }
  }

  /** What is written without quotes may look like a number to an editor, and is a text to us. */
  private void text(Shape.Text text) throws IOException {
    texts("type", List.of("string", "number", "boolean"));
    if (text.pattern() != null) {
      json.writeStringField("pattern", whole(text.pattern()));
    }
  }

  /** Editors take {@code null} for no text, and it is the name of a mask. */
  private void words(Shape.Words words) throws IOException {
    json.writeArrayFieldStart("enum");
    for (String word : new TreeSet<>(words.words())) {
      json.writeString(word);
      if (word.equals("null")) {
        json.writeNull();
      }
    }
    json.writeEndArray();
  }

  private void reference(Shape shape) throws IOException {
    json.writeStringField("$ref", "#/$defs/" + shape.name());
  }

  private void texts(String key, Collection<String> values) throws IOException {
    json.writeArrayFieldStart(key);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** Patterns are for whole texts, as the readers take them; JSON Schema looks for parts. */
  private static String whole(String pattern) {
    return "^(?:" + pattern + ")$";
  }
}
