package dev.sluice.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** JSON that people read as well as tools: objects indented by two spaces, lists on one line. */
public final class IndentedJson {
  private static final JsonFactory JSON = new JsonFactory();

  private IndentedJson() {}

  /** Writes one value. */
  public interface Body {
    /**
     * Writes the value.
     *
     * @throws IOException as the generator does; never for a text in memory
     */
    void write(JsonGenerator json) throws IOException;
  }

  /** The text of a value, with {@code \n} as its line ends and none behind it. */
  public static String write(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      Separators separators =
          Separators.createDefaultInstance()
              .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
              .withArrayEmptySeparator("");
      json.setPrettyPrinter(
          new DefaultPrettyPrinter(separators).withObjectIndenter(new DefaultIndenter("  ", "\n")));
      body.write(json);
    } catch (IOException e) { // a StringWriter does not throw it
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
