package dev.sluice.demo;

import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.PostgresServer;
import java.io.PrintStream;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the same requests to the support desk twice, on a fresh database each time: without Sluice,
 * and with it. What happened is judged by the database itself, by its log of statements, by what
 * the answers reveal, and by the spans that arrive.
 */
public final class Demo {
  private final Options options;
  private final PrintStream out;
  private final Resources resources;
  private final Progress progress;

  private Demo(Options options, PrintStream out, Resources resources, Progress progress) {
    this.options = options;
    this.out = out;
    this.resources = resources;
    this.progress = progress;
  }

  /**
   * Runs the demo and ends the JVM: 0 if everything came out as it must, 1 if not, 2 if the
   * arguments make no sense.
   */
  public static void main(String[] arguments) {
    Options options;
    try {
      options = Options.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(Options.USAGE);
      System.exit(2);
      return;
    }
    System.exit(run(options, System.out, System.err));
  }

  private static int run(Options options, PrintStream out, PrintStream err) {
    try (Resources resources = new Resources(err)) {
      Progress progress = resources.add(new Progress(out));
      try {
        return new Demo(options, out, resources, progress).run();
      } catch (RuntimeException | AssertionError e) {
        if (!resources.stopping()) { // else it fails because all is being closed under it
          err.println("The demo failed:");
          e.printStackTrace(err);
        }
        return 1;
      }
    }
  }

  private int run() {
    out.println(
        "The same requests to one service"
            + (options.agent() == null ? "." : ", without and with Sluice."));
    PostgresServer server =
        resources.add(progress.during("Starting PostgreSQL", PostgresServer::startLogging));
    DeskDatabase database = DeskDatabase.prepare(server, options.service());
    database.reset();
    Secrets secrets = database.secrets();
    Play play = new Play(secrets);
    Stage stage =
        new Stage(
            database,
            secrets,
            resources.add(ScriptedModel.start(play.script())),
            resources.add(OtlpReceiver.start()));
    stage.receiver().onSpan(span -> out.println(Report.line(span)));

    Judge judge = new Judge(play.scenes());
    List<Evidence> without = perform("without Sluice", play, stage, null, judge);
    judge.without(without);
    List<Evidence> with = null;
    if (options.agent() != null) {
      PolicyDesk policies = resources.add(new PolicyDesk(options.agent(), out));
      progress.during("Two people release the policy", policies::open);
      SupportDesk.Guard guard =
          new SupportDesk.Guard(options.agent(), policies, stage.receiver().endpoint());
      with = perform("with Sluice", play, stage, guard, judge);
      judge.with(with);
    }
    show(play, without, with);
    return conclude(judge.failures());
  }

  /** What both runs need. */
  private record Stage(
      DeskDatabase database, Secrets secrets, ScriptedModel model, OtlpReceiver receiver) {}

  private List<Evidence> perform(
      String how, Play play, Stage stage, SupportDesk.@Nullable Guard guard, Judge judge) {
    stage.database().reset();
    SupportDesk desk =
        resources.add(
            SupportDesk.start(
                options.service(), stage.database().jdbcUrl(), stage.model().baseUrl(), guard));
    URI base = progress.during("Starting the support desk " + how, desk::awaitReady);
    List<Evidence> evidence =
        new Performance(
                desk,
                base,
                stage.database(),
                stage.secrets(),
                stage.receiver(),
                guard == null ? null : guard.policies())
            .of(play.scenes(), progress);
    desk.complaints().forEach(line -> out.println("  the service: " + line));
    judge.standardError(desk.complaints());
    return evidence;
  }

  private void show(Play play, List<Evidence> without, @Nullable List<Evidence> with) {
    out.println();
    out.print(Report.table(play.scenes(), without, with, options.colour()));
    if (with != null) {
      with.stream()
          .flatMap(evidence -> evidence.spans().stream())
          .max(Comparator.comparingInt(span -> span.attributes().size()))
          .ifPresent(span -> out.println("\nOne span in full:\n" + Report.inFull(span)));
    }
    out.println();
  }

  private int conclude(List<String> failures) {
    if (failures.isEmpty()) {
      out.println("Every line came out as it must.");
      return 0;
    }
    out.println("This did not come out as it must:");
    failures.forEach(failure -> out.println("  " + failure));
    return 1;
  }
}
