package dev.sluice.agent.tool;

import dev.sluice.json.IndentedJson;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes of a policy, and the tests beside it, the one file that is signed and shipped. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description =
        "Checks a policy and writes it as canonical JSON (RFC 8785): equal policies are equal bytes.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the bundle was written",
      "1:problems were found and printed; nothing was written",
      "2:the arguments are wrong or a file cannot be read or written"
    })
final class PolicyBuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      split = ",",
      paramLabel = "FILE",
      description = "The policy; several are layers, the highest first; - is standard input.")
  private List<String> files = List.of();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "OUT",
      description = "Where to write the bundle; - is standard output.")
  private String output = "";

  @Option(
      names = "--tests",
      paramLabel = "FILE",
      description =
          "Tests (sluice: policy-tests/v1) that travel in the bundle, with the text of the file"
              + " that their key schema names. May be given several times.")
  private List<String> tests = List.of();

  @Option(names = "--json", description = "Print what was written, or what is wrong, as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<PolicyBundle.Source> policies = PolicyFiles.texts(spec, files);
    List<PolicyBundle.Tests> withTests = new ArrayList<>();
    for (String file : tests) {
      withTests.add(tests(file));
    }
    try {
      PolicyBundle bundle = PolicyBundle.build(policies, withTests);
      return write(bundle);
    } catch (PolicyException e) {
      List<PolicyBundle.Source> texts = new ArrayList<>(policies);
      withTests.forEach(one -> texts.add(one.tests()));
      FoundProblems.print(spec, texts, e.problems(), json);
      return FoundProblems.EXIT_CODE;
    }
  }

  private PolicyBundle.Tests tests(String file) {
    PolicyBundle.Source source = new PolicyBundle.Source(file, InputText.read(spec, file));
    try {
      String schema = PolicyBundle.schemaOf(source);
      return new PolicyBundle.Tests(
          source, schema == null ? null : InputText.read(spec, PolicyFiles.beside(file, schema)));
    } catch (PolicyException e) {
      return new PolicyBundle.Tests(source, null); // told when the bundle is built
    }
  }

  private int write(PolicyBundle bundle) {
    byte[] bytes = bundle.bytes();
    if (output.equals("-")) {
      spec.commandLine().getOut().print(bundle.text());
      return CommandLine.ExitCode.OK;
    }
    OutputFile.replace(spec, Path.of(output), bytes);
    String sha256 = sha256(bytes);
    if (json) {
      spec.commandLine()
          .getOut()
          .println(
              IndentedJson.write(
                  it -> {
                    it.writeStartObject();
                    it.writeStringField("policy", bundle.name());
                    it.writeStringField("file", output);
                    it.writeNumberField("bytes", bytes.length);
                    it.writeStringField("sha256", sha256);
                    it.writeNumberField("tests", bundle.tests().size());
                    it.writeEndObject();
                  }));
    } else {
      spec.commandLine()
          .getOut()
          .println(
              output + ": " + bundle.name() + ", " + bytes.length + " bytes, sha256 " + sha256);
    }
    return CommandLine.ExitCode.OK;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) { // every Java has it
      throw new IllegalStateException(e);
    }
  }
}
