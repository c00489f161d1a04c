package dev.sluice.agent.tool;

import dev.sluice.note.Jca;
import dev.sluice.note.NoteException;
import dev.sluice.note.SignedNote;
import dev.sluice.note.SigningKey;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The options by which a command is told private keys and their pass phrase. Neither is ever an
 * argument: others on the machine can read those.
 */
final class KeyOptions extends PassPhrase {
  private static final String VARIABLE = "env:";

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "A private key: a file made by `sluice key new`, or env:NAME for the environment variable"
              + " NAME that holds the same text. Give it again for each further key.")
  private List<String> keys = List.of();

  /**
   * The keys that were given.
   *
   * @throws ParameterException if one cannot be had
   */
  List<SigningKey> read() {
    List<SigningKey> read = new ArrayList<>();
    for (String key : keys) {
      try {
        read.add(SigningKey.parse(text(key), () -> read(key), Jca.standard()));
      } catch (NoteException e) {
        throw wrong(key + ": " + e.getMessage());
      }
    }
    return read;
  }

  /**
   * A note with the signatures of all keys that were given.
   *
   * @throws ParameterException if one cannot be had
   */
  SignedNote sign(SignedNote note) {
    SignedNote signed = note;
    for (SigningKey key : read()) {
      try {
        signed = signed.signedBy(key);
      } catch (NoteException e) {
        throw wrong(String.valueOf(e.getMessage()));
      }
    }
    return signed;
  }

  /** Requires at least one key. */
  void requireAny() {
    if (keys.isEmpty()) {
      throw wrong("give at least one private key with --key");
    }
  }

  private String text(String key) {
    if (!key.startsWith(VARIABLE)) {
      return InputText.read(spec(), key);
    }
    String name = key.substring(VARIABLE.length());
    String value = System.getenv(name);
    if (value == null) {
      throw wrong("there is no environment variable " + name);
    }
    return value;
  }
}
