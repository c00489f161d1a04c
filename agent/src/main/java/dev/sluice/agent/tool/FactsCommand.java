package dev.sluice.agent.tool;

import dev.sluice.policy.PolicyBundle;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.FactsJson;
import dev.sluice.sql.SchemaException;
import dev.sluice.sql.SchemaText;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import java.nio.file.Path;
import java.util.List;
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

/** Prints what the analysis understands of one text that a service would send. */
@Command(
    name = "facts",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = "Prints what one SQL text does, as JSON.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the facts were printed",
      "1:they were printed, the text is not fully understood, and --fail-if-opaque was given",
      "2:the arguments or a file are wrong; nothing was printed"
    })
final class FactsCommand implements Callable<Integer> {
  private static final int OPAQUE = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", arity = "0..1", paramLabel = "SQL", description = "The text.")
  private @Nullable String sql;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The file that holds the text, instead of SQL; - is standard input.")
  private @Nullable String file;

  @SuppressWarnings("UnusedVariable") // taken so that whoever says it everywhere may
  @Option(names = "--json", description = "Print them as JSON, which they are in any case.")
  private boolean json;

  @Mixin private DialectOption dialect = new DialectOption();

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "The tables: a file of CREATE TABLE and CREATE VIEW, such as a dump without rows."
              + " Without it no table's columns are known, so that * is not understood.")
  private @Nullable Path schema;

  @Option(
      names = "--search-path",
      paramLabel = "SCHEMA",
      split = ",",
      description =
          "Where names without a schema are looked up, as the database stores the names; the file's"
              + " own unqualified tables are in the first. Default: public in PostgreSQL and H2.")
  private List<String> searchPath = List.of();

  @Option(
      names = "--fail-if-opaque",
      description = "Exit with 1 if the text is not fully understood.")
  private boolean failIfOpaque;

  @Override
  public Integer call() {
    String text = sql;
    if (file != null && sql == null) {
      text = InputText.read(spec, file);
    } else if (text == null || file != null) {
      throw wrong("give one text: as SQL, or with --file");
    }
    Catalog catalog = Catalog.EMPTY;
    if (schema != null) {
      String name = schema.toString();
      PolicyBundle.Source tables = new PolicyBundle.Source(name, InputText.read(spec, name));
      try {
        catalog = SchemaText.read(name, tables.text(), dialect.dialect(), searchPath);
      } catch (SchemaException problem) {
        throw WrongFiles.of(spec, tables, problem);
      }
    } else if (!searchPath.isEmpty()) {
      throw wrong("--search-path says where the tables of --schema are: give both, or neither");
    }
    SqlFacts facts = new SqlAnalyzer().analyze(text, dialect.dialect(), catalog);
    spec.commandLine().getOut().println(FactsJson.write(facts));
    return failIfOpaque && facts.isOpaque() ? OPAQUE : CommandLine.ExitCode.OK;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
