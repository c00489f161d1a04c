package dev.sluice.agent.tool;

import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerKind;
import dev.sluice.policy.Database;
import dev.sluice.policy.Explanation;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyBundle;
import dev.sluice.policy.Situation;
import dev.sluice.policy.Spelling;
import dev.sluice.policy.StatementContext;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.SchemaException;
import dev.sluice.sql.SchemaText;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a policy decides of one statement, and why. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.VersionLine.class,
    description = {
      "Says what a policy decides of one statement, and why.",
      "It tells every rule, with each clause ticked or crossed and what it met, and the rules that"
          + " only just do not match."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the explanation was printed, and the statement may run",
      "1:the explanation was printed, and the statement is refused",
      "2:the arguments or a file are wrong; nothing was printed"
    })
final class PolicyExplainCommand implements Callable<Integer> {
  private static final int REFUSED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      split = ",",
      paramLabel = "FILE",
      description = "The policy; several are layers, the highest first; - is standard input.")
  private List<String> files = List.of();

  @Option(names = "--sql", paramLabel = "SQL", description = "The statement.", required = true)
  private String sql = "";

  @Mixin private DialectOption dialect = new DialectOption();

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "The tables: a file of CREATE TABLE and CREATE VIEW. Without it no table's columns are"
              + " known.")
  private @Nullable String schema;

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description = "The environment of the policy that the database lies in.")
  private @Nullable String environment;

  @Option(
      names = "--db",
      paramLabel = "DATABASE",
      description = "The database: name, host/name or host:port/name.")
  private @Nullable String database;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many times a batch runs the statement.")
  private int batch = 1;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "When, in UTC, such as 2026-06-01T03:00:00Z; else now.")
  private @Nullable String at;

  @Option(
      names = "--has-read",
      paramLabel = "TAG",
      split = ",",
      description = "Tags that the AI agent has read in its conversation.")
  private List<String> hasRead = List.of();

  @Option(names = "--json", description = "Print the explanation as JSON.")
  private boolean json;

  @Option(names = "--ascii", description = "Print no ticks and crosses beyond ASCII.")
  private boolean ascii;

  @ArgGroup(validate = false, heading = "%nWho sends it:%n")
  private CallerOptions caller = new CallerOptions();

  @Override
  public Integer call() {
    Policy policy = PolicyFiles.read(spec, files);
    if (batch < 1) {
      throw wrong("--batch takes a number from 1, not " + batch);
    }
    Explanation explanation = policy.explain(context(policy), instant());
    spec.commandLine()
        .getOut()
        .println(json ? explanation.json() : explanation.text(isUnicode()).stripTrailing());
    return explanation.refuses() ? REFUSED : CommandLine.ExitCode.OK;
  }

  private boolean isUnicode() {
    return !ascii && Tool.printsUnicode();
  }

  private StatementContext context(Policy policy) {
    Catalog catalog = catalog();
    SqlFacts facts = new SqlAnalyzer().analyze(sql, dialect.dialect(), catalog);
    try {
      Caller who = caller.caller();
      Database where =
          Situation.database(List.of(policy), environment, database, dialect.dialect());
      return new StatementContext(facts, who, where, batch, catalog, hasRead(policy, who));
    } catch (IllegalArgumentException contradiction) {
      throw wrong(inOptions(String.valueOf(contradiction.getMessage())));
    }
  }

  private Set<String> hasRead(Policy policy, Caller who) {
    if (!hasRead.isEmpty() && who.kind() != CallerKind.AI_AGENT) {
      throw wrong("--has-read tells of an AI agent: say --kind ai_agent, or leave it out");
    }
    for (String tag : hasRead) {
      if (!Situation.tags(policy).contains(tag)) {
        throw wrong(
            "there is no tag `"
                + tag
                + "` in the policy: "
                + Spelling.suggest(tag, Situation.tags(policy)));
      }
    }
    return Set.copyOf(hasRead);
  }

  /** The message speaks of keys of policy tests; here they are options. */
  private static String inOptions(String message) {
    return message
        .replace("`db: ", "`--db ")
        .replace("`kind: ", "`--kind ")
        .replace("`env`", "`--env`")
        .replace("`on_behalf_of`", "`--on-behalf-of`");
  }

  private Catalog catalog() {
    if (schema == null) {
      return Catalog.EMPTY;
    }
    PolicyBundle.Source file = new PolicyBundle.Source(schema, InputText.read(spec, schema));
    try {
      return SchemaText.read(schema, file.text(), dialect.dialect(), List.of());
    } catch (SchemaException problem) {
      throw WrongFiles.of(spec, file, problem);
    }
  }

  private Instant instant() {
    try {
      return at == null ? Instant.now() : Instant.parse(at);
    } catch (DateTimeException e) {
      throw wrong("--at takes a time in UTC, such as 2026-06-01T03:00:00Z, not " + at);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
