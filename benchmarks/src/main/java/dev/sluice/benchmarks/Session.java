package dev.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One JVM of each variant, alive side by side; at any time at most one of them works. Rounds are
 * interleaved, and each round begins with another variant, so that what changes on the machine
 * meanwhile changes it for all. Used by one thread.
 */
final class Session implements AutoCloseable {
  /** After a round, for exporters to send what the round left in their queues. */
  private static final long PAUSE_MILLIS = 30;

  private final Effort effort;
  private final Consumer<String> progress;
  private final List<WorkerProcess> workers = new ArrayList<>();
  private final Map<Variant, Long> operations = new EnumMap<>(Variant.class);

  private Session(Effort effort, Consumer<String> progress) {
    this.effort = effort;
    this.progress = progress;
  }

  /**
   * Starts the JVMs and makes sure that Sluice masks what it is to mask, and nobody else does.
   *
   * @param directory where they leave their standard errors
   * @param recordings where they leave flight recordings
   * @param number of the session, to tell its files from others'
   * @throws IOException if one of them does not work as it is to be measured
   */
  static Session start(
      MeasuredJvm jvm,
      Effort effort,
      Path directory,
      @Nullable Path recordings,
      int number,
      Consumer<String> progress)
      throws IOException {
    Session session = new Session(effort, progress);
    try {
      for (Variant variant : Variant.values()) {
        String file = variant.label() + "-" + number;
        Path recording = recordings == null ? null : recordings.resolve(file + ".jfr");
        WorkerProcess worker =
            WorkerProcess.start(
                variant,
                jvm.process(variant, Worker.class, recording),
                directory.resolve(file + ".err"));
        session.workers.add(worker);
        worker.awaitReady();
        requireMasksOf(worker);
      }
      return session;
    } catch (IOException | RuntimeException failure) {
      session.close();
      throw failure;
    }
  }

  private static void requireMasksOf(WorkerProcess worker) throws IOException {
    requireClear(worker, BenchmarkDatabase.PLAIN, true);
    boolean clear = worker.variant() != Variant.SLUICE;
    requireClear(worker, BenchmarkDatabase.REDACTED, clear);
    requireClear(worker, BenchmarkDatabase.PARTIAL, clear);
  }

  private static void requireClear(WorkerProcess worker, String table, boolean clear)
      throws IOException {
    String shown = worker.show(table);
    if (shown.equals(BenchmarkDatabase.email(1)) != clear) {
      throw new IOException("with " + worker.variant().title() + ", " + table + " shows " + shown);
    }
  }

  /** Measures one scenario with all variants. */
  Result measure(Scenario scenario) throws IOException {
    progress.accept(scenario.label());
    for (WorkerProcess worker : workers) {
      warmUp(worker, scenario);
    }
    Map<Variant, List<Measurement>> rounds = new EnumMap<>(Variant.class);
    for (int round = 0; round < effort.rounds(); round++) {
      round(scenario, round)
          .forEach(
              (variant, measurement) ->
                  rounds.computeIfAbsent(variant, key -> new ArrayList<>()).add(measurement));
    }
    return new Result(scenario.label(), scenario.meaning(), rounds);
  }

  /** How many operations a variant has done so far, rounds of warming up included. */
  long operations(Variant variant) {
    return operations.getOrDefault(variant, 0L);
  }

  @Override
  public void close() {
    workers.forEach(WorkerProcess::close);
  }

  private void warmUp(WorkerProcess worker, Scenario scenario) throws IOException {
    int round = 0;
    do {
      round++;
    } while (run(worker, scenario).isCold() && round < effort.warmUpRounds());
  }

  private Map<Variant, Measurement> round(Scenario scenario, int round) throws IOException {
    List<WorkerProcess> order = new ArrayList<>(workers);
    Collections.rotate(order, -round);
    Map<Variant, Measurement> measured = new EnumMap<>(Variant.class);
    for (WorkerProcess worker : order) {
      measured.put(worker.variant(), run(worker, scenario));
    }
    return measured;
  }

  private Measurement run(WorkerProcess worker, Scenario scenario) throws IOException {
    Measurement measurement = worker.run(scenario, effort.roundMillis());
    operations.merge(worker.variant(), measurement.operations(), Long::sum);
    pause();
    return measurement;
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
