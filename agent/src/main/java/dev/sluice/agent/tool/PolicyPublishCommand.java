package dev.sluice.agent.tool;

import dev.sluice.agent.Version;
import dev.sluice.json.IndentedJson;
import dev.sluice.policy.PolicySettings;
import dev.sluice.remote.Head;
import dev.sluice.remote.PolicyBundles;
import dev.sluice.remote.Publisher;
import dev.sluice.remote.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a release. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Publishes a signed head and its bundles to a folder that agents read.",
      "What agents would not take is refused, and a serial that is not higher than the published"
          + " one. To go back, sign the old bundle anew."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:it is published",
      "1:agents would not take it; nothing was written",
      "2:the arguments or a file are wrong; nothing was written"
    })
final class PolicyPublishCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "HEAD", description = "The signed head.")
  private String head = "";

  @Parameters(
      index = "1..*",
      paramLabel = "BUNDLE",
      description = "The bundles that it names, as far as they are not published yet.")
  private List<String> bundles = List.of();

  @Mixin private ChannelOptions channel = new ChannelOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    byte[] note = InputText.read(spec, head).getBytes(StandardCharsets.UTF_8);
    List<byte[]> given = new ArrayList<>();
    for (String bundle : bundles) {
      given.add(InputText.read(spec, bundle).getBytes(StandardCharsets.UTF_8));
    }
    try {
      Head published =
          channel
              .publisher()
              .publish(
                  note, given, new PolicyBundles(PolicySettings.standard()), Version.current());
      print(published);
      return CommandLine.ExitCode.OK;
    } catch (RefusedException e) {
      return Refusals.print(spec, e, Publisher.serialOf(note), json);
    }
  }

  private void print(Head published) {
    if (json) {
      spec.commandLine()
          .getOut()
          .println(
              IndentedJson.write(
                  generator -> {
                    generator.writeStartObject();
                    generator.writeStringField("channel", published.channel());
                    generator.writeNumberField("serial", published.serial());
                    generator.writeStringField("stable", published.stable().sha256());
                    generator.writeEndObject();
                  }));
    } else {
      spec.commandLine()
          .getOut()
          .println("published serial " + published.serial() + " in " + published.channel());
    }
  }
}
