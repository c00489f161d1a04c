package dev.sluice.agent.tool;

import dev.sluice.note.NoteException;
import dev.sluice.note.SignedNote;
import dev.sluice.policy.PolicySettings;
import dev.sluice.remote.Bundles;
import dev.sluice.remote.Head;
import dev.sluice.remote.KeySet;
import dev.sluice.remote.PolicyBundles;
import dev.sluice.remote.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Signs a bundle as the next release, or adds a signature to one that somebody else signed. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Signs a bundle as the next release of a channel: writes a head that names it.",
      "Given a head, adds a signature to it: what two people must sign, each signs on his own"
          + " machine. `sluice head show` prints what one is about to sign."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the signature was added",
      "1:the bundle has errors, or its tests fail; nothing was written",
      "2:the arguments or a file are wrong; nothing was written"
    })
final class PolicySignCommand implements Callable<Integer> {
  private static final Pattern DAYS_OR_HOURS = Pattern.compile("([0-9]{1,4})([dh])");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "HEAD|BUNDLE",
      description = "A signed head, which is replaced, or a bundle made by `sluice policy build`.")
  private String file = "";

  @Mixin private KeyOptions keys = new KeyOptions();
  @Mixin private ChannelOptions channel = new ChannelOptions();
  @Mixin private CandidateOptions candidates = new CandidateOptions();

  @Option(names = "--out", paramLabel = "FILE", description = "The new head of a bundle.")
  private @Nullable Path out;

  @Option(
      names = "--serial",
      paramLabel = "N",
      description = "The serial. Default: one more than that of the published head.")
  private long serial;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      defaultValue = "30d",
      description =
          "After how many days or hours (30d, 12h) agents say that it is stale. Default: 30d.")
  private String expires = "30d";

  @Option(
      names = "--min-agent",
      paramLabel = "VERSION",
      defaultValue = "0.1.0",
      description = "The oldest agent that understands it; older ones keep what they have.")
  private String minAgent = "0.1.0";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    keys.requireAny();
    String text = InputText.read(spec, file);
    if (isNote(text)) {
      NoteFiles.addSignatures(spec, file, keys, Head.TYPE, json);
      return CommandLine.ExitCode.OK;
    }
    if (out == null) {
      throw wrong("give --out for the new head of a bundle");
    }
    try {
      SignedNote head = keys.sign(head(text).unsigned());
      OutputFile.replace(spec, out, head.bytes());
      NoteFiles.print(spec, out.toString(), head, json);
      return CommandLine.ExitCode.OK;
    } catch (RefusedException e) {
      return Refusals.print(spec, e, json);
    }
  }

  private static boolean isNote(String text) {
    try {
      NoteFiles.parse(text);
      return true;
    } catch (NoteException other) {
      return false;
    }
  }

  private Head head(String stable) throws RefusedException, IOException {
    KeySet set = channel.latestKeys();
    long next = serial > 0 ? serial : channel.publisher().serial() + 1;
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String candidateFile = candidates.file();
    Head.Candidate candidate =
        candidateFile == null
            ? null
            : candidates.of(blob(candidateFile, InputText.read(spec, candidateFile)));
    return new Head(
        set.channel(),
        next,
        now,
        now.plus(lifetime()),
        set.number(),
        minAgent,
        blob(file, stable),
        candidate);
  }

  /** A bundle that agents can use. */
  private static Head.Blob blob(String name, String text) throws RefusedException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Bundles.requireUsable(new PolicyBundles(PolicySettings.standard()), name, bytes);
    return Head.Blob.of(bytes);
  }

  private Duration lifetime() {
    Matcher given = DAYS_OR_HOURS.matcher(expires);
    if (!given.matches() || Integer.parseInt(given.group(1)) == 0) {
      throw wrong("`" + expires + "` is no time for --expires: use 30d or 12h");
    }
    int count = Integer.parseInt(given.group(1));
    return given.group(2).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
