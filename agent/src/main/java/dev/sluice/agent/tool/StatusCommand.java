package dev.sluice.agent.tool;

import dev.sluice.status.StatusFile;
import dev.sluice.status.StatusText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what a running agent tells of itself in its status file. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Shows what a running agent enforces, and what went wrong in it: the policy, what is woven,"
          + " failures.",
      "Reads the file that the agent keeps for its own user; nothing runs inside the service."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the status was shown",
      "1:no agent that keeps a status is running, or not the one that was asked for",
      "2:the arguments or a file are wrong, or several agents are running: choose with --pid"
    })
final class StatusCommand implements Callable<Integer> {
  private static final int NOT_RUNNING = 1;
  private static final Duration SILENT_AFTER = Duration.ofMinutes(2);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "The process that the agent runs in. Not needed if there is only one.")
  private @Nullable Long pid;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A status file, such as one of another machine or container.")
  private @Nullable Path file;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where agents keep their files, if sluice.status.dir names a directory, or the service"
              + " runs as another user.")
  private @Nullable Path directory;

  @Option(names = "--json", description = "Print the file as it is.")
  private boolean json;

  @Override
  public Integer call() {
    if (file != null) {
      if (pid != null || directory != null) {
        throw wrong("--file names the file already: leave --pid and --dir out");
      }
      return show(read(file));
    }
    Path place = directory == null ? StatusFile.standardDirectory() : directory;
    if (pid != null) {
      Path named = place.resolve(pid + ".json");
      if (!Files.exists(named)) {
        return none("process " + pid + " keeps no status in " + place);
      }
      Status status = read(named);
      return status.isRunning()
          ? show(status)
          : none("process " + pid + " has ended, and left its status in " + named);
    }
    List<Status> running = running(place);
    if (running.isEmpty()) {
      return none("no running agent keeps a status in " + place);
    }
    if (running.size() > 1) {
      StringBuilder message = new StringBuilder("several agents are running: choose with --pid");
      for (Status status : running) {
        message.append("\n  ").append(status.title());
      }
      throw wrong(message.toString());
    }
    return show(running.get(0));
  }

  private List<Status> running(Path place) {
    List<Status> running = new ArrayList<>();
    if (!Files.isDirectory(place)) {
      return running;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place, "*.json")) {
      for (Path each : files) {
        Status status = read(each);
        if (status.isRunning()) {
          running.add(status);
        }
      }
    } catch (IOException unreadable) {
      throw wrong("cannot read " + place + ": " + unreadable);
    }
    running.sort(Comparator.comparing(Status::title));
    return running;
  }

  private Status read(Path name) {
    try {
      String text = Files.readString(name);
      Map<String, @Nullable Object> content = StatusText.read(text);
      if (!StatusFile.FORM.equals(content.get("form"))) {
        throw wrong(name + " holds no status of this version: \"form\" is not " + StatusFile.FORM);
      }
      return new Status(text, content);
    } catch (NoSuchFileException missing) {
      throw wrong("there is no file " + name);
    } catch (IOException unreadable) {
      throw wrong("cannot read the status in " + name + ": " + unreadable.getMessage());
    }
  }

  private int none(String message) {
    spec.commandLine()
        .getErr()
        .println(
            message
                + "\nAn agent keeps one from the moment that it wove the first class, unless"
                + " sluice.status is false; --dir names another directory.");
    return NOT_RUNNING;
  }

  private int show(Status status) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(status.text());
    } else {
      status.print(out, Instant.now());
    }
    return CommandLine.ExitCode.OK;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** One status, as it was read. */
  private record Status(String text, Map<String, @Nullable Object> content) {
    /** Whether the very process that wrote it is running: numbers are given again. */
    boolean isRunning() {
      if (!(content.get("pid") instanceof Number pid)) {
        return false;
      }
      ProcessHandle process = ProcessHandle.of(pid.longValue()).orElse(null);
      if (process == null || !process.isAlive()) {
        return false;
      }
      Instant start = StatusFile.startOf(process);
      Object written = content.get("process_started");
      return start == null || written == null || start.toString().equals(written);
    }

    String title() {
      Object service =
          content.get("agent") instanceof Map<?, ?> agent ? agent.get("service") : null;
      return content.get("pid") + (service == null ? "" : "  " + service);
    }

    void print(PrintWriter out, Instant now) {
      out.println("process " + title());
      Instant written = instant(content.get("written"));
      if (written != null && Duration.between(written, now).compareTo(SILENT_AFTER) > 0) {
        out.println("written " + Ages.ago(written, now) + ": the agent writes it no more");
      }
      content.forEach(
          (name, value) -> {
            if (value instanceof Map<?, ?> section) {
              out.println();
              out.println(name + (section.isEmpty() ? ": none" : ""));
              print(out, section, "  ", now);
            }
          });
    }

    private static void print(PrintWriter out, Map<?, ?> section, String indent, Instant now) {
      int width = 0;
      for (Object name : section.keySet()) {
        width = Math.max(width, String.valueOf(name).length());
      }
      for (Map.Entry<?, ?> entry : section.entrySet()) {
        String name = indent + entry.getKey();
        Object value = entry.getValue();
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
          out.println(name);
          print(out, map, indent + "  ", now);
        } else {
          out.println(pad(name, indent.length() + width) + "  " + scalar(value, indent, now));
        }
      }
    }

    private static String pad(String text, int width) {
      return text + " ".repeat(width - text.length());
    }

    private static String scalar(@Nullable Object value, String indent, Instant now) {
      if (value instanceof Map) {
        return "none";
      }
      if (value instanceof List<?> list) {
        return list.isEmpty()
            ? "none"
            : String.join(", ", list.stream().map(String::valueOf).toList());
      }
      Instant at = instant(value);
      if (at != null) {
        return value + " (" + Ages.ago(at, now) + ")";
      }
      return Objects.toString(value).replace("\n", "\n" + indent + "    ");
    }

    private static @Nullable Instant instant(@Nullable Object value) {
      try {
        return value instanceof String text ? Instant.parse(text) : null;
      } catch (DateTimeParseException other) {
        return null;
      }
    }
  }
}
