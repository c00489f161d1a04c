package dev.sluice.agent.tool;

import dev.sluice.json.IndentedJson;
import dev.sluice.note.NoteException;
import dev.sluice.note.SignedNote;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Signed notes in files that are not published yet. */
final class NoteFiles {
  private NoteFiles() {}

  /**
   * Reads a note.
   *
   * @throws ParameterException if the file holds none
   */
  static SignedNote read(CommandSpec spec, String file) {
    try {
      return parse(InputText.read(spec, file));
    } catch (NoteException e) {
      throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage());
    }
  }

  static SignedNote parse(String text) throws NoteException {
    return SignedNote.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds signatures to the note in a file.
   *
   * @param type of the document that may be signed so; people must not sign what they did not mean
   * @throws ParameterException if the file holds none of this type, or cannot be written
   */
  static void addSignatures(
      CommandSpec spec, String file, KeyOptions keys, String type, boolean json) {
    SignedNote note = read(spec, file);
    if (!note.text().contains("\"type\":\"" + type + "\"")) {
      throw new ParameterException(spec.commandLine(), file + " is no " + type);
    }
    SignedNote signed = keys.sign(note);
    OutputFile.replace(spec, Path.of(file), signed.bytes());
    print(spec, file, signed, json);
  }

  static void print(CommandSpec spec, String file, SignedNote signed, boolean json) {
    if (json) {
      spec.commandLine()
          .getOut()
          .println(
              IndentedJson.write(
                  generator -> {
                    generator.writeStartObject();
                    generator.writeStringField("file", file);
                    String[] names = signed.claimedSigners().toArray(String[]::new);
                    generator.writeFieldName("signatures");
                    generator.writeArray(names, 0, names.length);
                    generator.writeEndObject();
                  }));
    } else {
      spec.commandLine()
          .getOut()
          .println(file + " is signed by " + String.join(", ", signed.claimedSigners()));
    }
  }
}
