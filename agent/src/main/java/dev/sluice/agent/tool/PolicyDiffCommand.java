package dev.sluice.agent.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.IndentedJson;
import dev.sluice.policy.Decision;
import dev.sluice.policy.Explanation;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyDiff;
import dev.sluice.policy.PolicyDiff.Change;
import dev.sluice.policy.PolicyDiff.Detail;
import dev.sluice.policy.PolicyDiff.Effect;
import dev.sluice.policy.PolicyDiff.Kind;
import dev.sluice.policy.PolicyTests;
import dev.sluice.policy.PolicyTests.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what changed from one policy to another. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Says what changed from one policy to another, and marks what loosens or tightens.",
      "What is unclear needs an eye: it may do both. Where rules and values stand in the files is"
          + " no difference."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the policies say the same",
      "1:they differ; what differs was printed",
      "2:the arguments or a file are wrong; nothing was compared"
    })
final class PolicyDiffCommand implements Callable<Integer> {
  private static final int DIFFERENT = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "1",
      split = ",",
      paramLabel = "BEFORE",
      description = "The policy as it was; several files are layers, the highest first.")
  private List<String> before = List.of();

  @Parameters(
      index = "1",
      arity = "1",
      split = ",",
      paramLabel = "AFTER",
      description = "The policy as it is to be; several files are layers, the highest first.")
  private List<String> after = List.of();

  @Option(
      names = "--tests",
      paramLabel = "FILE",
      description =
          "Tests, of which it is told whose decision changes; may be given several times.")
  private List<String> tests = List.of();

  @Option(names = "--json", description = "Print the differences as JSON.")
  private boolean json;

  /** A case that is decided in another way than before. */
  private record Decided(String name, Explanation before, Explanation after) {
    String effect() {
      int order = after.decision().action().compareTo(before.decision().action());
      return order == 0 ? "unclear" : order > 0 ? "tightens" : "loosens";
    }
  }

  @Override
  public Integer call() {
    List<PolicyBundle.Source> textsBefore = PolicyFiles.texts(spec, before);
    List<PolicyBundle.Source> textsAfter = PolicyFiles.texts(spec, after);
    Policy policyBefore = PolicyFiles.parse(spec, textsBefore);
    Policy policyAfter = PolicyFiles.parse(spec, textsAfter);
    List<Change> changes = PolicyDiff.between(textsBefore, textsAfter);
    List<Decided> decided = new ArrayList<>();
    for (String file : tests) {
      decided.addAll(decided(file, policyBefore, policyAfter));
    }
    if (json) {
      spec.commandLine().getOut().println(IndentedJson.write(it -> write(changes, decided, it)));
    } else {
      print(changes, decided);
    }
    return changes.isEmpty() && decided.isEmpty() ? CommandLine.ExitCode.OK : DIFFERENT;
  }

  private List<Decided> decided(String file, Policy policyBefore, Policy policyAfter) {
    PolicyTests read =
        PolicyTestCommand.tests(
            spec, file, InputText.read(spec, file), List.of(policyBefore, policyAfter));
    List<Result> ofBefore = read.run(policyBefore);
    List<Result> ofAfter = read.run(policyAfter);
    List<Decided> decided = new ArrayList<>();
    for (int i = 0; i < ofBefore.size(); i++) {
      Explanation one = ofBefore.get(i).explanation();
      Explanation other = ofAfter.get(i).explanation();
      if (!words(one).equals(words(other))) {
        decided.add(new Decided(ofBefore.get(i).name(), one, other));
      }
    }
    return decided;
  }

  private static String words(Explanation explanation) {
    Decision decision = explanation.decision();
    StringBuilder words = new StringBuilder(decision.outcome());
    if (decision.rule() != null) {
      words.append(" by ").append(decision.rule());
    }
    for (Explanation.ColumnCheck column : explanation.columns()) {
      if (!column.by().isEmpty()) {
        words.append(", ").append(column.label()).append(": ").append(column.mask());
      }
    }
    for (String filter : decision.filtering()) {
      words.append(", rows: ").append(filter);
    }
    return words + (decision.limits().isEmpty() ? "" : ", " + decision.limits());
  }

  private void print(List<Change> changes, List<Decided> decided) {
    PrintWriter out = spec.commandLine().getOut();
    for (Change change : changes) {
      out.println(
          word(change.effect())
              + ": "
              + change.section()
              + (change.id().equals(change.section()) ? "" : " " + change.id())
              + " "
              + word(change.kind()));
      for (Detail detail : change.details()) {
        boolean mixed = change.effect() == Effect.UNCLEAR && change.kind() == Kind.CHANGED;
        out.println(
            "  "
                + detail.key()
                + ": "
                + (change.kind() == Kind.CHANGED
                    ? orNothing(detail.before()) + " -> " + orNothing(detail.after())
                    : orNothing(detail.before() == null ? detail.after() : detail.before()))
                + (mixed ? " (" + word(detail.effect()) + ")" : ""));
      }
    }
    for (Decided each : decided) {
      out.println(each.effect() + ": case " + each.name());
      out.println("  " + words(each.before) + " -> " + words(each.after));
    }
    if (changes.isEmpty() && decided.isEmpty()) {
      out.println("no difference");
    }
  }

  private static String orNothing(@Nullable String value) {
    return value == null ? "nothing" : value.replace('\n', ' ');
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void write(List<Change> changes, List<Decided> decided, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("changes");
    for (Change change : changes) {
      json.writeStartObject();
      json.writeStringField("section", change.section());
      json.writeStringField("id", change.id());
      json.writeStringField("kind", word(change.kind()));
      json.writeStringField("effect", word(change.effect()));
      json.writeArrayFieldStart("keys");
      for (Detail detail : change.details()) {
        json.writeStartObject();
        json.writeStringField("key", detail.key());
        json.writeStringField("before", detail.before());
        json.writeStringField("after", detail.after());
        json.writeStringField("effect", word(detail.effect()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("cases");
    for (Decided each : decided) {
      json.writeStartObject();
      json.writeStringField("name", each.name);
      json.writeStringField("before", words(each.before));
      json.writeStringField("after", words(each.after));
      json.writeStringField("effect", each.effect());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
