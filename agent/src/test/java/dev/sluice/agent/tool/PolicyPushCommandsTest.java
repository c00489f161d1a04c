package dev.sluice.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.note.Jca;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicySettings;
import dev.sluice.remote.ChannelFolder;
import dev.sluice.remote.Instance;
import dev.sluice.remote.PolicyBundles;
import dev.sluice.remote.PolicyUpdates;
import dev.sluice.remote.RefusedException;
import dev.sluice.remote.TrustRoot;
import dev.sluice.remote.UpdateResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, trust, signing and publishing, as people type it, up to an agent that takes the policy. */
class PolicyPushCommandsTest {
  private static final String PASS_PHRASE = "correct horse battery";

  @TempDir private Path directory;

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static Run succeeds(String... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    assertThat(run.err()).isEmpty();
    return run;
  }

  private static void refuses(String message, String... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(message).doesNotContain("\tat ");
  }

  /** Makes a key that needs no pass phrase and gives its public half. */
  private String key(String name) {
    return succeeds("key", "new", "acme.example/" + name, "--out", path(name), "--unencrypted")
        .out()
        .strip();
  }

  private List<String> withChannel(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--to", path("www"), "--channel", "prod", "--trust", path("trust.json")));
    return all;
  }

  private String[] inChannel(String... arguments) {
    return withChannel(arguments).toArray(String[]::new);
  }

  /** Alice and Bob are the root; Carol and Dave release together. */
  private void channel() {
    String alice = key("alice");
    String bob = key("bob");
    String carol = key("carol");
    String dave = key("dave");
    succeeds(
        inChannel(
            "trust",
            "init",
            "--root",
            alice,
            "--root",
            bob,
            "--release",
            carol,
            "--release",
            dave,
            "--key",
            path("alice"),
            "--key",
            path("bob")));
  }

  private String bundle(String name) throws IOException, PolicyException {
    String policy = "sluice: policy/v1\nname: " + name + "\nmode: observe\n";
    PolicyBundle bundle =
        PolicyBundle.build(List.of(new PolicyBundle.Source(name, policy)), List.of());
    return write(name + ".json", bundle.text());
  }

  private UpdateResult agentTakes(List<String> policies) throws IOException, RefusedException {
    TrustRoot trust =
        TrustRoot.parse(Files.readString(directory.resolve("trust.json")), Jca.standard());
    ChannelFolder published = ChannelFolder.of(directory.resolve("www").toFile(), "prod");
    PolicyUpdates updates =
        PolicyUpdates.of(
            trust,
            "prod",
            new Instance("billing", "host-1", "0.1.0"),
            new PolicyBundles(PolicySettings.standard()),
            (Policy enforced, @Nullable Policy shadow) -> {
              policies.add(enforced.name());
              if (shadow != null) {
                policies.add("shadow " + shadow.name());
              }
            },
            null,
            InstantSource.system());
    return updates.offer(Files.readAllBytes(published.head().toPath()), published);
  }

  @Test
  void twoPeoplePublishAPolicyThatAnAgentTakes() throws Exception {
    channel();
    String bundle = bundle("first");
    String head = path("head.note");

    succeeds(inChannel("policy", "sign", bundle, "--key", path("carol"), "--out", head));
    refuses(
        "serial 1 is refused by the check `signatures` at head: 1 of the release keys signed, 2 must",
        inChannel("policy", "publish", head, bundle));
    assertThat(Run.of(inChannel("policy", "publish", head, bundle, "--json")).out())
        .contains("\"serial\": 1", "\"refused\": \"signatures\"", "\"place\": \"head\"");
    assertThat(directory.resolve("www/prod/head")).doesNotExist();
    Run signed = succeeds("policy", "sign", head, "--key", path("dave"));
    assertThat(signed.out())
        .isEqualTo(head + " is signed by acme.example/carol, acme.example/dave\n");
    Run published = succeeds(inChannel("policy", "publish", head, bundle));
    assertThat(published.out()).isEqualTo("published serial 1 in prod\n");

    List<String> policies = new ArrayList<>();
    assertThat(agentTakes(policies)).isInstanceOf(UpdateResult.Applied.class);
    assertThat(policies).containsExactly("first");
  }

  @Test
  void theSerialGoesUpAndNeverDown() throws Exception {
    channel();
    release("first", 1);
    release("second", 2);
    String again = path("again.note");
    succeeds(signArguments(bundle("first"), again, "--serial", "1"));

    refuses(
        "serial 1 is lower than 2, which was in force: to go back, publish the old content under a"
            + " higher serial",
        inChannel("policy", "publish", again));
    release("first", 3);
    List<String> policies = new ArrayList<>();
    agentTakes(policies);
    assertThat(policies).as("the old content under a higher serial").containsExactly("first");
  }

  private String[] signArguments(String bundle, String head, String... more) {
    List<String> all =
        withChannel(
            "policy", "sign", bundle, "--key", path("carol"), "--key", path("dave"), "--out", head);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private void release(String name, long serial, String... more) throws Exception {
    String bundle = bundle(name);
    String head = path(name + serial + ".note");
    succeeds(signArguments(bundle, head, more));
    List<String> publish = new ArrayList<>(List.of("policy", "publish", head, bundle));
    int candidate = List.of(more).indexOf("--candidate");
    if (candidate >= 0) {
      publish.add(more[candidate + 1]);
    }
    Run published = succeeds(inChannel(publish.toArray(String[]::new)));
    assertThat(published.out()).isEqualTo("published serial " + serial + " in prod\n");
  }

  @Test
  void aCandidateIsTriedInTheShadow() throws Exception {
    channel();
    release(
        "stable",
        1,
        "--candidate",
        bundle("next"),
        "--shadow",
        "--service",
        "bill*",
        "--percent",
        "100");

    List<String> policies = new ArrayList<>();
    agentTakes(policies);

    assertThat(policies).containsExactly("stable", "shadow next");
    assertThat(succeeds(inChannel("head", "show")).out())
        .contains("in the shadow, 100 percent of services bill* on hosts *");
  }

  @Test
  void aHeadIsShownWithThoseWhoSignedIt() throws Exception {
    channel();
    release("first", 1);

    assertThat(succeeds(inChannel("head", "show")).out())
        .contains("serial     1\n")
        .contains("stable     sha256 ")
        .endsWith(
            "signed by  acme.example/carol, acme.example/dave (2 of 2 that must, key set 1)\n");
    assertThat(succeeds("head", "show", path("www/prod/head"), "--json").out())
        .contains("\"serial\": 1", "\"checked\": false", "\"stale\": false");

    String bundle = bundle("second");
    String head = path("half.note");
    succeeds(inChannel("policy", "sign", bundle, "--key", path("carol"), "--out", head));
    Run half = Run.of(inChannel("head", "show", head));
    assertThat(half.exitCode()).isEqualTo(1);
    assertThat(half.out()).endsWith("acme.example/carol (1 of 2 that must, key set 1)\n");
  }

  @Test
  void keysAreReplacedWithoutTouchingAnAgent() throws Exception {
    channel();
    release("first", 1);
    String erin = key("erin");
    String draft = path("keys.note");

    refuses(
        "1 of the root keys signed, 2 must",
        inChannel("trust", "rotate", "--release", erin, "--key", path("alice")));
    succeeds(
        inChannel("trust", "rotate", "--release", erin, "--key", path("alice"), "--out", draft));
    succeeds("trust", "sign", draft, "--key", path("bob"));
    succeeds(inChannel("trust", "publish", draft));

    Run shown = succeeds(inChannel("trust", "show"));
    assertThat(shown.out())
        .contains("channel prod, key set 2", "releases are signed by 1 of", erin);
    assertThat(succeeds(inChannel("trust", "show", "--json")).out()).contains("\"set\": 2");
    String bundle = bundle("second");
    String head = path("second.note");
    succeeds(inChannel("policy", "sign", bundle, "--key", path("erin"), "--out", head));
    succeeds(inChannel("policy", "publish", head, bundle));
    List<String> policies = new ArrayList<>();
    assertThat(agentTakes(policies)).isInstanceOf(UpdateResult.Applied.class);
    assertThat(policies).containsExactly("second");
  }

  @Test
  void aPolicyWithErrorsIsNotSigned() throws Exception {
    channel();
    String wrong =
        write("wrong.json", "{\"policies\":[{\"name\":\"x\"}],\"sluice\":\"policy-bundle/v1\"}");

    refuses(
        "`sluice` is missing",
        inChannel("policy", "sign", wrong, "--key", path("carol"), "--out", path("head")));
    Run json =
        Run.of(
            inChannel(
                "policy", "sign", wrong, "--key", path("carol"), "--out", path("head"), "--json"));
    assertThat(json.exitCode()).isEqualTo(1);
    assertThat(json.out()).contains("\"refused\": \"compile\"", "\"place\": \"" + wrong + ":1:");
    assertThat(directory.resolve("head")).doesNotExist();
  }

  @Test
  void aKeyIsEncryptedAndForItsOwnerAlone() throws IOException {
    String secret = write("secret", PASS_PHRASE + "\nmore\n");
    String file = path("alice");
    Run made =
        succeeds(
            "key",
            "new",
            "acme.example/alice",
            "--out",
            file,
            "--passphrase-file",
            secret,
            "--json");

    String text = Files.readString(Path.of(file));
    assertThat(text).contains("BEGIN ENCRYPTED PRIVATE KEY");
    assertThat(Files.getPosixFilePermissions(Path.of(file)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(made.out()).contains("\"public_key\": \"acme.example/alice+");
    String body = text.lines().skip(2).findFirst().orElseThrow();
    assertThat(made.out()).doesNotContain(body).doesNotContain(PASS_PHRASE);
    String note = write("note", "{\"type\":\"sluice/keys/v1\"}\n\n\u2014 a AAAAAAA=\n");
    succeeds("trust", "sign", note, "--key", file, "--passphrase-file", secret);
    assertThat(Files.readString(Path.of(note))).contains("\u2014 acme.example/alice ");

    String wrong = write("wrong", "another horse\n");
    Run.assertUsageError(
        "alice: the pass phrase is wrong, or the key is damaged",
        "trust",
        "sign",
        note,
        "--key",
        file,
        "--passphrase-file",
        wrong);
  }

  @Test
  void whatIsNotUsableIsToldWithItsMend() throws Exception {
    key("alice");
    channelLess();
    String text = write("text", "no key\n");
    String note = write("note", "{\"type\":\"sluice/grant/v1\"}\n\n\u2014 a AAAAAAA=\n");

    Run.assertUsageError(
        "is there already: a key is never overwritten",
        "key",
        "new",
        "x",
        "--out",
        path("alice"),
        "--unencrypted");
    Run.assertUsageError(
        "`rsa` is no algorithm: use ed25519 or ecdsa-p256",
        "key",
        "new",
        "x",
        "--out",
        path("x"),
        "--algorithm",
        "rsa");
    Run.assertUsageError(
        "a key's name has no spaces", "key", "new", "a b", "--out", path("x"), "--unencrypted");
    Run.assertUsageError(
        "the pass phrase has fewer than 12 characters",
        "key",
        "new",
        "x",
        "--out",
        path("x"),
        "--passphrase-file",
        text);
    String head = write("head", "{\"type\":\"sluice/head/v1\"}\n\n\u2014 a AAAAAAA=\n");
    Run.assertUsageError(
        "there is no line `public key: name+id+base64`", "policy", "sign", head, "--key", text);
    Run.assertUsageError("give at least one private key with --key", "policy", "sign", note);
    Run.assertUsageError(
        "there is no environment variable NOT_SET", "policy", "sign", head, "--key", "env:NOT_SET");
    Run.assertUsageError("is no sluice/head/v1", "policy", "sign", note, "--key", path("alice"));
    Run.assertUsageError("there is no blank line between", "head", "show", text);
  }

  private void channelLess() {
    Run.assertUsageError(
        "give --to",
        "policy",
        "sign",
        path("alice"),
        "--key",
        path("alice"),
        "--out",
        path("h"),
        "--channel",
        "prod",
        "--trust",
        path("alice"));
    Run.assertUsageError("give --channel", "head", "show", "--to", path("www"));
    Run.assertUsageError(
        "`../prod` is no channel", "head", "show", "--to", path("www"), "--channel", "../prod");
  }

  @Test
  void aChannelBeginsWholeOrNotAtAll() {
    String alice = key("alice");
    String bob = key("bob");

    refuses(
        "1 of the trusted root keys signed, 2 must",
        inChannel(
            "trust",
            "init",
            "--root",
            alice,
            "--root",
            bob,
            "--release",
            alice,
            "--key",
            path("alice")));
    assertThat(directory.resolve("trust.json")).doesNotExist();
    assertThat(directory.resolve("www")).doesNotExist();
  }

  @Test
  void aTrustRootIsNeverOverwritten() {
    channel();
    Run.assertUsageError(
        "trust.json is there already: a trust root is never overwritten",
        inChannel(
            "trust",
            "init",
            "--root",
            key("mallory"),
            "--release",
            key("eve"),
            "--key",
            path("mallory")));
  }
}
