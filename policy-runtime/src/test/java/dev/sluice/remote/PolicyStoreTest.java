package dev.sluice.remote;

import static dev.sluice.remote.TestKeys.ALICE;
import static dev.sluice.remote.TestKeys.BOB;
import static dev.sluice.remote.TestKeys.CAROL;
import static dev.sluice.remote.TestKeys.DAVE;
import static dev.sluice.remote.TestKeys.ERIN;
import static dev.sluice.remote.TestKeys.group;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.note.Jca;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is on disk, whatever happened to it: the last good policy or none, and never an older one.
 */
class PolicyStoreTest {
  @TempDir private Path directory;
  private File folder = new File(".");
  private final TestServer server = new TestServer();

  @BeforeEach
  void inAFolderThatIsNotThereYet() {
    folder = directory.resolve("state/prod").toFile();
  }

  private TestAgent agentWith(long serial, String policyName) {
    TestAgent agent = TestAgent.keeping(folder);
    assertThat(agent.updates.start(null)).noneMatch(UpdateResult.Rejected.class::isInstance);
    agent.assertApplied(
        agent.updates.offer(server.release(serial, policyName), server), serial, policyName);
    return agent;
  }

  private TestAgent restarted() {
    return restarted(new LocalDisk());
  }

  private TestAgent restarted(Disk disk) {
    TestAgent agent = TestAgent.keeping(folder, disk);
    started = agent.updates.start(null);
    return agent;
  }

  private List<UpdateResult> started = List.of();

  private static ChannelFiles nothing() {
    return new ChannelFiles() {
      @Override
      public InputStream keySet(int number) throws IOException {
        throw new IOException("there is no server");
      }

      @Override
      public InputStream blob(String sha256) throws IOException {
        throw new IOException("there is no server");
      }
    };
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder.toPath())) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void whatWasInForceIsInForceAfterARestart() throws IOException {
    agentWith(5, "good");

    TestAgent again = restarted();

    again.assertApplied(started.get(0), 5, "good");
    assertThat(started).hasSize(1);
    UpdateStatus.InForce inForce = again.inForce();
    assertThat(inForce.origin()).isEqualTo(Origin.DISK);
    assertThat(again.updates.offer(server.release(5, "good"), nothing()))
        .isEqualTo(new UpdateResult.Unchanged(5));
    assertThat(files()).hasSize(4);
  }

  @Test
  void whatIsOnDiskIsForItsOwnerAlone() throws IOException {
    agentWith(5, "good");

    assertThat(Files.getPosixFilePermissions(folder.toPath()))
        .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aWrongClockDoesNotTakeAwayWhatWasInForce() {
    agentWith(5, "good");
    TestAgent early = TestAgent.keeping(folder);
    early.now = TestServer.NOON.minus(Duration.ofHours(2));
    early.assertApplied(early.updates.start(null).get(0), 5, "good");

    TestAgent late = TestAgent.keeping(folder);
    late.now = TestServer.NOON.plus(Duration.ofDays(400));
    late.assertApplied(late.updates.start(null).get(0), 5, "good");
    UpdateStatus.InForce inForce = late.inForce();
    assertThat(inForce.stale(late.now)).isTrue();
  }

  @Test
  void bundlesThatNothingNamesAnyMoreGo() throws IOException {
    TestAgent agent = agentWith(5, "good");
    agent.assertApplied(agent.updates.offer(server.release(6, "next"), server), 6, "next");

    assertThat(files())
        .extracting(path -> folder.toPath().relativize(path).toString())
        .containsExactly(
            "head",
            "keys/1",
            "ratchet",
            "sha256/" + server.put(TestServer.policy("next")).sha256());
  }

  @Test
  void aBundleThatIsOnDiskIsNotFetchedAgain() {
    TestAgent agent = agentWith(5, "good");
    server.asked.clear();

    agent.assertApplied(agent.updates.offer(server.release(6, "good"), nothing()), 6, "good");
  }

  @Test
  void aDamagedBundleOnDiskIsFetchedAgain() throws IOException {
    TestAgent agent = agentWith(5, "good");
    Path bundle = files().get(3);
    Files.writeString(bundle, "spoilt");

    agent.assertApplied(agent.updates.offer(server.release(6, "good"), server), 6, "good");
    restarted().assertApplied(started.get(0), 6, "good");
  }

  /** Each file in turn is cut at, and changed at, each of its bytes. */
  @Test
  void whateverIsSpoiltItIsTheLastGoodPolicyOrNone() {
    TestServer alices = TestServer.ofAliceAlone();
    MemoryDisk good = diskOfAlice(alices);
    byte[] same = TestServer.signed(alices.head(5, "good"), ALICE);
    for (File file : good.files.keySet()) {
      byte[] whole = good.files.get(file);
      String left = file.getName().equals("ratchet") ? "good" : "none";
      for (int at = 0; at < whole.length; at++) {
        byte[] changed = whole.clone();
        changed[at] ^= 1;
        for (byte[] spoilt : List.of(Arrays.copyOf(whole, at), changed)) {
          MemoryDisk disk = new MemoryDisk(good);
          disk.files.put(file, spoilt);
          String where = file.getName() + ", " + spoilt.length + " bytes, at " + at;

          TestAgent agent = aliceAlone(disk);

          assertThat(agent.policy()).as(where).isEqualTo(left);
          assertThat(started).as(where).anyMatch(UpdateResult.Rejected.class::isInstance);
          if (at % 64 == 0) {
            agent.updates.offer(same, alices);
            assertThat(agent.policy()).as(where).isEqualTo("good");
            aliceAlone(disk).assertApplied(started.get(0), 5, "good");
          }
        }
      }
    }
  }

  private TestAgent aliceAlone(Disk disk) {
    PolicyStore store = new PolicyStore(folder, disk, Jca.standard());
    TestAgent agent = new TestAgent(TestServer.ALICE_ALONE, TestAgent.INSTANCE, store);
    started = agent.updates.start(null);
    return agent;
  }

  private MemoryDisk diskOfAlice(TestServer alices) {
    MemoryDisk disk = new MemoryDisk();
    TestAgent agent = aliceAlone(disk);
    byte[] head = TestServer.signed(alices.head(5, "good"), ALICE);
    agent.assertApplied(agent.updates.offer(head, alices), 5, "good");
    return disk;
  }

  private MemoryDisk diskWith(long serial, String policyName) {
    MemoryDisk disk = new MemoryDisk();
    TestAgent agent = TestAgent.keeping(folder, disk);
    agent.assertApplied(
        agent.updates.offer(server.release(serial, policyName), server), serial, policyName);
    return disk;
  }

  @Test
  void aSpoiltHeadDoesNotOpenTheWayToAnOlderOne() throws IOException {
    agentWith(5, "good");
    Files.writeString(folder.toPath().resolve("head"), "spoilt");

    TestAgent agent = restarted();

    agent.assertRefused(started.get(0), Check.NOTE, "it is no signed note", "none");
    agent.assertRefused(
        agent.updates.offer(server.release(4, "old"), server),
        Check.SERIAL,
        "serial 4 is lower than 5",
        "none");
    agent.assertApplied(agent.updates.offer(server.release(5, "good"), server), 5, "good");
  }

  @Test
  void anOldHeadPutBackOnDiskIsRefused() throws IOException {
    TestAgent agent = agentWith(4, "old");
    Path copy = directory.resolve("copy");
    copyTree(folder.toPath(), copy);
    agent.assertApplied(agent.updates.offer(server.release(5, "good"), server), 5, "good");
    byte[] ratchet = Files.readAllBytes(folder.toPath().resolve("ratchet"));

    copyTree(copy, folder.toPath());
    Files.write(folder.toPath().resolve("ratchet"), ratchet);

    restarted().assertRefused(started.get(0), Check.SERIAL, "serial 4 is lower than 5", "none");
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  @Test
  void aForgedHeadOnDiskIsRefused() throws IOException {
    agentWith(5, "good");
    Head.Blob evil = server.put(TestServer.policy("evil"));
    Files.write(
        folder.toPath().resolve("head"), TestServer.signed(TestServer.head(6, evil), CAROL));
    Files.write(
        folder.toPath().resolve("sha256/" + evil.sha256()), server.blobs.get(evil.sha256()));

    restarted()
        .assertRefused(started.get(0), Check.SIGNATURES, "1 of the release keys signed", "none");
  }

  @Test
  void anotherTrustedRootBeginsAnew() {
    agentWith(5, "good");
    TrustRoot other = new TrustRoot(1, group(1, ERIN), Jca.standard());
    TestServer others = new TestServer();
    KeySet set = new KeySet(TestServer.CHANNEL, 1, group(1, ERIN), group(1, ERIN));
    others.keySets.put(1, TestKeys.sign(set.unsigned(), ERIN));
    PolicyStore store = new PolicyStore(folder, new LocalDisk(), Jca.standard());
    TestAgent agent = new TestAgent(other, TestAgent.INSTANCE, store);

    agent.assertRefused(
        agent.updates.start(null).get(0), Check.SIGNATURES, "0 of the trusted root keys", "none");
    agent.assertApplied(
        agent.updates.offer(TestServer.signed(others.head(1, "theirs"), ERIN), others),
        1,
        "theirs");
  }

  @Test
  void replacedKeysAreKept() {
    TestAgent agent = agentWith(5, "good");
    KeySet second = new KeySet(TestServer.CHANNEL, 2, group(1, ERIN), group(1, ERIN));
    server.keySets.put(2, TestKeys.sign(second.unsigned(), ALICE, BOB, ERIN));
    KeySet third = new KeySet(TestServer.CHANNEL, 3, group(1, DAVE), group(1, DAVE));
    server.keySets.put(3, TestKeys.sign(third.unsigned(), ERIN, DAVE));
    byte[] head = TestServer.signed(AttacksTest.withKeys(server.head(1, "third"), 3), DAVE);

    agent.assertApplied(agent.updates.offer(head, server), 1, "third");

    TestAgent again = restarted();
    again.assertApplied(started.get(0), 1, "third");
    again.assertRefused(
        again.updates.offer(server.release(6, "old keys"), server),
        Check.KEYS,
        "which key set 3 has replaced",
        "third");
  }

  @Test
  void aSpoiltHeadDoesNotOpenTheWayToReplacedKeys() throws IOException {
    TestAgent agent = agentWith(5, "good");
    KeySet second = new KeySet(TestServer.CHANNEL, 2, group(2, ALICE, BOB), group(1, ERIN));
    server.keySets.put(2, TestKeys.sign(second.unsigned(), ALICE, BOB));
    byte[] head = TestServer.signed(AttacksTest.withKeys(server.head(1, "second"), 2), ERIN);
    agent.assertApplied(agent.updates.offer(head, server), 1, "second");
    Files.writeString(folder.toPath().resolve("head"), "spoilt");

    TestAgent again = restarted();

    again.assertRefused(
        again.updates.offer(server.release(6, "old keys"), server),
        Check.KEYS,
        "which key set 2 has replaced",
        "none");
  }

  /** The disk stops at each of its steps, in each step after each number of bytes. */
  @Test
  void whereverTheMachineStopsItIsTheOldPolicyOrTheNew() {
    TestServer alices = TestServer.ofAliceAlone();
    MemoryDisk before = diskOfAlice(alices);
    byte[] next = TestServer.signed(alices.head(6, "next"), ALICE);
    byte[] last = TestServer.signed(alices.head(7, "last"), ALICE);
    int step = 0;
    int stops = 0;
    for (StoppingDisk disk = stopped(before, step, next, alices);
        disk.stopped;
        disk = stopped(before, ++step, next, alices)) {
      for (int bytes = disk.bytesOfTheStep(); bytes >= 0; bytes--) {
        MemoryDisk torn = disk.afterBytes(bytes);
        String where = "stopped at step " + step + " after " + bytes + " bytes";
        TestAgent again = aliceAlone(torn);
        assertThat(started).as(where).noneMatch(UpdateResult.Rejected.class::isInstance);
        assertThat(again.policy()).as(where).isIn("good", "next");
        if (bytes % 32 == 0) {
          again.assertApplied(again.updates.offer(last, alices), 7, "last");
          assertThat(torn.files).as("nothing unfinished is left, %s", where).hasSize(4);
        }
        stops++;
      }
    }
    assertThat(step).as("steps").isGreaterThan(5);
    assertThat(stops).as("times that it stopped").isGreaterThan(500);
  }

  private StoppingDisk stopped(MemoryDisk before, int step, byte[] next, TestServer alices) {
    StoppingDisk disk = new StoppingDisk(before, step);
    TestAgent agent = aliceAlone(disk);
    UpdateResult result = agent.updates.offer(next, alices);
    agent.assertApplied(result, 6, "next");
    if (disk.stopped) {
      assertThat(((UpdateResult.Applied) result).notKept()).as("step %s", step).isNotNull();
    }
    return disk;
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void aFullDiskKeepsNoPolicyOutOfForce() {
    FullDisk disk = new FullDisk(diskWith(5, "good"));
    TestAgent agent = restarted(disk);
    disk.full = true;

    UpdateResult result = agent.updates.offer(server.release(6, "next"), server);

    agent.assertApplied(result, 6, "next");
    assertThat(((UpdateResult.Applied) result).notKept()).contains("No space left on device");
    UpdateStatus.InForce inForce = agent.inForce();
    assertThat(inForce.notKept()).contains("No space left on device");
    restarted(disk).assertApplied(started.get(0), 5, "good");
    agent.assertRefused(
        agent.updates.offer(server.release(5, "good"), server),
        Check.SERIAL,
        "serial 5 is lower than 6",
        "next");

    disk.full = false;
    assertThat(agent.updates.offer(server.release(6, "next"), nothing()))
        .isEqualTo(new UpdateResult.Unchanged(6));
    UpdateStatus.InForce kept = agent.inForce();
    assertThat(kept.notKept()).isNull();
    restarted(disk).assertApplied(started.get(0), 6, "next");
  }

  @Test
  void aDiskThatCannotBeReadIsToldAndTheServerHelps() {
    Disk broken =
        new MemoryDisk() {
          @Override
          public byte[] read(File file, int most) throws IOException {
            throw new IOException("Input/output error");
          }
        };
    TestAgent agent = restarted(broken);

    assertThat(started).hasSize(2);
    for (UpdateResult result : started) {
      UpdateResult.Rejected rejected = (UpdateResult.Rejected) result;
      assertThat(rejected.check()).isEqualTo(Check.FETCH);
      assertThat(rejected.reason()).contains("Input/output error");
    }
    agent.assertApplied(agent.updates.offer(server.release(6, "next"), server), 6, "next");
  }

  @Test
  void theHigherOfDiskAndBakedInIsTaken() throws IOException {
    agentWith(5, "good");
    Path image = directory.resolve("image");
    publish(image, 6, "baked");
    TestAgent newImage = TestAgent.keeping(folder);
    newImage.assertApplied(
        newImage.updates.start(ChannelFolder.of(image.toFile(), TestServer.CHANNEL)).get(0),
        6,
        "baked");

    deleteTree(image);
    publish(image, 3, "older");
    TestAgent oldImage = TestAgent.keeping(folder);
    List<UpdateResult> results =
        oldImage.updates.start(ChannelFolder.of(image.toFile(), TestServer.CHANNEL));
    assertThat(results).hasSize(1);
    oldImage.assertApplied(results.get(0), 6, "baked");
  }

  @Test
  void theLowerIsTakenIfTheHigherIsSpoilt() throws IOException {
    agentWith(5, "good");
    Path image = directory.resolve("image");
    publish(image, 6, "baked");
    Path bundle = image.resolve("blobs/sha256/" + server.put(TestServer.policy("baked")).sha256());
    Files.writeString(bundle, "spoilt");

    TestAgent agent = TestAgent.keeping(folder);
    List<UpdateResult> results =
        agent.updates.start(ChannelFolder.of(image.toFile(), TestServer.CHANNEL));

    assertThat(results).hasSize(2);
    assertThat(results.get(0)).isInstanceOf(UpdateResult.Rejected.class);
    agent.assertApplied(results.get(1), 5, "good");
  }

  @Test
  void withoutAnythingThereIsNothing() {
    TestAgent agent = restarted();

    assertThat(started).isEmpty();
    assertThat(agent.updates.status()).isEqualTo(UpdateStatus.NONE);
    assertThat(folder).doesNotExist();
  }

  private void publish(Path base, long serial, String policyName) throws IOException {
    byte[] head = server.release(serial, policyName);
    Head.Blob blob = server.put(TestServer.policy(policyName));
    ChannelFolder image = ChannelFolder.of(base.toFile(), TestServer.CHANNEL);
    Files.createDirectories(image.blobFile(blob.sha256()).toPath().getParent());
    Files.createDirectories(image.keySetFile(1).toPath().getParent());
    Files.write(image.blobFile(blob.sha256()).toPath(), server.blobs.get(blob.sha256()));
    Files.write(image.keySetFile(1).toPath(), server.keySets.get(1));
    Files.write(image.head().toPath(), head);
  }

  /** A disk that fails for good at a step, of which it has done all or a part. */
  private static final class StoppingDisk extends MemoryDisk {
    private final int step;
    private int steps;
    private boolean stopped;
    private @Nullable File written;

    StoppingDisk(MemoryDisk before, int step) {
      super(before);
      this.step = step;
    }

    /** How many bytes the last step wrote. */
    int bytesOfTheStep() {
      return written == null ? 0 : Objects.requireNonNull(files.get(written)).length;
    }

    /** The disk if it had stopped after so many bytes of the last step. */
    MemoryDisk afterBytes(int bytes) {
      MemoryDisk torn = new MemoryDisk(this);
      if (written != null) {
        torn.files.computeIfPresent(written, (file, content) -> Arrays.copyOf(content, bytes));
      }
      return torn;
    }

    /** Counts a step; whether it is the one. */
    private boolean stops() throws IOException {
      if (stopped) {
        throw new IOException("the machine has stopped");
      }
      stopped = steps++ == step;
      return stopped;
    }

    @Override
    public void write(File file, byte[] content) throws IOException {
      boolean stops = stops();
      super.write(file, content);
      if (stops) {
        written = file;
        throw new IOException("the machine stops");
      }
    }

    @Override
    public void rename(File from, File to) throws IOException {
      if (stops()) {
        throw new IOException("the machine stops");
      }
      super.rename(from, to);
    }

    @Override
    public void delete(File file) throws IOException {
      if (stops()) {
        throw new IOException("the machine stops");
      }
      super.delete(file);
    }
  }

  /** A disk without space as long as it is full. */
  private static class FullDisk extends MemoryDisk {
    boolean full;

    FullDisk(MemoryDisk before) {
      super(before);
    }

    @Override
    public void write(File file, byte[] content) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      super.write(file, content);
    }
  }
}
