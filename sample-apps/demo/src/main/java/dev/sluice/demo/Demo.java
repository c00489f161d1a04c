package dev.sluice.demo;

import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.PostgresServer;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends the same requests to the support desk, and to one that never blocks, twice, on a fresh
 * database each time: without Sluice, and with it. What happened is judged by the database itself,
 * by its log of statements, by what the answers reveal, and by the spans that arrive.
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
        "The same requests to two services"
            + (options.agent() == null ? "." : ", without and with Sluice."));
    PostgresServer server =
        resources.add(progress.during("Starting PostgreSQL", PostgresServer::startLogging));
    server.createRole(DeskDatabase.ROLE);
    OtlpReceiver receiver = resources.add(OtlpReceiver.start());
    receiver.onSpan(span -> out.println(Report.line(span)));
    Act support = supportDesk(server);
    Act reactive = reactiveDesk(server);
    Run without = perform("without Sluice", support, null, reactive, null, receiver, null);
    support.judge().without(without.support());
    reactive.judge().without(without.reactive());
    Run with = null;
    if (options.agent() != null) {
      PolicyDesk policies = resources.add(new PolicyDesk(options.agent(), out));
      progress.during("Two people release the policy", policies::open);
      String spans = receiver.endpoint();
      with =
          perform(
              "with Sluice",
              support,
              new Desk.Guard(options.agent(), policies.settings(), spans),
              reactive,
              new Desk.Guard(options.agent(), policies.settingsOf("reactive-desk.yaml"), spans),
              receiver,
              policies);
      support.judge().with(with.support());
      reactive.judge().with(with.reactive());
    }
    show(
        "The support desk, over JDBC",
        support,
        without.support(),
        with == null ? null : with.support());
    show(
        "The desk that never blocks, over R2DBC",
        reactive,
        without.reactive(),
        with == null ? null : with.reactive());
    if (with != null) {
      with.support().stream()
          .flatMap(evidence -> evidence.spans().stream())
          .max(Comparator.comparingInt(span -> span.attributes().size()))
          .ifPresent(span -> out.println("One span in full:\n" + Report.inFull(span) + "\n"));
    }
    List<String> failures = new ArrayList<>(support.judge().failures());
    reactive.judge().failures().forEach(failure -> failures.add("over R2DBC, " + failure));
    return conclude(failures);
  }

  /**
   * A service and what is asked of it.
   *
   * @param start starts it, with an agent if there is a guard
   */
  private record Act(
      String name,
      DeskDatabase database,
      Secrets secrets,
      List<Scene> scenes,
      Function<Desk.@Nullable Guard, Desk> start,
      Judge judge) {}

  /** What came of the requests to both services. */
  private record Run(List<Evidence> support, List<Evidence> reactive) {}

  private Act supportDesk(PostgresServer server) {
    DeskDatabase database = DeskDatabase.prepare(server, Play.NAME, options.service());
    database.reset();
    Secrets secrets = database.secrets("card_number", "email", "phone", "ssn");
    Play play = new Play(secrets);
    ScriptedModel model = resources.add(ScriptedModel.start(play.script()));
    return new Act(
        "support desk",
        database,
        secrets,
        play.scenes(),
        guard -> Desk.support(options.service(), database.jdbcUrl(), model.baseUrl(), guard),
        new Judge(play.scenes()));
  }

  private Act reactiveDesk(PostgresServer server) {
    DeskDatabase database = DeskDatabase.prepare(server, ReactivePlay.NAME, options.reactive());
    database.reset();
    Secrets secrets = database.secrets("card_number", "email", "ssn");
    List<Scene> scenes = ReactivePlay.scenes(secrets);
    return new Act(
        "reactive desk",
        database,
        secrets,
        scenes,
        guard -> Desk.reactive(options.reactive(), database.r2dbcUrl(), guard),
        new Judge(scenes));
  }

  /** Both services start at the same time, and are asked one after the other. */
  private Run perform(
      String how,
      Act support,
      Desk.@Nullable Guard ofSupport,
      Act reactive,
      Desk.@Nullable Guard ofReactive,
      OtlpReceiver receiver,
      @Nullable PolicyDesk policies) {
    support.database().reset();
    reactive.database().reset();
    Desk supportDesk = resources.add(support.start().apply(ofSupport));
    Desk reactiveDesk = resources.add(reactive.start().apply(ofReactive));
    boolean governed = ofSupport != null;
    return new Run(
        perform(how, support, supportDesk, receiver, governed, policies),
        perform(how, reactive, reactiveDesk, receiver, governed, null));
  }

  private List<Evidence> perform(
      String how,
      Act act,
      Desk desk,
      OtlpReceiver receiver,
      boolean governed,
      @Nullable PolicyDesk policies) {
    URI base = progress.during("Starting the " + act.name() + " " + how, desk::awaitReady);
    List<Evidence> evidence =
        new Performance(desk, base, act.database(), act.secrets(), receiver, governed, policies)
            .of(act.scenes(), progress);
    desk.complaints().forEach(line -> out.println("  the service: " + line));
    act.judge().standardError(desk.complaints());
    return evidence;
  }

  private void show(String title, Act act, List<Evidence> without, @Nullable List<Evidence> with) {
    out.println();
    out.println(title);
    out.print(Report.table(act.scenes(), without, with, options.colour()));
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
