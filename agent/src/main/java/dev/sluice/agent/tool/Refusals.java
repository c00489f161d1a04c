package dev.sluice.agent.tool;

import dev.sluice.json.IndentedJson;
import dev.sluice.remote.RefusedException;
import picocli.CommandLine.Model.CommandSpec;

/** Tells what agents would not take. */
final class Refusals {
  /** The exit code. */
  static final int REFUSED = 1;

  private Refusals() {}

  /** Prints why something is refused, and gives the exit code. */
  static int print(CommandSpec spec, RefusedException refused, boolean json) {
    if (json) {
      spec.commandLine()
          .getOut()
          .println(
              IndentedJson.write(
                  generator -> {
                    generator.writeStartObject();
                    generator.writeStringField("refused", refused.check().toString());
                    generator.writeStringField("place", refused.place());
                    generator.writeStringField("reason", refused.reason());
                    generator.writeEndObject();
                  }));
    } else {
      spec.commandLine().getErr().println(refused.getMessage());
    }
    return REFUSED;
  }
}
