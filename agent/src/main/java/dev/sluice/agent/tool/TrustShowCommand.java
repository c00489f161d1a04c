package dev.sluice.agent.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.IndentedJson;
import dev.sluice.note.VerifierKey;
import dev.sluice.remote.KeyGroup;
import dev.sluice.remote.KeySet;
import dev.sluice.remote.RefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows who may sign. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Prints who may sign what in a channel, after all signatures of its key sets were checked."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the keys were printed",
      "1:a key set does not follow from the trust root",
      "2:the arguments or a file are wrong"
    })
final class TrustShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ChannelOptions channel = new ChannelOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try {
      KeySet set = channel.latestKeys();
      PrintWriter to = spec.commandLine().getOut();
      if (json) {
        to.println(IndentedJson.write(generator -> write(generator, set)));
      } else {
        to.println("channel " + set.channel() + ", key set " + set.number());
        print(to, "key sets", set.root());
        print(to, "releases", set.release());
      }
      return CommandLine.ExitCode.OK;
    } catch (RefusedException e) {
      return Refusals.print(spec, e, json);
    }
  }

  private static void print(PrintWriter to, String what, KeyGroup group) {
    to.println(what + " are signed by " + group.threshold() + " of");
    for (VerifierKey key : group.keys()) {
      to.println("  " + key);
    }
  }

  private static void write(JsonGenerator json, KeySet set) throws IOException {
    json.writeStartObject();
    json.writeStringField("channel", set.channel());
    json.writeNumberField("set", set.number());
    write(json, "root", set.root());
    write(json, "release", set.release());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, KeyGroup group) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("threshold", group.threshold());
    json.writeArrayFieldStart("keys");
    for (VerifierKey key : group.keys()) {
      json.writeString(key.toString());
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
