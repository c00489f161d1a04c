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
    return print(spec, refused, 0, json);
  }

  /**
   * Prints why something is refused, and gives the exit code.
   *
   * @param serial of the head that is refused; 0 if it is none, or says none
   */
  static int print(CommandSpec spec, RefusedException refused, long serial, boolean json) {
    if (json) {
      spec.commandLine()
          .getOut()
          .println(
              IndentedJson.write(
                  generator -> {
                    generator.writeStartObject();
                    if (serial != 0) {
                      generator.writeNumberField("serial", serial);
                    }
                    generator.writeStringField("refused", refused.check().toString());
                    generator.writeStringField("place", refused.place());
                    generator.writeStringField("reason", refused.reason());
                    generator.writeEndObject();
                  }));
    } else {
      spec.commandLine()
          .getErr()
          .println(
              (serial == 0 ? "" : "serial " + serial + " is ")
                  + "refused by the check `"
                  + refused.check()
                  + "` at "
                  + refused.getMessage());
    }
    return REFUSED;
  }
}
