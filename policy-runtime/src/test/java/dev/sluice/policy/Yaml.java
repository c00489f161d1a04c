package dev.sluice.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads case tables. */
final class Yaml {
  private Yaml() {}

  static String text(String resource) {
    try (InputStream in = Objects.requireNonNull(Yaml.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // the tables are ours
  static List<Map<String, Object>> list(String resource) {
    Load load = new Load(LoadSettings.builder().setLabel(resource).build());
    return (List<Map<String, Object>>) load.loadFromString(text(resource));
  }

  /** The texts of a list; none if the key is not there. */
  static List<String> texts(Map<String, Object> item, String key) {
    List<String> texts = new ArrayList<>();
    if (item.get(key) instanceof List<?> items) {
      items.forEach(text -> texts.add(String.valueOf(text)));
    }
    return texts;
  }
}
