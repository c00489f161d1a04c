package dev.sluice.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A running {@link Worker}, asked one command after the other. Used by one thread. */
final class WorkerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final Variant variant;
  private final Process process;
  private final Path errors;
  private final BufferedReader replies;
  private final PrintStream commands;

  private WorkerProcess(Variant variant, Process process, Path errors) {
    this.variant = variant;
    this.process = process;
    this.errors = errors;
    this.replies =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /**
   * Starts a worker; {@link #awaitReady} waits for it.
   *
   * @param errors the file that gets what it prints on standard error
   */
  static WorkerProcess start(Variant variant, ProcessBuilder builder, Path errors)
      throws IOException {
    Process process = builder.redirectError(errors.toFile()).start();
    return new WorkerProcess(variant, process, errors);
  }

  Variant variant() {
    return variant;
  }

  void awaitReady() throws IOException {
    if (!(reply() instanceof Reply.Ready)) {
      throw failure("is not ready");
    }
  }

  Measurement run(Scenario scenario, long millis) throws IOException {
    Reply reply = ask(new Command.Run(scenario, millis));
    if (reply instanceof Reply.Ran ran) {
      return ran.measurement();
    }
    throw failure("cannot run " + scenario.label() + ": " + reply.line());
  }

  /** What the service gets to see of a column that the policy masks in Sluice's variant. */
  String show(String table) throws IOException {
    Reply reply = ask(new Command.Show(table));
    if (reply instanceof Reply.Shown shown) {
      return shown.value();
    }
    throw failure("cannot show " + table + ": " + reply.line());
  }

  /** Ends the process in order, so that it sends what it still has to send; else by force. */
  @Override
  public void close() {
    commands.println(new Command.Exit().line());
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private Reply ask(Command command) throws IOException {
    commands.println(command.line());
    return reply();
  }

  private Reply reply() throws IOException {
    for (String line = replies.readLine(); line != null; line = replies.readLine()) {
      Reply reply = Reply.parse(line);
      if (reply != null) {
        return reply;
      }
    }
    throw failure("ended");
  }

  private IOException failure(String what) throws IOException {
    return new IOException(
        "the JVM with "
            + variant.title()
            + " "
            + what
            + "\n"
            + Files.readString(errors, StandardCharsets.UTF_8));
  }
}
