package dev.sluice.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that runs as a process of its own, with its output kept by line. It is killed, together
 * with the processes that it started, on {@link #close()}. Thread-safe.
 */
public final class ForkedJvm implements AutoCloseable {
  private final List<String> command;
  private final Process process;
  private final Lines out;
  private final Lines err;

  private ForkedJvm(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.out = new Lines(process.getInputStream(), "forked-jvm-out");
    this.err = new Lines(process.getErrorStream(), "forked-jvm-err");
  }

  /** Describes a JVM of the same Java as this one. */
  public static Builder builder() {
    return new Builder();
  }

  /** The command line that was run. */
  public List<String> command() {
    return command;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The lines of standard output so far; all of them after {@link #await}. */
  public List<String> out() {
    return out.soFar();
  }

  /** The lines of standard error so far; all of them after {@link #await}. */
  public List<String> err() {
    return err.soFar();
  }

  /**
   * Waits for the JVM to end.
   *
   * @return the exit code
   * @throws AssertionError if it does not end within the time; the JVM is left running
   */
  public int await(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running after " + timeout + this);
      }
      out.awaitEnd();
      err.awaitEnd();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the forked JVM", e);
    }
  }

  /**
   * Waits for a line on standard output.
   *
   * @return the first line that fits, which may have come before the call
   * @throws AssertionError if none comes within the time, or before the output ends
   */
  public String awaitLine(Predicate<String> line, Duration timeout) {
    return awaitLine(out, line, timeout);
  }

  /** The same for a line on standard error. */
  public String awaitErrorLine(Predicate<String> line, Duration timeout) {
    return awaitLine(err, line, timeout);
  }

  private String awaitLine(Lines lines, Predicate<String> line, Duration timeout) {
    try {
      String found = lines.await(line, timeout);
      if (found == null) {
        throw new AssertionError("no such line within " + timeout + this);
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a line", e);
    }
  }

  /** What the JVM reads as its standard input. */
  public OutputStream in() {
    return process.getOutputStream();
  }

  /** Asks the JVM to end in order, as by a SIGTERM, so that shutdown hooks run. */
  public void terminate() {
    process.toHandle().destroy(); // Process.destroy would close the output before it was read
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Command and output, for a failed test to show. */
  @Override
  public String toString() {
    return "\n"
        + String.join(" ", command)
        + "\n--- out\n"
        + String.join("\n", out())
        + "\n--- err\n"
        + String.join("\n", err());
  }

  /** The lines of a stream, read as they come. */
  private static final class Lines {
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    Lines(InputStream stream, String threadName) {
      Thread thread = new Thread(() -> read(stream), threadName);
      thread.setDaemon(true);
      thread.start();
    }

    private void read(InputStream stream) {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          add(line);
        }
      } catch (IOException e) {
        add("[output lost: " + e + "]"); // a killed process closes its pipes under the reader
      } finally {
        end();
      }
    }

    private synchronized void add(String line) {
      lines.add(line);
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized List<String> soFar() {
      return List.copyOf(lines);
    }

    synchronized void awaitEnd() throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      long millis = 5000;
      while (!ended && millis > 0) { // a child process may keep the pipe open for longer
        wait(millis);
        millis = (deadline - System.nanoTime()) / 1_000_000;
      }
    }

    synchronized @Nullable String await(Predicate<String> wanted, Duration timeout)
        throws InterruptedException {
      long deadline = System.nanoTime() + timeout.toNanos();
      int next = 0;
      while (true) {
        while (next < lines.size()) {
          String line = lines.get(next++);
          if (wanted.test(line)) {
            return line;
          }
        }
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (ended || millis <= 0) {
          return null;
        }
        wait(millis);
      }
    }
  }

  /** What is to be run. Not thread-safe. */
  public static final class Builder {
    private Path javaHome = Path.of(System.getProperty("java.home"));
    private final List<String> agents = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, @Nullable String> environment = new LinkedHashMap<>();
    private final List<String> classPath = new ArrayList<>();
    private final List<String> modulePath = new ArrayList<>();
    private final List<String> target = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private @Nullable Path directory;

    private Builder() {}

    /** The Java to run; without this, the one that runs the test. */
    public Builder javaHome(Path home) {
      javaHome = home;
      return this;
    }

    /** Adds a Java agent; the order is that of the command line. */
    public Builder agent(Path jar) {
      agents.add("-javaagent:" + jar);
      return this;
    }

    /** Adds a Java agent with options for it. */
    public Builder agent(Path jar, String agentOptions) {
      agents.add("-javaagent:" + jar + "=" + agentOptions);
      return this;
    }

    /** Adds options of the JVM, such as {@code -Xmx64m}. */
    public Builder options(String... jvmOptions) {
      options.addAll(List.of(jvmOptions));
      return this;
    }

    public Builder property(String name, String value) {
      properties.put(name, value);
      return this;
    }

    /** Sets an environment variable, or unsets it if the value is null. */
    public Builder environment(String name, @Nullable String value) {
      environment.put(name, value);
      return this;
    }

    /** Adds to the class path. */
    public Builder classPath(Path... entries) {
      for (Path entry : entries) {
        classPath.add(entry.toString());
      }
      return this;
    }

    /** Adds the class path of this JVM. */
    public Builder ownClassPath() {
      classPath.add(System.getProperty("java.class.path"));
      return this;
    }

    /** Adds the jar or directory that a class of this JVM was loaded from to the class path. */
    public Builder classPathOf(Class<?>... classes) {
      for (Class<?> type : classes) {
        classPath.add(locationOf(type).toString());
      }
      return this;
    }

    /** Adds to the module path. */
    public Builder modulePath(Path... entries) {
      for (Path entry : entries) {
        modulePath.add(entry.toString());
      }
      return this;
    }

    public Builder mainClass(Class<?> main) {
      return mainClass(main.getName());
    }

    public Builder mainClass(String main) {
      return target(main);
    }

    /** Runs {@code module/class} of the module path. */
    public Builder mainModule(String module, String main) {
      return target("-m", module + "/" + main);
    }

    /** Runs a jar with a manifest, as {@code java -jar} does. */
    public Builder jar(Path jar) {
      return target("-jar", jar.toString());
    }

    public Builder arguments(String... mainArguments) {
      arguments.addAll(List.of(mainArguments));
      return this;
    }

    /** The working directory; without this, that of the test. */
    public Builder directory(Path workingDirectory) {
      directory = workingDirectory;
      return this;
    }

    /**
     * Starts the JVM.
     *
     * @throws UncheckedIOException if there is no such Java
     */
    public ForkedJvm start() {
      if (target.isEmpty()) {
        throw new IllegalStateException("nothing to run: give a main class, a module or a jar");
      }
      List<String> command = command();
      ProcessBuilder builder = new ProcessBuilder(command);
      if (directory != null) {
        builder.directory(directory.toFile());
      }
      // Options meant for this JVM would change the other one, and print a line on its output.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("JDK_JAVA_OPTIONS");
      environment.forEach(
          (name, value) -> {
            if (value == null) {
              builder.environment().remove(name);
            } else {
              builder.environment().put(name, value);
            }
          });
      try {
        return new ForkedJvm(command, builder.start());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot run " + command, e);
      }
    }

    private List<String> command() {
      List<String> command = new ArrayList<>();
      command.add(javaHome.resolve("bin").resolve("java").toString());
      command.addAll(agents);
      command.addAll(options);
      properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
      if (!classPath.isEmpty()) {
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath));
      }
      if (!modulePath.isEmpty()) {
        command.add("-p");
        command.add(String.join(File.pathSeparator, modulePath));
      }
      command.addAll(target);
      command.addAll(arguments);
      return List.copyOf(command);
    }

    private Builder target(String... words) {
      target.clear();
      target.addAll(List.of(words));
      return this;
    }

    private static Path locationOf(Class<?> type) {
      try {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException("no file holds " + type, e);
      }
    }
  }
}
