package dev.sluice.agent.tool;

import dev.sluice.remote.http.AgentReport;
import dev.sluice.remote.serve.ChannelServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves a published folder to agents. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Serves a published folder, so that agents have a new policy in force the moment that it is"
          + " published. Prints what each agent says of itself, when that changes.",
      "A small server for development and a first try, without TLS and users. What it serves is"
          + " signed, and agents believe the signatures alone."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:it was stopped", "2:the arguments are wrong, or the port is taken"})
final class ServeCommand implements Callable<Integer> {
  private static final int STANDARD_PORT = 7878;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "DIR", description = "The folder.")
  private Path directory = Path.of("");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen (${DEFAULT-VALUE}); 0 takes a free one.")
  private int port = STANDARD_PORT;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description =
          "The address to listen at (${DEFAULT-VALUE}, this machine alone); 0.0.0.0 is all.")
  private String bind = "127.0.0.1";

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Fleet fleet = new Fleet(out);
    try (ChannelServer server = ChannelServer.start(folder(), address(), fleet::seen)) {
      out.println(
          "serving "
              + directory
              + " at http://"
              + host(server.address().getAddress())
              + ":"
              + server.address().getPort());
      out.flush();
      new CountDownLatch(1).await(); // until the process is ended
      return 0;
    } catch (BindException taken) {
      throw wrong("cannot listen at " + bind + ":" + port + ": " + taken.getMessage());
    } catch (IOException e) {
      throw wrong("cannot serve " + directory + ": " + e);
    }
  }

  private Path folder() {
    if (!Files.isDirectory(directory)) {
      throw wrong("there is no folder " + directory);
    }
    return directory;
  }

  private InetSocketAddress address() {
    if (port < 0 || port > 65_535) {
      throw wrong("--port must be from 0 to 65535, not " + port);
    }
    try {
      return new InetSocketAddress(InetAddress.getAllByName(bind)[0], port);
    } catch (UnknownHostException unknown) {
      throw wrong("--bind: no such address: " + bind);
    }
  }

  private static String host(InetAddress address) {
    String host = address.getHostAddress();
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Says what each agent says of itself when it is new. Remembers the 10,000 last ones. */
  static final class Fleet {
    private static final int MOST = 10_000;
    private static final DateTimeFormatter SECONDS =
        DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final PrintWriter out;
    private final Map<String, AgentReport> seen =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, AgentReport> eldest) {
            return size() > MOST;
          }
        };

    Fleet(PrintWriter out) {
      this.out = out;
    }

    synchronized void seen(AgentReport report, String from) {
      if (report.equals(seen.put(report.instance(), report))) {
        return;
      }
      out.println(
          LocalTime.now(ZoneId.systemDefault()).format(SECONDS)
              + "  "
              + report.instance()
              + " ("
              + from
              + ", "
              + report.version()
              + ")  serial "
              + report.serial()
              + ", "
              + report.state()
              + (report.error().isEmpty() ? "" : ": " + report.error())
              + "  ["
              + seen.size()
              + (seen.size() == 1 ? " agent" : " agents")
              + ", "
              + count(report.serial())
              + " at serial "
              + report.serial()
              + "]");
      out.flush();
    }

    private long count(long serial) {
      return seen.values().stream().filter(each -> each.serial() == serial).count();
    }
  }
}
