package com.example.incidents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** The JSON in which models write arguments. */
final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  static String object(String name, String value) {
    try {
      return MAPPER.writeValueAsString(Map.of(name, value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can be written", e);
    }
  }
}
