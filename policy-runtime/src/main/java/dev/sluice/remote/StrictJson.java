package dev.sluice.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object that must be exactly what its reader expects. No key stands twice, nothing
 * follows the object, numbers are whole, texts have no control characters, and a key that nobody
 * asked for is refused, unless it begins with {@code x_}. The first thing that is wrong ends the
 * reading.
 */
final class StrictJson {
  /** The largest number that every JSON reader keeps exactly. */
  static final long MOST = (1L << 53) - 1;

  /** Keys with this beginning are for people and other tools, and never change what is decided. */
  private static final String EXTENSION = "x_";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxNumberLength(20)
                  .maxNameLength(200)
                  .maxStringLength(20_000)
                  .build())
          .build();

  private final String document;
  private final String place;
  private final Map<String, Value> values = new LinkedHashMap<>();

  private StrictJson(String document, String place) {
    this.document = document;
    this.place = place;
  }

  /** A value and where it stands: a text, a whole number, an object, or a list of values. */
  private record Value(Object value, String place) {}

  /** Writes the keys and values of an object. */
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** An object on one line; the body writes its keys in their alphabetical order. */
  static String write(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) { // a StringWriter does not throw it
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * Reads an object.
   *
   * @param document what it is, for messages
   * @throws RefusedException if the text is not one object
   */
  static StrictJson read(String document, String text) throws RefusedException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new RefusedException(Check.DOCUMENT, document, "it is no JSON object");
      }
      StrictJson object = new StrictJson(document, at(document, parser));
      object.fill(parser);
      if (parser.nextToken() != null) {
        throw new RefusedException(
            Check.DOCUMENT, at(document, parser), "something follows the object");
      }
      return object;
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          Check.DOCUMENT,
          at(document, e.getLocation()),
          "it is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) { // a text in memory does not throw it
      throw new UncheckedIOException(e);
    }
  }

  private void fill(JsonParser parser) throws IOException, RefusedException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      values.put(key, value(parser));
    }
  }

  private Value value(JsonParser parser) throws IOException, RefusedException {
    String where = at(document, parser);
    switch (parser.currentToken()) {
      case VALUE_STRING -> {
        String text = parser.getText();
        if (text.chars().anyMatch(Character::isISOControl)) {
          throw new RefusedException(Check.DOCUMENT, where, "a text has a control character");
        }
        return new Value(text, where);
      }
      case VALUE_NUMBER_INT -> {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          throw new RefusedException(Check.DOCUMENT, where, "the number is too large");
        }
        return new Value(parser.getLongValue(), where);
      }
      case START_OBJECT -> {
        StrictJson object = new StrictJson(document, where);
        object.fill(parser);
        return new Value(object, where);
      }
      case START_ARRAY -> {
        List<Value> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        return new Value(list, where);
      }
      default ->
          throw new RefusedException(
              Check.DOCUMENT,
              where,
              "expected a text, a whole number, an object or a list of them");
    }
  }

  private static String at(String document, JsonParser parser) {
    return at(document, parser.currentTokenLocation());
  }

  private static String at(String document, @Nullable JsonLocation location) {
    return location == null
        ? document
        : document + ":" + location.getLineNr() + ":" + location.getColumnNr();
  }

  /**
   * Refuses keys that are not known.
   *
   * @throws RefusedException if there is one
   */
  void only(Set<String> known) throws RefusedException {
    for (Map.Entry<String, Value> entry : values.entrySet()) {
      if (!known.contains(entry.getKey()) && !entry.getKey().startsWith(EXTENSION)) {
        throw new RefusedException(
            Check.DOCUMENT, entry.getValue().place, "unknown key `" + entry.getKey() + "`");
      }
    }
  }

  RefusedException wrong(String key, String reason) {
    Value value = values.get(key);
    return new RefusedException(Check.DOCUMENT, value == null ? place : value.place, reason);
  }

  private <T> T get(String key, Class<T> type, String expected) throws RefusedException {
    Value value = values.get(key);
    if (value == null) {
      throw wrong(key, "`" + key + "` is missing");
    }
    if (!type.isInstance(value.value)) {
      throw wrong(key, "expected " + expected + " for `" + key + "`");
    }
    return type.cast(value.value);
  }

  String text(String key) throws RefusedException {
    return get(key, String.class, "a text");
  }

  String text(String key, Pattern form, String expected) throws RefusedException {
    String text = text(key);
    if (!form.matcher(text).matches()) {
      throw wrong(key, "expected " + expected + " for `" + key + "`");
    }
    return text;
  }

  long number(String key, long least, long most) throws RefusedException {
    String expected = "a whole number from " + least + " to " + most;
    long number = get(key, Long.class, expected);
    if (number < least || number > most) {
      throw wrong(key, "expected " + expected + " for `" + key + "`");
    }
    return number;
  }

  Instant instant(String key) throws RefusedException {
    try {
      return Instant.parse(text(key));
    } catch (DateTimeParseException e) {
      throw wrong(key, "expected a time such as 2027-01-31T12:00:00Z for `" + key + "`");
    }
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  StrictJson object(String key) throws RefusedException {
    return get(key, StrictJson.class, "an object");
  }

  List<String> texts(String key) throws RefusedException {
    List<String> texts = new ArrayList<>();
    for (Object item : get(key, List.class, "a list of texts")) {
      if (!(item instanceof Value value) || !(value.value instanceof String text)) {
        throw wrong(key, "expected a list of texts for `" + key + "`");
      }
      texts.add(text);
    }
    return texts;
  }
}
