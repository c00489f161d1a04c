package dev.sluice.agent.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.agent.Version;
import dev.sluice.json.IndentedJson;
import dev.sluice.note.NoteException;
import dev.sluice.note.SignedNote;
import dev.sluice.note.VerifierKey;
import dev.sluice.remote.Head;
import dev.sluice.remote.KeyGroup;
import dev.sluice.remote.KeySet;
import dev.sluice.remote.RefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a head. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Prints what a head says, and who signed it.",
      "Without --trust nobody's signature is checked, and the names are only claimed."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:it was printed",
      "1:it was printed if it could be read, and agents would not take it",
      "2:the arguments or a file are wrong"
    })
final class HeadShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "HEAD",
      description = "The file of the head. Default: the published head of --channel in --to.")
  private @Nullable String file;

  @Mixin private ChannelOptions channel = new ChannelOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** Who signed, of those who may. */
  private record Signers(Set<VerifierKey> signers, KeyGroup group, int set) {
    boolean enough() {
      return signers.size() >= group.threshold();
    }

    List<String> names() {
      return signers.stream().map(VerifierKey::name).toList();
    }
  }

  @Override
  public Integer call() {
    SignedNote note = NoteFiles.read(spec, file == null ? channel.folder().head().getPath() : file);
    try {
      Head head = Head.parse("head", note, Version.current());
      Signers signers = channel.hasTrust() ? signers(note, head) : null;
      PrintWriter to = spec.commandLine().getOut();
      if (json) {
        to.println(IndentedJson.write(generator -> write(generator, head, note, signers)));
      } else {
        print(to, head, note, signers);
      }
      return signers == null || signers.enough() ? CommandLine.ExitCode.OK : Refusals.REFUSED;
    } catch (RefusedException e) {
      return Refusals.print(spec, e, json);
    } catch (NoteException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return Refusals.REFUSED;
    }
  }

  private Signers signers(SignedNote note, Head head) throws RefusedException, NoteException {
    KeySet keys = channel.latestKeys();
    if (keys.number() != head.keys() || !keys.channel().equals(head.channel())) {
      throw new ParameterException(
          spec.commandLine(),
          "the head is for key set "
              + head.keys()
              + " of "
              + head.channel()
              + ", the latest is "
              + keys.number()
              + " of "
              + keys.channel());
    }
    return new Signers(note.signersAmong(keys.release().keys()), keys.release(), keys.number());
  }

  private static void print(PrintWriter to, Head head, SignedNote note, @Nullable Signers signers) {
    to.println("channel    " + head.channel());
    to.println("serial     " + head.serial());
    to.println("issued     " + head.issued());
    to.println("expires    " + head.expires() + (isPast(head) ? " (stale)" : ""));
    to.println("min agent  " + head.minAgent());
    to.println("stable     " + describe(head.stable()));
    Head.Candidate candidate = head.candidate();
    if (candidate != null) {
      to.println("candidate  " + describe(candidate.blob()));
      to.println(
          "           "
              + (candidate.mode() == Head.Mode.SHADOW ? "in the shadow, " : "enforced, ")
              + candidate.percent()
              + " percent of services "
              + all(candidate.services())
              + " on hosts "
              + all(candidate.hosts()));
    }
    if (signers == null) {
      to.println("signed by  " + String.join(", ", note.claimedSigners()) + " (not checked)");
    } else {
      to.println(
          "signed by  "
              + String.join(", ", signers.names())
              + " ("
              + signers.signers.size()
              + " of "
              + signers.group.threshold()
              + " that must, key set "
              + signers.set
              + ")");
    }
  }

  private static boolean isPast(Head head) {
    return !Instant.now().isBefore(head.expires());
  }

  private static String describe(Head.Blob blob) {
    return "sha256 " + blob.sha256() + ", " + blob.size() + " bytes";
  }

  private static String all(List<String> globs) {
    return globs.isEmpty() ? "*" : String.join(", ", globs);
  }

  private static void write(
      JsonGenerator json, Head head, SignedNote note, @Nullable Signers signers)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("channel", head.channel());
    json.writeNumberField("serial", head.serial());
    json.writeNumberField("keys", head.keys());
    json.writeStringField("issued", head.issued().toString());
    json.writeStringField("expires", head.expires().toString());
    json.writeBooleanField("stale", isPast(head));
    json.writeStringField("min_agent", head.minAgent());
    write(json, "stable", head.stable());
    Head.Candidate candidate = head.candidate();
    if (candidate != null) {
      write(json, "candidate", candidate.blob());
      json.writeBooleanField("shadow", candidate.mode() == Head.Mode.SHADOW);
      json.writeNumberField("percent", candidate.percent());
      write(json, "services", candidate.services());
      write(json, "hosts", candidate.hosts());
    }
    json.writeBooleanField("checked", signers != null);
    write(json, "signed_by", signers == null ? note.claimedSigners() : signers.names());
    if (signers != null) {
      json.writeNumberField("threshold", signers.group.threshold());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Head.Blob blob) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("sha256", blob.sha256());
    json.writeNumberField("size", blob.size());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    String[] all = texts.toArray(String[]::new);
    json.writeFieldName(name);
    json.writeArray(all, 0, all.length);
  }
}
