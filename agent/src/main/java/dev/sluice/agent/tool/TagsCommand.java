package dev.sluice.agent.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.IndentedJson;
import dev.sluice.policy.BuiltInPolicy;
import dev.sluice.policy.Database;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyTags;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.SchemaException;
import dev.sluice.sql.SchemaText;
import dev.sluice.status.StatusFile;
import dev.sluice.status.StatusText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints which columns of a schema carry which tags under a policy, and why. */
@Command(
    name = "tags",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Prints which columns of a schema carry which tags, and why: named by the policy's tags, or"
          + " told by their names.",
      "What values tell is only known where they are read: --pid or --status prints what a running"
          + " agent learned, by detection or as tagged data was copied."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the tags were printed",
      "1:the policy or the schema is wrong; all that is wrong was printed",
      "2:the arguments are wrong or a file cannot be read; nothing was printed"
    })
final class TagsCommand implements Callable<Integer> {
  /** The section of the status. */
  private static final String TAGS = "tags";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--policy",
      split = ",",
      paramLabel = "FILE",
      description =
          "The policy; several are layers, the highest first; the built-in one without it. - is"
              + " standard input.")
  private List<String> policy = List.of();

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "The tables: a file of CREATE TABLE, such as a dump without rows.")
  private @Nullable String schema;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "The database's name. Without it, tags whose patterns name one are only possible.")
  private String database = "";

  @Mixin private DialectOption dialect = new DialectOption();

  @Option(
      names = "--search-path",
      paramLabel = "SCHEMA",
      split = ",",
      description = "As for facts: in the first the file's unqualified tables are.")
  private List<String> searchPath = List.of();

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "Print what the agent in this process learned.")
  private @Nullable Long pid;

  @Option(
      names = "--status",
      paramLabel = "FILE",
      description = "Print what an agent learned by its status file.")
  private @Nullable String statusFile;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    boolean learned = pid != null || statusFile != null;
    if (learned == (schema != null) || (pid != null && statusFile != null)) {
      throw wrong("give one of --schema FILE, --pid PID and --status FILE");
    }
    if (learned) {
      printLearned();
      return CommandLine.ExitCode.OK;
    }
    String file = Objects.requireNonNull(schema);
    List<PolicyBundle.Source> layers =
        policy.isEmpty()
            ? List.of(new PolicyBundle.Source("the built-in policy", BuiltInPolicy.text()))
            : PolicyFiles.texts(spec, policy);
    PolicyBundle.Source tables = new PolicyBundle.Source(file, InputText.read(spec, file));
    List<Column> columns;
    try {
      columns = columns(PolicyTags.read(layers), tables);
    } catch (PolicyException problem) {
      FoundProblems.print(spec, layers, problem.problems(), json);
      return FoundProblems.EXIT_CODE;
    } catch (SchemaException problem) {
      WrongFiles.of(spec, tables, problem).print(json);
      return FoundProblems.EXIT_CODE;
    }
    if (json) {
      spec.commandLine().getOut().println(IndentedJson.write(it -> write(columns, it)));
    } else {
      print(columns);
    }
    return CommandLine.ExitCode.OK;
  }

  private void printLearned() {
    String file =
        statusFile == null
            ? StatusFile.standardDirectory().resolve(pid + ".json").toString()
            : statusFile;
    Map<?, ?> tags = learned(file);
    if (json) {
      spec.commandLine()
          .getOut()
          .println(
              IndentedJson.write(
                  out -> {
                    out.writeStartObject();
                    for (Map.Entry<?, ?> tag : tags.entrySet()) {
                      out.writeStringField(
                          String.valueOf(tag.getKey()), String.valueOf(tag.getValue()));
                    }
                    out.writeEndObject();
                  }));
      return;
    }
    tags.forEach((column, what) -> spec.commandLine().getOut().println(column + "  " + what));
    if (tags.isEmpty()) {
      spec.commandLine().getOut().println("no tag was learned");
    }
  }

  private Map<?, ?> learned(String file) {
    try {
      Map<String, @Nullable Object> status = StatusText.read(InputText.read(spec, file));
      if (!StatusFile.FORM.equals(status.get("form"))) {
        throw wrong(file + " holds no status of this version: \"form\" is not " + StatusFile.FORM);
      }
      return status.get(TAGS) instanceof Map<?, ?> tags ? tags : Map.of();
    } catch (IOException problem) {
      throw wrong(file + " holds no status: " + problem.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** A column and its tags. */
  private record Column(ColumnName name, List<PolicyTags.Tagged> tags) {}

  private List<Column> columns(PolicyTags tags, PolicyBundle.Source tables) throws SchemaException {
    Database where = new Database(dialect.dialect(), "", -1, database, "");
    List<Column> columns = new ArrayList<>();
    for (Catalog.Relation relation :
        SchemaText.read(tables.source(), tables.text(), dialect.dialect(), searchPath)
            .relations()) {
      if (relation.kind() == Catalog.Kind.TABLE) {
        for (String each : relation.columns()) {
          ColumnName name = new ColumnName(relation.name(), each);
          columns.add(new Column(name, tags.of(where, name)));
        }
      }
    }
    columns.sort(Comparator.comparing(column -> column.name().toString()));
    return columns;
  }

  private void print(List<Column> columns) {
    PrintWriter out = spec.commandLine().getOut();
    int untagged = 0;
    for (Column column : columns) {
      for (PolicyTags.Tagged tag : column.tags()) {
        out.println(column.name() + "  " + tag.tag() + "  (" + inWords(tag.reason()) + ")");
      }
      untagged += column.tags().isEmpty() ? 1 : 0;
    }
    out.println(untagged + " of " + columns.size() + " columns carry no tag");
  }

  private static String inWords(PolicyTags.Reason reason) {
    return switch (reason) {
      case POLICY -> "the policy names it";
      case POLICY_PERHAPS -> "the policy may name it: --database and schemas tell";
      case NAME -> "its name tells";
    };
  }

  private static String inJson(PolicyTags.Reason reason) {
    return switch (reason) {
      case POLICY -> "policy";
      case POLICY_PERHAPS -> "policy_perhaps";
      case NAME -> "name";
    };
  }

  private static void write(List<Column> columns, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("columns");
    for (Column column : columns) {
      out.writeStartObject();
      out.writeStringField("column", column.name().toString());
      out.writeArrayFieldStart("tags");
      for (PolicyTags.Tagged tag : column.tags()) {
        out.writeStartObject();
        out.writeStringField("tag", tag.tag());
        out.writeStringField("reason", inJson(tag.reason()));
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
