package dev.sluice.agent.tool;

import java.io.Console;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where a command gets a pass phrase from: a file, the environment, or the person at the console.
 */
class PassPhrase {
  private static final String PASS_PHRASE = "SLUICE_KEY_PASSPHRASE";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description =
          "The file whose first line is the pass phrase of the keys. Without it the environment"
              + " variable "
              + PASS_PHRASE
              + " is taken, else it is asked for.")
  private @Nullable Path passPhraseFile;

  /** The pass phrase of a key that exists. */
  final char[] read(String key) {
    char[] given = given();
    return given != null ? given : ask("Pass phrase of " + key + ": ");
  }

  /** A pass phrase for a new key, asked for twice. */
  final char[] makeNew() {
    char[] given = given();
    if (given == null) {
      given = ask("New pass phrase: ");
      char[] again = ask("The same again: ");
      if (!Arrays.equals(given, again)) {
        throw wrong("the two pass phrases differ");
      }
    }
    return given;
  }

  private char @Nullable [] given() {
    if (passPhraseFile != null) {
      return firstLine(InputText.read(spec, passPhraseFile.toString()));
    }
    String variable = System.getenv(PASS_PHRASE);
    return variable == null ? null : variable.toCharArray();
  }

  private static char[] firstLine(String text) {
    return text.lines().findFirst().orElse("").toCharArray();
  }

  @SuppressWarnings("SystemConsoleNull") // it is null on JDK 17; later the answer is
  private char[] ask(String prompt) {
    Console console = System.console();
    char[] answer = console == null ? null : console.readPassword("%s", prompt);
    if (answer == null) {
      throw wrong(
          "a pass phrase is needed and there is nobody to ask: give --passphrase-file, or set "
              + PASS_PHRASE);
    }
    return answer;
  }

  /** The command that these options belong to. */
  final CommandSpec spec() {
    return spec;
  }

  final ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
