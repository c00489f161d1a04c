package dev.sluice.agent.tool;

import dev.sluice.json.IndentedJson;
import dev.sluice.note.Jca;
import dev.sluice.note.NoteAlgorithm;
import dev.sluice.note.NoteException;
import dev.sluice.note.SigningKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Makes a private key in a file and prints its public key.",
      "The file is encrypted with a pass phrase (PKCS#8, as OpenSSL reads it)."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the key was made",
      "2:the arguments or a file are wrong; nothing was written"
    })
final class KeyNewCommand implements Callable<Integer> {
  private static final Map<String, NoteAlgorithm> ALGORITHMS =
      Map.of("ed25519", NoteAlgorithm.ED25519, "ecdsa-p256", NoteAlgorithm.ECDSA_P256);

  private static final int LEAST_PASS_PHRASE = 12;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "Whose key it is, best as a URL without its scheme: acme.example/alice")
  private String name = "";

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.")
  private Path out = Path.of("");

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      defaultValue = "ed25519",
      description = "ed25519 (default), or ecdsa-p256 where Ed25519 is not approved.")
  private String algorithm = "ed25519";

  @Option(
      names = "--unencrypted",
      description =
          "Write the key so that whoever reads the file can sign: for the secret store of a build.")
  private boolean unencrypted;

  @Mixin private PassPhrase passPhrase = new PassPhrase();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    NoteAlgorithm chosen = ALGORITHMS.get(algorithm);
    if (chosen == null) {
      throw wrong("`" + algorithm + "` is no algorithm: use ed25519 or ecdsa-p256");
    }
    try {
      SigningKey key = SigningKey.generate(name, chosen, Jca.standard());
      OutputFile.secret(spec, out, unencrypted ? key.unencrypted() : encrypted(key));
      print(key.verifier().toString());
      return CommandLine.ExitCode.OK;
    } catch (NoteException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private String encrypted(SigningKey key) throws NoteException {
    char[] secret = passPhrase.makeNew();
    try {
      if (secret.length < LEAST_PASS_PHRASE) {
        throw wrong("the pass phrase has fewer than " + LEAST_PASS_PHRASE + " characters");
      }
      return key.encrypted(secret);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private void print(String publicKey) {
    PrintWriter to = spec.commandLine().getOut();
    if (json) {
      to.println(
          IndentedJson.write(
              generator -> {
                generator.writeStartObject();
                generator.writeStringField("file", out.toString());
                generator.writeStringField("public_key", publicKey);
                generator.writeEndObject();
              }));
    } else {
      to.println(publicKey);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
