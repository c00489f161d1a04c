package dev.sluice.agent.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.IndentedJson;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says of policies whether they could be put in force, and if not, all that is wrong. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = "Checks policies and prints all that is wrong with them.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all files are right",
      "1:problems were found and printed",
      "2:the arguments are wrong or a file cannot be read; nothing was checked"
    })
final class PolicyLintCommand implements Callable<Integer> {
  private static final int PROBLEMS = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "A policy; - is standard input. Each is checked on its own.")
  private List<String> files = List.of();

  @Option(
      names = "--json",
      description = "Print what was found as JSON, on standard output whatever it is.")
  private boolean json;

  @Override
  public Integer call() {
    List<Checked> all = new ArrayList<>();
    for (String file : files) {
      all.add(Checked.of(file, InputText.read(spec, file)));
    }
    if (json) {
      spec.commandLine().getOut().println(IndentedJson.write(it -> write(all, it)));
    } else {
      all.forEach(this::print);
    }
    boolean right = all.stream().allMatch(file -> file.problems.isEmpty());
    return right ? CommandLine.ExitCode.OK : PROBLEMS;
  }

  private void print(Checked file) {
    if (file.problems.isEmpty()) {
      spec.commandLine().getOut().println(file.name + ": right");
      return;
    }
    PrintWriter err = spec.commandLine().getErr();
    for (PolicyException.Problem problem : file.problems) {
      err.println(problem);
      SourceLine line = SourceLine.of(file.text, problem.line(), problem.column());
      err.println("  " + line.text());
      err.println("  " + line.pointer());
    }
  }

  private static void write(List<Checked> files, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("files");
    for (Checked file : files) {
      json.writeStartObject();
      json.writeStringField("file", file.name);
      json.writeArrayFieldStart("problems");
      for (PolicyException.Problem problem : file.problems) {
        json.writeStartObject();
        json.writeNumberField("line", problem.line());
        json.writeNumberField("column", problem.column());
        json.writeStringField("message", problem.message());
        json.writeStringField(
            "text", SourceLine.of(file.text, problem.line(), problem.column()).text());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** A file and what is wrong with it. */
  private record Checked(String name, String text, List<PolicyException.Problem> problems) {
    static Checked of(String name, String text) {
      try {
        PolicyReader.read(name, text, 1);
        return new Checked(name, text, List.of());
      } catch (PolicyException e) {
        return new Checked(name, text, e.problems());
      }
    }
  }
}
