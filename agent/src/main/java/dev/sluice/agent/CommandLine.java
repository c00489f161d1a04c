package dev.sluice.agent;

import java.io.PrintStream;

/** The command line of the agent's jar. */
public final class CommandLine {
  private static final int OK = 0;
  private static final int USAGE = 64;

  private CommandLine() {}

  /**
   * Runs a command.
   *
   * @return the exit code: 0 if it was done, 64 if the command is not known
   */
  public static int run(String[] arguments) {
    return run(arguments, System.out, System.err);
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      out.println("sluice-agent " + Version.current());
      return OK;
    }
    if (arguments.length == 0 || (arguments.length == 1 && arguments[0].equals("--help"))) {
      help(out);
      return OK;
    }
    err.println("unknown command: " + String.join(" ", arguments));
    help(err);
    return USAGE;
  }

  private static void help(PrintStream out) {
    out.println("sluice-agent " + Version.current());
    out.println("Governs what a JVM service does to its databases, from inside the process.");
    out.println();
    out.println("  java -javaagent:sluice-agent.jar -jar SERVICE.jar   run a service under it");
    out.println("  java -jar sluice-agent.jar --version                print the version");
    out.println("  java -jar sluice-agent.jar --help                   print this");
    out.println();
    out.println("Settings (system property, or the environment variable below it):");
    for (Setting setting : Setting.values()) {
      out.println();
      out.println("  " + setting.property());
      out.println("  " + setting.variable());
      out.println("      " + setting.meaning().replace("`", ""));
      if (!setting.otherwise().isEmpty()) {
        out.println("      default: " + setting.otherwise());
      }
    }
  }
}
