package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Dialect;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyInForceTest {
  private static final Database DATABASE = new Database(Dialect.H2, "", -1, "shop", "sa");

  @TempDir Path folder;

  private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();

  @Test
  void aFixedPolicyStays() {
    Policy policy = BuiltInPolicy.create(PolicySettings.standard());

    try (PolicyInForce inForce = PolicyInForce.of(policy)) {
      inForce.check();
      assertThat(inForce.current()).isSameAs(policy);
    }
  }

  @Test
  void eachApplicationOfAFileHasTheNextSerial() throws IOException {
    write("one");
    PolicyInForce inForce = unwatched(PolicyInForce.OnMissing.DENY, Instant.now());
    assertThat(inForce.current().name()).isEqualTo("one");
    assertThat(inForce.current().serial()).isEqualTo(1);

    write("other");
    lookTwice(inForce);
    assertThat(inForce.current().name()).isEqualTo("other");
    assertThat(inForce.current().serial()).isEqualTo(2);
    assertThat(warnings).isEmpty();
  }

  @Test
  void aWrongFileChangesNothingAndIsToldOnce() throws IOException {
    write("one");
    PolicyInForce inForce = unwatched(PolicyInForce.OnMissing.DENY, Instant.now());
    Policy before = inForce.current();

    writeText("sluice: policy/v1\nnam: other\n");
    lookTwice(inForce);
    lookTwice(inForce);

    assertThat(inForce.current()).isSameAs(before);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("is wrong:")
        .contains("shop.yaml:2:1: unknown key `nam`: did you mean `name`?")
        .endsWith("in force: the policy one, serial 1");

    write("mended");
    lookTwice(inForce);
    assertThat(inForce.current().serial()).isEqualTo(2);
  }

  @Test
  void tellsWhatIsInForceAndWhatIsWrongWithTheLatestUpdate() throws IOException {
    Instant start = Instant.now();
    PolicyInForce inForce = unwatched(PolicyInForce.OnMissing.BUILTIN, start);
    assertThat(inForce.state().policy()).isSameAs(inForce.current());
    assertThat(inForce.state().source()).isEqualTo(PolicyState.BUILT_IN);
    assertThat(inForce.state().problem()).contains("there is no such file");

    write("one");
    lookTwice(inForce);
    PolicyState good = inForce.state();
    assertThat(good.policy().name()).isEqualTo("one");
    assertThat(good.source()).isEqualTo(path().toString());
    assertThat(good.problem()).isNull();

    writeText("sluice: policy/v1\nnam: other\n");
    lookTwice(inForce);
    assertThat(inForce.state().policy()).isSameAs(good.policy());
    assertThat(inForce.state().since()).isEqualTo(good.since());
    assertThat(inForce.state().problem()).contains("2:1: unknown key `nam`");
    assertThat(inForce.state().problemAt()).isEqualTo(start.toEpochMilli());
  }

  @Test
  void aFileThatVanishesChangesNothingAndIsToldOnceEachTime() throws IOException {
    write("one");
    PolicyInForce inForce = unwatched(PolicyInForce.OnMissing.DENY, Instant.now());

    for (int i = 1; i <= 2; i++) {
      Files.delete(path());
      lookTwice(inForce);
      assertThat(warnings).hasSize(i).last().asString().contains("there is no such file");
      assertThat(inForce.current().name()).isEqualTo("one");
      write("one");
      lookTwice(inForce);
    }
    assertThat(inForce.current().serial()).isEqualTo(3);
  }

  @Test
  void aChangeThatKeepsTimeAndLengthIsSeenWhileTheFileIsFresh() throws IOException {
    Instant now = Instant.parse("2026-05-01T12:00:00Z");
    write("one");
    stamp(now.minusMillis(500));
    PolicyInForce inForce = unwatched(PolicyInForce.OnMissing.DENY, now);

    write("two");
    stamp(now.minusMillis(500));
    lookTwice(inForce);

    assertThat(inForce.current().name()).isEqualTo("two");
  }

  @Test
  void aFileThatIsBeingWrittenIsLeftUntilItRests() throws IOException {
    write("one");
    PolicyInForce inForce = unwatched(PolicyInForce.OnMissing.DENY, Instant.now());

    writeText("");
    inForce.check();
    writeText("sluice: policy/v1\nname: half\nguard");
    inForce.check();
    write("whole");
    inForce.check();
    assertThat(inForce.current().name()).isEqualTo("one");

    inForce.check();
    assertThat(inForce.current().name()).isEqualTo("whole");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aFileOfOldIsNotReadAgain() throws IOException {
    Instant now = Instant.parse("2026-05-01T12:00:00Z");
    write("one");
    stamp(now.minusSeconds(60));
    PolicyInForce inForce = unwatched(PolicyInForce.OnMissing.DENY, now);

    write("two");
    stamp(now.minusSeconds(60));
    lookTwice(inForce);

    assertThat(inForce.current().name()).isEqualTo("one");
  }

  @Test
  void aFileThatWasOnlyTouchedIsNotAppliedAgain() throws IOException {
    write("one");
    PolicyInForce inForce = unwatched(PolicyInForce.OnMissing.DENY, Instant.now());

    stamp(Instant.now().plusSeconds(30));
    lookTwice(inForce);

    assertThat(inForce.current().serial()).isEqualTo(1);
  }

  @Test
  void whatIsNoTextOrTooLargeIsRefused() throws IOException {
    Files.write(path(), new byte[] {'a', (byte) 0xff});
    PolicyInForce inForce = unwatched(PolicyInForce.OnMissing.BUILTIN, Instant.now());
    assertThat(warnings).singleElement().asString().contains("it is not UTF-8 text");

    Files.write(path(), new byte[5 << 20]);
    lookTwice(inForce);
    assertThat(warnings).last().asString().contains("it is larger than");
    assertThat(inForce.current().name()).isEqualTo("built-in");
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws IOException {
    writeText("\uFEFF" + text("one"));

    assertThat(unwatched(PolicyInForce.OnMissing.DENY, Instant.now()).current().name())
        .isEqualTo("one");
  }

  @Test
  void withoutAFileTheBuiltInPolicyHolds() {
    Policy policy = unwatched(PolicyInForce.OnMissing.BUILTIN, Instant.now()).current();

    assertThat(policy.name()).isEqualTo("built-in");
    assertThat(policy.serial()).isZero();
    assertThat(warnings)
        .singleElement()
        .asString()
        .endsWith("in force: the policy built-in, serial 0");
  }

  @Test
  void withoutAFileEveryStatementIsRefused() {
    Policy policy = unwatched(PolicyInForce.OnMissing.DENY, Instant.now()).current();

    for (Caller caller : everybody()) {
      Decision decision = decide(policy, caller);
      assertThat(decision.refuses()).isTrue();
      assertThat(decision.rule()).isEqualTo("no-policy");
      assertThat(decision.message()).contains("No policy could be loaded");
    }
    assertThat(policy.restricts(null, DATABASE)).isTrue();
  }

  @Test
  void withoutAFileEveryStatementIsOnlyTraced() {
    Policy policy = unwatched(PolicyInForce.OnMissing.OBSERVE, Instant.now()).current();

    for (Caller caller : everybody()) {
      Decision decision = decide(policy, caller);
      assertThat(decision.action()).isEqualTo(Action.ALLOW);
      assertThat(decision.would()).isNull();
      assertThat(decision.mode()).isEqualTo(Mode.OBSERVE);
    }
    assertThat(policy.restricts(null, DATABASE)).isFalse();
  }

  @Test
  void aThreadOfItsOwnSeesChangesUntilItIsClosed() throws Exception {
    Thread watcher;
    try (PolicyInForce inForce =
        PolicyInForce.watching(
            List.of(file()),
            PolicySettings.standard(),
            PolicyInForce.OnMissing.BUILTIN,
            warnings::add,
            Duration.ofMillis(5))) {
      assertThat(warnings.poll(5, TimeUnit.SECONDS)).contains("there is no such file");
      watcher = watcher();
      assertThat(watcher.isDaemon()).isTrue();

      write("one");
      await(inForce, "one");
      write("two");
      await(inForce, "two");
    }
    watcher.join(5_000);
    assertThat(watcher.isAlive()).isFalse();
  }

  @Test
  void aSinkThatFailsDoesNotEndTheWatch() throws Exception {
    try (PolicyInForce inForce =
        PolicyInForce.watching(
            List.of(writtenFile("one")),
            PolicySettings.standard(),
            PolicyInForce.OnMissing.BUILTIN,
            warning -> {
              warnings.add(warning);
              throw new IllegalStateException("sink");
            },
            Duration.ofMillis(5))) {
      writeText("wrong");
      assertThat(warnings.poll(5, TimeUnit.SECONDS)).contains("is wrong");
      write("two");
      await(inForce, "two");
    }
  }

  /** A change is taken at the second look that finds it. */
  private static void lookTwice(PolicyInForce inForce) {
    inForce.check();
    inForce.check();
  }

  private static void await(PolicyInForce inForce, String name) throws InterruptedException {
    for (int i = 0; i < 1_000 && !inForce.current().name().equals(name); i++) {
      Thread.sleep(5);
    }
    assertThat(inForce.current().name()).isEqualTo(name);
  }

  private static Thread watcher() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("sluice-policy-file"))
        .findAny()
        .orElseThrow();
  }

  private PolicyInForce unwatched(PolicyInForce.OnMissing onMissing, Instant now) {
    return PolicyInForce.unwatched(
        List.of(file()),
        PolicySettings.standard(),
        onMissing,
        warnings::add,
        InstantSource.fixed(now));
  }

  private static Decision decide(Policy policy, Caller caller) {
    return policy.decide(new StatementContext(Facts.select("public.t.c"), caller, DATABASE, 1));
  }

  private static List<Caller> everybody() {
    return List.of(
        Callers.service("s"),
        Callers.human("g"),
        Callers.agent("a", "t"),
        Callers.agent(null, null));
  }

  private Path path() {
    return folder.resolve("shop.yaml");
  }

  private File file() {
    return path().toFile();
  }

  private File writtenFile(String name) throws IOException {
    write(name);
    return file();
  }

  private void write(String name) throws IOException {
    writeText(text(name));
  }

  private static String text(String name) {
    return "sluice: policy/v1\nname: " + name + "\n";
  }

  private void writeText(String text) throws IOException {
    Files.writeString(path(), text, StandardCharsets.UTF_8);
  }

  private void stamp(Instant time) {
    assertThat(file().setLastModified(time.toEpochMilli())).isTrue();
  }
}
