package dev.sluice.remote;

import static dev.sluice.remote.TestKeys.ALICE;
import static dev.sluice.remote.TestKeys.BOB;
import static dev.sluice.remote.TestKeys.CAROL;
import static dev.sluice.remote.TestKeys.DAVE;
import static dev.sluice.remote.TestKeys.ERIN;
import static dev.sluice.remote.TestKeys.group;
import static dev.sluice.remote.TestKeys.sign;

import dev.sluice.note.Jca;
import dev.sluice.note.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server of the channel {@code prod} holds, for tests to spoil. Alice and Bob are the
 * trusted root; Carol, Dave and Erin sign releases, two of them each.
 */
final class TestServer implements ChannelFiles {
  static final String CHANNEL = "prod";
  static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  static final TrustRoot TRUST = new TrustRoot(1, group(2, ALICE, BOB), Jca.standard());

  final Map<Integer, byte[]> keySets = new HashMap<>();
  final Map<String, byte[]> blobs = new HashMap<>();

  /** What was asked for, in order. */
  final List<String> asked = new ArrayList<>();

  TestServer() {
    KeySet first = new KeySet(CHANNEL, 1, group(2, ALICE, BOB), group(2, CAROL, DAVE, ERIN));
    keySets.put(1, sign(first.unsigned(), ALICE, BOB));
  }

  @Override
  public InputStream keySet(int number) throws IOException {
    return open("keys/" + number, keySets.get(number));
  }

  @Override
  public InputStream blob(String sha256) throws IOException {
    return open("blob", blobs.get(sha256));
  }

  private InputStream open(String name, byte @Nullable [] bytes) throws IOException {
    asked.add(name);
    if (bytes == null) {
      throw new FileNotFoundException("404");
    }
    return new ByteArrayInputStream(bytes);
  }

  /** A policy that allows everything, so that its name tells it from others. */
  static String policy(String name) {
    return "sluice: policy/v1\nname: " + name + "\nmode: observe\n";
  }

  Head.Blob put(String bundle) {
    byte[] bytes = bundle.getBytes(StandardCharsets.UTF_8);
    String hash = HexFormat.of().formatHex(Jca.standard().sha256(bytes));
    blobs.put(hash, bytes);
    return new Head.Blob(hash, bytes.length);
  }

  /** A head that is in order, with the policy of a name. */
  Head head(long serial, String policyName) {
    return head(serial, put(policy(policyName)));
  }

  static Head head(long serial, Head.Blob stable) {
    return new Head(
        CHANNEL, serial, NOON, NOON.plus(Duration.ofDays(30)), 1, "0.1.0", stable, null);
  }

  /** A release that is in order. */
  byte[] release(long serial, String policyName) {
    return signed(head(serial, policyName));
  }

  static byte[] signed(Head head) {
    return sign(head.unsigned(), CAROL, DAVE);
  }

  static byte[] signed(Head head, SigningKey... keys) {
    return sign(head.unsigned(), keys);
  }
}
