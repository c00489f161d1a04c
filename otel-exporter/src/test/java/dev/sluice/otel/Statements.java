package dev.sluice.otel;

import dev.sluice.gate.OrmCall;
import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementRequest;
import dev.sluice.identity.Caller;
import dev.sluice.mask.Mask;
import dev.sluice.policy.Action;
import dev.sluice.policy.Database;
import dev.sluice.policy.Decision;
import dev.sluice.policy.Limits;
import dev.sluice.policy.MaskPlan;
import dev.sluice.policy.Mode;
import dev.sluice.policy.RuleError;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.Lineage;
import dev.sluice.sql.OutputColumn;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableFilters;
import dev.sluice.sql.TableName;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Statement events to tell of: an allowed SELECT, unless something else is asked for. */
final class Statements {
  static final String RAW_SQL = "SELECT email FROM crm.customers WHERE ssn = '123-45-6789'";
  static final TableName CUSTOMERS = new TableName("crm", "customers");

  private Dialect dialect = Dialect.POSTGRESQL;
  private String shape = "SELECT email FROM crm.customers WHERE ssn = ?";
  private String summary = "SELECT crm.customers";
  private String operation = "SELECT";
  private Set<Effect> effects = Set.of(Effect.SELECT);
  private Set<TableName> tablesRead = Set.of(CUSTOMERS);
  private Set<TableName> tablesWritten = Set.of();
  private Set<String> functions = Set.of();
  private List<String> opaque = List.of();
  private boolean tellsText;
  private List<RuleError> ruleErrors = List.of();
  private List<String> exemptions = List.of();

  private Action action = Action.ALLOW;
  private Mode mode = Mode.ENFORCE;
  private @Nullable Action would;
  private @Nullable String rule;
  private List<String> rules = List.of();
  private MaskPlan masks = MaskPlan.NONE;
  private List<String> maskedTags = List.of();
  private List<String> tags = List.of();
  private String message = "";

  private Caller caller = new Caller("shop", null, null);
  private @Nullable OrmCall orm;
  private @Nullable Statements tried;
  private int batchSize = 1;
  private boolean batch;
  private String host = "db.example.com";
  private int port = 5432;
  private String namespace = "crm";

  static Statements statement() {
    return new Statements();
  }

  Statements dialect(Dialect value) {
    dialect = value;
    return this;
  }

  Statements shape(String value) {
    shape = value;
    return this;
  }

  Statements summary(String value) {
    summary = value;
    return this;
  }

  Statements operation(String value, Effect effect) {
    operation = value;
    effects = Set.of(effect);
    return this;
  }

  Statements noOperation() {
    operation = "";
    effects = Set.of();
    return this;
  }

  Statements reads(TableName... tables) {
    tablesRead = Set.of(tables);
    return this;
  }

  Statements writes(TableName... tables) {
    tablesWritten = Set.of(tables);
    return this;
  }

  Statements calls(String function) {
    functions = Set.of(function);
    return this;
  }

  Statements opaque(String... reasons) {
    opaque = List.of(reasons);
    return this;
  }

  Statements decided(Action value, String byRule, String why) {
    action = value;
    rule = byRule;
    rules = List.of(byRule, "zone");
    message = why;
    return this;
  }

  Statements exempted(String... ids) {
    exemptions = List.of(ids);
    return this;
  }

  Statements tellingItsText() {
    tellsText = true;
    return this;
  }

  Statements failing(RuleError... errors) {
    ruleErrors = List.of(errors);
    return this;
  }

  /** A policy on trial decides otherwise. */
  Statements triedAs(Action value, String byRule) {
    tried = new Statements().decided(value, byRule, "");
    return this;
  }

  Statements wouldHaveBeen(Action value) {
    would = value;
    mode = Mode.OBSERVE;
    return this;
  }

  Statements tagged(String... values) {
    tags = List.of(values);
    return this;
  }

  Statements masked(String... values) {
    masks = new FirstColumn();
    maskedTags = List.of(values);
    return this;
  }

  Statements by(Caller value) {
    caller = value;
    return this;
  }

  Statements sentFor(OrmCall call) {
    orm = call;
    return this;
  }

  Statements batchOf(int size) {
    batch = true;
    batchSize = size;
    return this;
  }

  Statements at(String hostName, int portNumber, String databaseName) {
    host = hostName;
    port = portNumber;
    namespace = databaseName;
    return this;
  }

  StatementEvent event() {
    SqlFacts facts =
        SqlFacts.builder(dialect)
            .shape(shape)
            .fingerprint("0123456789abcdef")
            .operation(operation)
            .summary(summary)
            .effects(effects)
            .tablesRead(tablesRead)
            .tablesWritten(tablesWritten)
            .output(
                List.of(
                    new OutputColumn(
                        "email", new Lineage.Direct(new ColumnName(CUSTOMERS, "email")))))
            .functions(functions)
            .opaque(opaque)
            .build();
    Decision decision =
        new Decision(
            action,
            mode,
            would,
            rule,
            rules,
            masks,
            TableFilters.NONE,
            List.of(),
            !masks.isEmpty(),
            maskedTags,
            tags,
            Limits.NONE,
            Limits.NONE,
            message,
            "",
            "house",
            7,
            ruleErrors,
            exemptions,
            List.of(),
            List.of(),
            tellsText);
    Database database = new Database(dialect, host, port, namespace, "app");
    StatementRequest request =
        new StatementRequest(
            Collections.nCopies(1, RAW_SQL), batchSize, batch, database, Catalog.EMPTY);
    return new StatementEvent(
        request, facts, caller, decision, orm, tried == null ? null : tried.event().decision());
  }

  /** Masks the first column of any result. */
  private static final class FirstColumn implements MaskPlan {
    private static final Mask REDACT =
        new Mask() {
          @Override
          public String name() {
            return "redact";
          }

          @Override
          public String text(String value) {
            return "***";
          }

          @Override
          public @Nullable Object value(Object value) {
            return null;
          }
        };

    @Override
    public boolean isEmpty() {
      return false;
    }

    @Override
    public @Nullable Mask column(int index) {
      return index == 1 ? REDACT : null;
    }

    @Override
    public int columns() {
      return -1;
    }

    @Override
    public @Nullable Mask baseColumn(ColumnName column) {
      return null;
    }
  }
}
