package dev.sluice.demo;

import dev.sluice.testing.Directories;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where policies are released: Alice says whose signatures count, Carol and Dave must both sign.
 * Keys, releases and the server that hands them out are made by commands of the packaged jar, in a
 * folder that is gone afterwards. Not thread-safe.
 */
final class PolicyDesk implements AutoCloseable {
  /** The policy at the start of the service: serial 1. */
  static final String FIRST = "support-desk";

  /** The policy that {@link PolicyChange#RELEASE} releases: serial 2. */
  static final String SECOND = "support-desk + incident";

  private static final String CHANNEL = " --channel prod --to www --trust trust.json";
  private static final int DONE = 0;
  private static final int REFUSED = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern SERVING = Pattern.compile("serving .* at (http://\\S+)");

  private final Path directory = Directories.temporary("sluice-demo-");
  private final PrintStream out;
  private final Commands commands;
  private @Nullable ForkedJvm server;
  private String url = "";

  /**
   * Empty.
   *
   * @param jar the agent's, whose commands are run
   */
  PolicyDesk(Path jar, PrintStream out) {
    this.out = out;
    this.commands = new Commands(jar, directory, out);
  }

  /**
   * The settings of an agent that reads its policy from a file.
   *
   * @param policy the file, as it lies beside the demo's classes
   */
  Map<String, String> settingsOf(String policy) {
    copy(policy);
    return Map.of("sluice.policy", directory.resolve(policy).toString());
  }

  /** Makes keys, publishes the first policy and serves it; done once. */
  PolicyDesk open() {
    copy("support-desk.yaml");
    copy("incident.yaml");
    String alice = newKey("alice");
    String carol = newKey("carol");
    String dave = newKey("dave");
    commands.run(
        DONE,
        "trust init --root %s --release %s --release %s --key alice.key"
                .formatted(alice, carol, dave)
            + CHANNEL);
    commands.run(DONE, "policy build support-desk.yaml --out first.json");
    commands.run(
        DONE, "policy sign first.json --key carol.key --key dave.key --out 1.note" + CHANNEL);
    commands.run(DONE, "policy publish 1.note first.json" + CHANNEL);
    ForkedJvm serving = commands.start("serve www --port 0");
    server = serving;
    String line = serving.awaitLine(text -> SERVING.matcher(text).find(), PATIENCE);
    out.println("    " + line);
    Matcher matcher = SERVING.matcher(line);
    if (!matcher.find()) {
      throw new IllegalStateException("no address in: " + line);
    }
    url = matcher.group(1);
    return this;
  }

  /** The settings of an agent that takes its policy from here. */
  Map<String, String> settings() {
    return Map.of(
        "sluice.policy.url", url,
        "sluice.trust.root", directory.resolve("trust.json").toString(),
        "sluice.policy.store", directory.resolve("store").toString(),
        "sluice.status.dir", directory.resolve("status").toString());
  }

  /**
   * Changes what is published, and waits until the agent told the server what it made of it.
   *
   * @param service the process of the agent
   * @return what {@code sluice status} says after a forgery
   */
  List<String> make(PolicyChange change, long service) {
    return switch (change) {
      case NONE -> List.of();
      case RELEASE -> {
        release();
        awaitAgent("serial 2, applied");
        yield List.of();
      }
      case FORGERY -> {
        forge();
        awaitAgent("serial 2, failed");
        yield status(service);
      }
    };
  }

  private void release() {
    out.println("Two people release a stricter policy, while the service runs");
    commands.run(DONE, "policy build support-desk.yaml incident.yaml --out second.json");
    commands.run(DONE, "policy sign second.json --key carol.key --out 2.note" + CHANNEL);
    commands.run(DONE, "policy sign 2.note --key dave.key");
    commands.run(DONE, "policy publish 2.note second.json" + CHANNEL);
  }

  private void forge() {
    out.println("Carol's key is stolen, and the first policy signed anew with it");
    commands.run(DONE, "policy sign first.json --key carol.key --out 3.note" + CHANNEL);
    commands.run(REFUSED, "policy publish 3.note" + CHANNEL);
    out.println("  $ mv 3.note www/prod/head        # the thief has broken into the server, too");
    try {
      Files.move(
          directory.resolve("3.note"),
          directory.resolve("www/prod/head"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot replace the head", e);
    }
  }

  private void awaitAgent(String words) {
    ForkedJvm serving = server;
    if (serving == null) {
      throw new IllegalStateException("nothing is served yet");
    }
    out.println("    " + serving.awaitLine(line -> line.contains(words), PATIENCE));
  }

  /** The agent writes its status each second: waits until it tells of the change. */
  private List<String> status(long service) {
    Path file = directory.resolve("status").resolve(service + ".json");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!(Files.exists(file) && Files.readString(file).contains("serial 3"))) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("the status does not tell of serial 3");
        }
        Thread.sleep(50);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return commands.run(DONE, "status --dir status --pid " + service, "woven");
  }

  private String newKey(String name) {
    String made = "key new desk.example/" + name + " --unencrypted --out " + name + ".key";
    return commands.run(DONE, made).get(0);
  }

  private void copy(String policy) {
    try (InputStream content = PolicyDesk.class.getResourceAsStream(policy)) {
      if (content == null) {
        throw new IllegalStateException("there is no " + policy + " beside the demo's classes");
      }
      Files.copy(content, directory.resolve(policy));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + policy, e);
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    Directories.delete(directory);
  }
}
