package dev.sluice.demo;

import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends the requests of a play to a running service, one after the other, and gathers evidence. */
final class Performance {
  private static final Duration PATIENCE_FOR_SPANS = Duration.ofSeconds(15);

  private final Desk desk;
  private final URI base;
  private final DeskDatabase database;
  private final Secrets secrets;
  private final OtlpReceiver receiver;
  private final boolean governed;
  private final @Nullable PolicyDesk policies;

  /**
   * Begins with nothing sent yet.
   *
   * @param governed whether spans come
   * @param policies where the service's policy comes from; null if nothing is to become of it
   */
  Performance(
      Desk desk,
      URI base,
      DeskDatabase database,
      Secrets secrets,
      OtlpReceiver receiver,
      boolean governed,
      @Nullable PolicyDesk policies) {
    this.desk = desk;
    this.base = base;
    this.database = database;
    this.secrets = secrets;
    this.receiver = receiver;
    this.governed = governed;
    this.policies = policies;
  }

  /** A request that was answered; its spans may still be on their way. */
  private record Answered(
      String answer,
      DatabaseState before,
      DatabaseState after,
      List<String> reached,
      List<String> status,
      Instant start,
      Instant end) {

    /** The span began between request and answer: requests never overlap, clocks are the same. */
    boolean covers(ReceivedSpan span) {
      Instant began = Instant.ofEpochSecond(0, span.startNanos());
      return !began.isBefore(start) && !began.isAfter(end);
    }
  }

  /**
   * Plays all scenes and stops the service.
   *
   * @return the evidence, in the order of the scenes
   */
  List<Evidence> of(List<Scene> scenes, Progress progress) {
    Supplier<List<Answered>> play = () -> scenes.stream().map(this::play).toList();
    List<Answered> answered = progress.during("Sending " + scenes.size() + " requests", play);
    if (governed) {
      progress.during("Waiting for the spans", () -> awaitSpans(answered));
    }
    progress.during(
        "Stopping the service",
        () -> {
          desk.stop();
          return true;
        });
    return answered.stream().map(this::evidence).toList();
  }

  private Answered play(Scene scene) {
    List<String> status = policies == null ? List.of() : policies.make(scene.before(), desk.pid());
    DatabaseState before = database.state();
    int statements = database.statementsSoFar().size();
    Instant start = Instant.now();
    String answer = Desk.send(base, scene.request());
    Instant end = Instant.now();
    List<String> all = database.statementsSoFar();
    List<String> reached = all.subList(statements, all.size());
    return new Answered(answer, before, database.state(), reached, status, start, end);
  }

  private boolean awaitSpans(List<Answered> answered) {
    Instant deadline = Instant.now().plus(PATIENCE_FOR_SPANS);
    while (!answered.stream().allMatch(this::hasSpan)) {
      if (Instant.now().isAfter(deadline)) {
        return false;
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private boolean hasSpan(Answered answered) {
    return receiver.spans().stream().anyMatch(answered::covers);
  }

  private Evidence evidence(Answered answered) {
    List<ReceivedSpan> spans = new ArrayList<>(receiver.spans());
    spans.removeIf(span -> !answered.covers(span));
    return new Evidence(
        answered.answer(),
        secrets.readableIn(answered.answer()),
        answered.before(),
        answered.after(),
        answered.reached(),
        List.copyOf(spans),
        answered.status());
  }
}
