package dev.sluice.remote;

import static dev.sluice.remote.TestKeys.ALICE;
import static dev.sluice.remote.TestKeys.BOB;
import static dev.sluice.remote.TestKeys.CAROL;
import static dev.sluice.remote.TestKeys.DAVE;
import static dev.sluice.remote.TestKeys.ERIN;
import static dev.sluice.remote.TestKeys.MALLORY;
import static dev.sluice.remote.TestKeys.group;
import static dev.sluice.remote.TestKeys.sign;
import static dev.sluice.remote.TestServer.CHANNEL;
import static dev.sluice.remote.TestServer.NOON;
import static dev.sluice.remote.TestServer.policy;
import static dev.sluice.remote.TestServer.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.note.Jca;
import dev.sluice.note.NoteException;
import dev.sluice.note.SignedNote;
import dev.sluice.note.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What somebody on the network, at the server, or with a stolen key could try. Each test fails if
 * the check that it is about is taken out, which {@link AttacksTeethTest} shows.
 */
class AttacksTest {
  private final TestServer server = new TestServer();
  private final TestAgent agent = new TestAgent();

  /** Serial 5 with the policy "good" is in force. */
  private void goodPolicyInForce() {
    agent.assertApplied(offer(server.release(5, "good")), 5, "good");
  }

  private UpdateResult offer(byte[] head) {
    return agent.updates.offer(head, server);
  }

  static Head withKeys(Head head, int keys) {
    return new Head(
        head.channel(),
        head.serial(),
        head.issued(),
        head.expires(),
        keys,
        head.minAgent(),
        head.stable(),
        head.candidate());
  }

  private static Head issued(Head head, Duration later) {
    return new Head(
        head.channel(),
        head.serial(),
        head.issued().plus(later),
        head.expires().plus(later),
        head.keys(),
        head.minAgent(),
        head.stable(),
        head.candidate());
  }

  @Test
  void keysThatNobodyTrustsSign() {
    goodPolicyInForce();

    agent.assertRefused(
        offer(signed(server.head(6, "evil"), MALLORY)),
        Check.SIGNATURES,
        "0 of the release keys signed, 2 must",
        "good");
    agent.assertRefused(
        offer(signed(server.head(6, "evil"), ALICE, BOB)),
        Check.SIGNATURES,
        "0 of the release keys signed",
        "good");
  }

  @Test
  void aKeyOfTheSameNameAndIdSigns() throws NoteException {
    goodPolicyInForce();
    byte[] carols = signed(server.head(6, "good"), CAROL, DAVE);
    String evil = server.head(6, "evil").unsigned().text();
    String taken = new String(carols, StandardCharsets.UTF_8);
    String mixed = evil + taken.substring(taken.indexOf("\n\n") + 1);

    agent.assertRefused(
        offer(mixed.getBytes(StandardCharsets.UTF_8)),
        Check.SIGNATURES,
        "does not fit the text",
        "good");
  }

  @Test
  void onePersonSignsWhereTwoMust() {
    goodPolicyInForce();

    agent.assertRefused(
        offer(signed(server.head(6, "evil"), CAROL)),
        Check.SIGNATURES,
        "1 of the release keys signed, 2 must",
        "good");
  }

  @Test
  void onePersonSignsTwice() {
    goodPolicyInForce();
    String once = new String(signed(server.head(6, "evil"), CAROL), StandardCharsets.UTF_8);
    String twice = once + once.substring(once.indexOf("\n\n") + 2);

    agent.assertRefused(
        offer(twice.getBytes(StandardCharsets.UTF_8)),
        Check.SIGNATURES,
        "1 of the release keys signed, 2 must",
        "good");
  }

  @Test
  void onePersonSignsUnderTwoNames() throws NoteException {
    String text = CAROL.unencrypted();
    SigningKey carolAgain =
        SigningKey.parse(
            text.replaceFirst("public key: .*", "public key: " + renamed("acme.example/carol2")),
            () -> new char[0],
            Jca.standard());

    assertThatThrownBy(() -> group(2, CAROL, carolAgain))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("acme.example/carol and acme.example/carol2 are the same key");
  }

  private static String renamed(String name) {
    String key = CAROL.verifier().toString();
    String material = key.substring(key.indexOf('+', key.indexOf('+') + 1) + 1);
    byte[] typed = java.util.Base64.getDecoder().decode(material);
    byte[] named = (name + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(named, named.length + typed.length);
    System.arraycopy(typed, 0, all, named.length, typed.length);
    String hash = java.util.HexFormat.of().formatHex(Jca.standard().sha256(all));
    return name + "+" + hash.substring(0, 8) + "+" + material;
  }

  @Test
  void anOldReleaseIsShownAgain() {
    byte[] old = server.release(4, "old");
    agent.assertApplied(offer(old), 4, "old");
    goodPolicyInForce();

    agent.assertRefused(offer(old), Check.SERIAL, "serial 4 is lower than 5", "good");
  }

  @Test
  void anotherReleaseHasTheSameSerial() {
    goodPolicyInForce();

    agent.assertRefused(
        offer(server.release(5, "evil")),
        Check.SERIAL,
        "serial 5 was in force with another content",
        "good");
  }

  @Test
  void theSameReleaseIsShownForEver() {
    goodPolicyInForce();
    byte[] same = server.release(5, "good");
    UpdateStatus.InForce before = Objects.requireNonNull(agent.updates.status().inForce());
    assertThat(before.stale(agent.now)).isFalse();

    agent.now = NOON.plus(Duration.ofDays(30));
    UpdateResult result = offer(signed(server.head(5, "good")));

    UpdateStatus.InForce after = Objects.requireNonNull(agent.updates.status().inForce());
    assertThat(after.stale(agent.now)).as("a freeze shows").isTrue();
    assertThat(after.stale(NOON.plus(Duration.ofDays(30)).minusMillis(1))).isFalse();
    assertThat(agent.policy()).as("what is stale is enforced all the same").isEqualTo("good");
    assertThat(result).isNotInstanceOf(UpdateResult.Applied.class);
    assertThat(offer(same)).isNotInstanceOf(UpdateResult.Applied.class);
  }

  @Test
  void theSerialIsRaisedAsFarAsItGoes() {
    goodPolicyInForce();

    agent.assertRefused(
        offer(server.release(StrictJson.MOST, "evil")),
        Check.SERIAL,
        "is more than 1000000 above the last, 5",
        "good");
    agent.assertRefused(
        offer(server.release(5 + UpdateVerifier.MOST_STEP + 1, "evil")),
        Check.SERIAL,
        "is more than 1000000 above",
        "good");
    agent.assertApplied(
        offer(server.release(5 + UpdateVerifier.MOST_STEP, "worst")), 1_000_005, "worst");
    agent.assertApplied(offer(server.release(1_000_006, "mended")), 1_000_006, "mended");
  }

  @Test
  void aNewKeySetEndsAnySerial() {
    byte[] evil = server.release(StrictJson.MOST, "evil");
    agent.assertApplied(offer(evil), StrictJson.MOST, "evil");
    KeySet second = new KeySet(CHANNEL, 2, group(2, ALICE, BOB), group(1, ERIN));
    server.keySets.put(2, sign(second.unsigned(), ALICE, BOB));

    agent.assertApplied(offer(signed(withKeys(server.head(1, "mended"), 2), ERIN)), 1, "mended");
    agent.assertRefused(
        offer(evil), Check.KEYS, "under key set 1, which key set 2 has replaced", "mended");
  }

  @Test
  void aHeadComesWithTheBundleOfAnother() {
    goodPolicyInForce();
    Head head = server.head(6, "next");
    byte[] evil = policy("evil").getBytes(StandardCharsets.UTF_8);
    server.blobs.put(head.stable().sha256(), evil);

    agent.assertRefused(offer(signed(head)), Check.BLOB_HASH, "its hash is", "good");
  }

  @Test
  void aReleaseIsForAnotherChannel() {
    goodPolicyInForce();
    Head ours = server.head(6, "test");
    Head others =
        new Head("test", 6, ours.issued(), ours.expires(), 1, ours.minAgent(), ours.stable(), null);

    agent.assertRefused(
        offer(signed(others)), Check.CHANNEL, "for the channel `test`, this one is `prod`", "good");
  }

  @Test
  void aKeySetIsOfAnotherChannel() {
    KeySet others = new KeySet("test", 1, group(2, ALICE, BOB), group(2, CAROL, DAVE));
    server.keySets.put(1, sign(others.unsigned(), ALICE, BOB));

    agent.assertRefused(
        offer(server.release(5, "evil")), Check.CHANNEL, "for the channel `test`", "none");
  }

  @Test
  void anotherSignedDocumentIsShownAsAHead() {
    goodPolicyInForce();
    String head = server.head(6, "evil").unsigned().text();
    String other = head.replace("sluice/head/v1", "sluice/grant/v1");

    agent.assertRefused(
        offer(signedText(other)), Check.TYPE, "of the type `sluice/grant/v1`", "good");
  }

  private static byte[] signedText(String text) {
    try {
      return sign(SignedNote.unsigned(text), CAROL, DAVE);
    } catch (NoteException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anotherSignedDocumentIsShownAsAKeySet() {
    KeySet set = new KeySet(CHANNEL, 1, group(1, MALLORY), group(1, MALLORY));
    String other = set.unsigned().text().replace("sluice/keys/v1", "sluice/names/v1");
    server.keySets.put(1, sign(noteOf(other), ALICE, BOB, MALLORY));

    agent.assertRefused(
        offer(signed(server.head(5, "evil"), MALLORY)),
        Check.TYPE,
        "of the type `sluice/names/v1`",
        "none");
  }

  private static SignedNote noteOf(String text) {
    try {
      return SignedNote.unsigned(text);
    } catch (NoteException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aReleaseIsCutOffAnywhere() {
    goodPolicyInForce();
    byte[] head = server.release(6, "next");
    for (int length = 0; length < head.length; length++) {
      UpdateResult result = offer(Arrays.copyOf(head, length));

      assertThat(result).as("%s bytes", length).isInstanceOf(UpdateResult.Rejected.class);
      assertThat(agent.policy()).isEqualTo("good");
    }
  }

  @Test
  void aBundleIsCutOffAnywhere() {
    goodPolicyInForce();
    Head head = server.head(6, "next");
    byte[] whole = Objects.requireNonNull(server.blobs.get(head.stable().sha256()));
    for (int length = 0; length < whole.length; length++) {
      server.blobs.put(head.stable().sha256(), Arrays.copyOf(whole, length));

      agent.assertRefused(
          offer(signed(head)),
          Check.BLOB_SIZE,
          "it has " + length + " bytes, the head says " + whole.length,
          "good");
    }
  }

  @Test
  void anyByteOfAReleaseIsChanged() {
    goodPolicyInForce();
    byte[] head = server.release(6, "next");
    for (int at = 0; at < head.length; at++) {
      byte[] changed = head.clone();
      changed[at] ^= 1;

      assertThat(offer(changed)).as("byte %s", at).isInstanceOf(UpdateResult.Rejected.class);
      assertThat(agent.policy()).isEqualTo("good");
    }
  }

  @Test
  void aHeadIsHuge() {
    goodPolicyInForce();
    byte[] huge = new byte[Head.MOST_BYTES + 1];
    Arrays.fill(huge, (byte) ' ');

    agent.assertRefused(offer(huge), Check.SIZE, "larger than 65536 bytes", "good");
    assertThat(server.asked).as("nothing is fetched for it").hasSize(2);
  }

  @Test
  void aBundleNeverEnds() {
    goodPolicyInForce();
    Head head = server.head(6, "next");
    AtomicLong read = new AtomicLong();
    ChannelFiles endless =
        new ChannelFiles() {
          @Override
          public InputStream keySet(int number) throws IOException {
            return server.keySet(number);
          }

          @Override
          public InputStream blob(String sha256) {
            return endless(read);
          }
        };

    agent.assertRefused(
        agent.updates.offer(signed(head), endless),
        Check.BLOB_SIZE,
        "it has more than " + head.stable().size() + " bytes",
        "good");
    assertThat(read.get()).as("read").isLessThan(64 << 10);
  }

  @Test
  void aKeySetNeverEnds() {
    AtomicLong read = new AtomicLong();
    ChannelFiles endless =
        new ChannelFiles() {
          @Override
          public InputStream keySet(int number) {
            return endless(read);
          }

          @Override
          public InputStream blob(String sha256) throws IOException {
            return server.blob(sha256);
          }
        };

    agent.assertRefused(
        agent.updates.offer(server.release(5, "good"), endless),
        Check.SIZE,
        "larger than 65536 bytes",
        "none");
    assertThat(read.get()).as("read").isLessThan(256 << 10);
  }

  private static InputStream endless(AtomicLong read) {
    return new InputStream() {
      @Override
      public int read() {
        read.incrementAndGet();
        return ' ';
      }

      @Override
      public int read(byte[] into, int from, int length) {
        read.addAndGet(length);
        Arrays.fill(into, from, from + length, (byte) ' ');
        return length;
      }
    };
  }

  @Test
  void aSignedHeadSaysThatItsBundleIsHuge() {
    goodPolicyInForce();
    Head.Blob huge = new Head.Blob("0".repeat(64), Head.Blob.MOST_BYTES + 1);

    agent.assertRefused(
        offer(signed(TestServer.head(6, huge))),
        Check.DOCUMENT,
        "expected a whole number from 1 to 4194304 for `size`",
        "good");
  }

  @Test
  void aReleaseIsOfTheFuture() {
    goodPolicyInForce();
    Head later = issued(server.head(6, "next"), Duration.ofHours(2));

    agent.assertRefused(offer(signed(later)), Check.ISSUED, "is the clock right?", "good");

    agent.now = NOON.plus(Duration.ofHours(2)).minus(UpdateVerifier.CLOCK_TOLERANCE);
    agent.assertApplied(offer(signed(later)), 6, "next");
  }

  @Test
  void aKeySetDoesNotFollowFromTheTrustedRoot() {
    KeySet evil = new KeySet(CHANNEL, 1, group(1, MALLORY), group(1, MALLORY));
    byte[] head = signed(server.head(5, "evil"), MALLORY);

    server.keySets.put(1, sign(evil.unsigned(), MALLORY));
    agent.assertRefused(
        offer(head), Check.SIGNATURES, "0 of the trusted root keys signed, 2 must", "none");

    server.keySets.put(1, sign(evil.unsigned(), ALICE, MALLORY));
    agent.assertRefused(
        offer(head), Check.SIGNATURES, "1 of the trusted root keys signed, 2 must", "none");
  }

  @Test
  void aKeySetDoesNotFollowFromTheOneBefore() {
    goodPolicyInForce();
    KeySet evil = new KeySet(CHANNEL, 2, group(1, MALLORY), group(1, MALLORY));
    byte[] head = signed(withKeys(server.head(6, "evil"), 2), MALLORY);

    server.keySets.put(2, sign(evil.unsigned(), MALLORY, CAROL, DAVE));
    agent.assertRefused(offer(head), Check.SIGNATURES, "0 of the root keys signed, 2 must", "good");
    agent.assertApplied(offer(server.release(6, "next")), 6, "next");
  }

  @Test
  void aKeySetNamesRootKeysThatNobodyHolds() {
    KeySet set = new KeySet(CHANNEL, 1, group(1, MALLORY), group(2, CAROL, DAVE));
    server.keySets.put(1, sign(set.unsigned(), ALICE, BOB));

    agent.assertRefused(
        offer(server.release(5, "good")),
        Check.SIGNATURES,
        "0 of the new root keys signed, 1 must",
        "none");
  }

  @Test
  void aKeySetIsShownAsAnother() {
    goodPolicyInForce();
    server.keySets.put(2, server.keySets.get(1));

    agent.assertRefused(
        offer(signed(withKeys(server.head(6, "evil"), 2))),
        Check.KEYS,
        "it is key set 1, not 2",
        "good");
  }

  @Test
  void aHeadNamesAKeySetFarAway() {
    goodPolicyInForce();

    agent.assertRefused(
        offer(signed(withKeys(server.head(6, "evil"), 1_000_000))),
        Check.KEYS,
        "more than 100 beyond what is known",
        "good");
    assertThat(server.asked).doesNotContain("keys/2");
  }

  @Test
  void aForgedHeadNamesARealKeySetThatIsNotInUseYet() {
    goodPolicyInForce();
    KeySet second = new KeySet(CHANNEL, 2, group(2, ALICE, BOB), group(1, ERIN));
    server.keySets.put(2, sign(second.unsigned(), ALICE, BOB));

    agent.assertRefused(
        offer(signed(withKeys(server.head(6, "evil"), 2), MALLORY)),
        Check.SIGNATURES,
        "0 of the release keys signed",
        "good");
    agent.assertApplied(offer(server.release(6, "next")), 6, "next");
  }

  @Test
  void aBundleIsNoPolicy() {
    goodPolicyInForce();
    Head.Blob wrong = server.put(policy("wrong") + "guardrials: []\nmasks: 1\n");

    UpdateResult result = offer(signed(TestServer.head(6, wrong)));

    agent.assertRefused(result, Check.COMPILE, "did you mean `guardrails`?", "good");
    UpdateResult.Rejected rejected = (UpdateResult.Rejected) result;
    assertThat(rejected.place()).isEqualTo("bundle " + wrong.sha256().substring(0, 12) + ":4:1");
    assertThat(rejected.reason()).endsWith("(and 1 more)");
    assertThat(rejected.serial()).isEqualTo(6);
    assertThat(rejected.toString()).startsWith("serial 6 from server refused by the check");
  }

  @Test
  void aTestInsideTheBundleFails() {
    goodPolicyInForce();
    Head.Blob wrong =
        server.put(policy("wrong") + TestAgent.FAILING_TEST + "tests.yaml:3: expected deny\n");

    agent.assertRefused(
        offer(signed(TestServer.head(6, wrong))),
        Check.TESTS,
        "tests.yaml:3: expected deny",
        "good");
  }

  @Test
  void aBundleIsMissing() {
    goodPolicyInForce();
    Head head = server.head(6, "next");
    server.blobs.remove(head.stable().sha256());

    agent.assertRefused(offer(signed(head)), Check.FETCH, "it cannot be read: 404", "good");
  }

  @Test
  void aHeadRestrictsInAWayThatThisAgentDoesNotKnow() {
    goodPolicyInForce();
    String head = server.head(6, "next").unsigned().text();
    String unknown = head.replace("\"serial\"", "\"regions\":[\"eu\"],\"serial\"");
    String remark = head.replace("\"serial\"", "\"x_ticket\":\"SEC-1\",\"serial\"");
    String newer = unknown.replace("\"min_agent\":\"0.1.0\"", "\"min_agent\":\"0.2\"");

    agent.assertRefused(
        offer(signedText(unknown)), Check.DOCUMENT, "unknown key `regions`", "good");
    agent.assertRefused(
        offer(signedText(newer)),
        Check.AGENT,
        "it needs the agent 0.2 or later, this one is 0.1.0",
        "good");
    agent.assertApplied(offer(signedText(remark)), 6, "next");
  }

  @Test
  void nothingIsReadOfAHeadThatIsNotSignedByEnough() {
    goodPolicyInForce();
    server.asked.clear();

    offer(signed(server.head(6, "evil"), CAROL));

    assertThat(server.asked).isEmpty();
    assertThat(agent.swaps).isEqualTo(1);
    assertThat(List.of(agent.policy())).containsExactly("good");
  }

  /** So that the reader of this file sees where the bytes go. */
  @Test
  void aReleaseFetchesEachThingOnce() {
    goodPolicyInForce();
    agent.assertApplied(offer(server.release(6, "next")), 6, "next");

    assertThat(server.asked).containsExactly("keys/1", "blob", "blob");
  }
}
