package dev.sluice.agent.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.IndentedJson;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Prints what is wrong with files of the policy language. */
final class FoundProblems {
  /** What a command ends with that found problems. */
  static final int EXIT_CODE = 1;

  private FoundProblems() {}

  /**
   * Prints problems: each with its line of the file on standard error, or all as JSON on standard
   * output.
   *
   * @param files all that were read; those without problems are named in the JSON
   */
  static void print(
      CommandSpec spec,
      List<PolicyBundle.Source> files,
      List<PolicyException.Problem> problems,
      boolean json) {
    if (json) {
      spec.commandLine().getOut().println(IndentedJson.write(it -> write(files, problems, it)));
      return;
    }
    PrintWriter err = spec.commandLine().getErr();
    for (PolicyException.Problem problem : problems) {
      err.println(problem);
      for (PolicyBundle.Source file : files) {
        if (file.source().equals(problem.source())) {
          SourceLine line = SourceLine.of(file.text(), problem.line(), problem.column());
          err.println("  " + line.text());
          err.println("  " + line.pointer());
          break;
        }
      }
    }
  }

  private static void write(
      List<PolicyBundle.Source> files, List<PolicyException.Problem> problems, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("files");
    for (PolicyBundle.Source file : files) {
      json.writeStartObject();
      json.writeStringField("file", file.source());
      json.writeArrayFieldStart("problems");
      for (PolicyException.Problem problem : problems) {
        if (problem.source().equals(file.source())) {
          json.writeStartObject();
          json.writeNumberField("line", problem.line());
          json.writeNumberField("column", problem.column());
          json.writeStringField("message", problem.message());
          json.writeStringField(
              "text", SourceLine.of(file.text(), problem.line(), problem.column()).text());
          json.writeEndObject();
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
