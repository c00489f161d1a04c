package dev.sluice.agent.tool;

import dev.sluice.agent.Setting;
import dev.sluice.agent.Version;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command line of the agent's jar, {@code java -jar sluice-agent.jar}. Results go to standard
 * output, errors to standard error without stack traces. A further command is a class of its own in
 * this package that is named in {@code subcommands}.
 */
@Command(
    name = "sluice",
    subcommands = {
      FactsCommand.class,
      PolicyCommand.class,
      ServeCommand.class,
      StatusCommand.class,
      TagsCommand.class,
      KeyCommand.class,
      TrustCommand.class,
      HeadCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Governs what a JVM service does to its databases, from inside the process.",
      "",
      "A service is run under it with: java -javaagent:sluice-agent.jar -jar SERVICE.jar"
    })
public final class Tool implements Runnable {
  /** What is not a result of a command is a use that the command does not know. */
  static final int USAGE = 2;

  /** A bug of ours: {@code EX_SOFTWARE} of BSD's sysexits. */
  static final int BUG = 70;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Tool() {}

  /**
   * Runs a command.
   *
   * @return the exit code: what the command says, 0 if nothing was wrong; 2 if it was not used as
   *     it can be; 70 for a bug
   */
  public static int run(String[] arguments) {
    return run(arguments, System.out, System.err);
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    PrintWriter toOut = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    PrintWriter toErr = new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8));
    CommandLine line = new CommandLine(new Tool());
    line.setUsageHelpWidth(100);
    line.setOut(toOut);
    line.setErr(toErr);
    line.getCommandSpec().usageMessage().footer(settings());
    line.setParameterExceptionHandler(Tool::misused);
    line.setExecutionExceptionHandler(Tool::failed);
    int exitCode = line.execute(arguments);
    toOut.flush();
    toErr.flush();
    return exitCode;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Whether standard output shows characters beyond ASCII as they are. */
  static boolean printsUnicode() {
    String encoding =
        System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    Charset charset = encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
    return charset.equals(StandardCharsets.UTF_8);
  }

  private static int misused(CommandLine.ParameterException problem, String[] arguments) {
    if (problem instanceof WrongFiles wrong) {
      wrong.print(List.of(arguments).contains("--json"));
      return USAGE;
    }
    CommandLine command = problem.getCommandLine();
    command.getErr().println(problem.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(problem, command.getErr());
    command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    return USAGE;
  }

  private static int failed(
      Exception problem, CommandLine command, CommandLine.ParseResult arguments) {
    command.getErr().println("A bug in Sluice, please report it: " + problem);
    return BUG;
  }

  private static String[] settings() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Settings of the agent (system property, or the environment variable below it):");
    for (Setting setting : Setting.values()) {
      lines.add("");
      lines.add("  " + setting.property());
      lines.add("  " + setting.variable());
      lines.add("      " + setting.meaning().replace("`", ""));
      if (!setting.otherwise().isEmpty()) {
        lines.add("      default: " + setting.otherwise());
      }
    }
    return lines.toArray(String[]::new);
  }

  /** What {@code --version} prints. */
  static final class VersionLine implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"sluice-agent " + Version.current()};
    }
  }
}
