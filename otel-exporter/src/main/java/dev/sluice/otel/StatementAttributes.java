package dev.sluice.otel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.gate.OrmCall;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import dev.sluice.policy.Action;
import dev.sluice.policy.Database;
import dev.sluice.policy.Decision;
import dev.sluice.policy.MaskPlan;
import dev.sluice.policy.PolicyState;
import dev.sluice.policy.RuleError;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.semconv.CodeAttributes;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.incubating.EnduserIncubatingAttributes;
import io.opentelemetry.semconv.incubating.SecurityRuleIncubatingAttributes;
import io.opentelemetry.semconv.incubating.UserIncubatingAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Name and attributes of a statement's span. What depends on the shape, the decision and the
 * database alone is made once and kept. Thread-safe.
 */
final class StatementAttributes {
  private static final int LONGEST_KEPT_SHAPE = 4096;

  private final boolean showSubject;
  private final @Nullable Pseudonyms pseudonyms;
  private final @Nullable Supplier<PolicyState> policy;
  private final Cache<Key, Attributes> kept =
      Caffeine.newBuilder().maximumSize(2000).executor(Runnable::run).build();

  StatementAttributes(OpenTelemetrySettings settings) {
    showSubject = settings.showSubject();
    policy = settings.policy();
    byte[] key = settings.pseudonymKey();
    pseudonyms = key == null ? null : new Pseudonyms(key);
  }

  /**
   * The name of the span.
   *
   * @see <a href="https://opentelemetry.io/docs/specs/semconv/db/database-spans/#name">Span
   *     name</a>
   */
  static String spanName(SqlFacts facts, Database database) {
    if (!facts.summary().isEmpty()) {
      return facts.summary();
    }
    if (facts.operation().isEmpty()) {
      return database.dialect().systemName();
    }
    TableName target = onlyTable(facts);
    if (target != null) {
      return facts.operation() + " " + target;
    }
    return database.name().isEmpty()
        ? facts.operation()
        : facts.operation() + " " + database.name();
  }

  /** What is known before the statement runs and is the same for every caller. */
  Attributes ofShape(SqlFacts facts, Decision decision, Database database) {
    if (facts.shape().length() > LONGEST_KEPT_SHAPE) {
      return shape(facts, decision, database);
    }
    Key key = new Key(facts, decision, database);
    Attributes attributes = kept.getIfPresent(key);
    if (attributes == null) {
      attributes = shape(facts, decision, database);
      kept.put(key, attributes);
    }
    return attributes;
  }

  /**
   * What is known before the statement runs and belongs to this execution.
   *
   * @param text the text in place of its shape; null to leave the shape
   */
  Attributes ofExecution(
      Caller caller, int batchSize, @Nullable OrmCall orm, @Nullable String text) {
    AttributesBuilder attributes = Attributes.builder();
    putUnlessNull(attributes, DbAttributes.DB_QUERY_TEXT, text);
    attributes.put(SluiceAttributes.CALLER_KIND, lowerCase(caller.kind()));
    if (policy != null) {
      attributes.put(SluiceAttributes.POLICY_STALE, policy.get().stale(System.currentTimeMillis()));
    }
    if (batchSize != 1) {
      attributes.put(DbAttributes.DB_OPERATION_BATCH_SIZE, batchSize);
    }
    Human human = caller.human();
    if (human != null) {
      putHuman(attributes, human);
    }
    AiAgent agent = caller.agent();
    if (agent != null) {
      putUnlessNull(attributes, SluiceAttributes.AGENT_NAME, agent.name());
      putUnlessNull(attributes, SluiceAttributes.TOOL_NAME, agent.tool());
      putUnlessNull(attributes, SluiceAttributes.TOOL_CALL_ID, agent.callId());
      putUnlessNull(attributes, SluiceAttributes.CONVERSATION_ID, agent.conversationId());
      putUnlessNull(attributes, SluiceAttributes.AGENT_CLIENT, agent.client());
      if (agent.framework().equals("mcp")) {
        putUnlessNull(attributes, SluiceAttributes.MCP_SESSION_ID, agent.conversationId());
      }
    }
    if (orm != null) {
      putOrm(attributes, orm);
    }
    return attributes.build();
  }

  /** What is known when the statement has ended. */
  static Attributes ofOutcome(FinishedStatement statement) {
    AttributesBuilder attributes = Attributes.builder();
    if (statement.affectedRows() >= 0) {
      attributes.put(SluiceAttributes.ROWS_AFFECTED, statement.affectedRows());
    }
    putUnlessNull(attributes, ErrorAttributes.ERROR_TYPE, statement.errorType());
    DatabaseError error = statement.error();
    if (error != null) {
      putUnlessNull(attributes, DbAttributes.DB_RESPONSE_STATUS_CODE, error.statusCode());
    }
    Decision onTrial = statement.onTrial();
    if (onTrial != null) {
      attributes.put(SluiceAttributes.SHADOW_DECISION, onTrial.outcome());
      putUnlessNull(attributes, SluiceAttributes.SHADOW_RULE, onTrial.rule());
    }
    if (!statement.limits().isEmpty()) {
      putLimits(attributes, statement.decision(), statement.limits());
    }
    return attributes.build();
  }

  /** Puts what the limits changed of what was put for the decision. */
  private static void putLimits(
      AttributesBuilder attributes, Decision decision, List<ExceededLimit> limits) {
    Set<String> rules = new TreeSet<>(decision.rules());
    for (ExceededLimit limit : limits) {
      rules.add(limit.rule());
      if (!limit.enforced()) {
        attributes.put(SluiceAttributes.WOULD, lowerCase(Action.DENY));
      } else if (!limit.truncates()) {
        attributes.put(SluiceAttributes.RULE, limit.rule());
        attributes.put(SecurityRuleIncubatingAttributes.SECURITY_RULE_NAME, limit.rule());
      }
    }
    putUnlessEmpty(attributes, SluiceAttributes.RULES, rules);
  }

  private void putHuman(AttributesBuilder attributes, Human human) {
    attributes.put(SluiceAttributes.CALLER_SOURCE, human.source());
    attributes.put(SluiceAttributes.CALLER_VERIFIED, human.verified());
    if (pseudonyms != null) {
      attributes.put(EnduserIncubatingAttributes.ENDUSER_PSEUDO_ID, pseudonyms.of(human.subject()));
    }
    putChain(attributes, human.chain());
    if (showSubject) {
      attributes.put(EnduserIncubatingAttributes.ENDUSER_ID, human.subject());
      putUnlessEmpty(
          attributes, UserIncubatingAttributes.USER_ROLES, new TreeSet<>(human.groups()));
    }
  }

  /** An actor may be a person too, so that its name is shown only where people's are. */
  private void putChain(AttributesBuilder attributes, List<String> chain) {
    if (chain.isEmpty()) {
      return;
    }
    if (showSubject) {
      attributes.put(SluiceAttributes.CALLER_CHAIN, chain);
    } else if (pseudonyms != null) {
      List<String> hidden = new ArrayList<>(chain.size());
      for (String actor : chain) {
        hidden.add(pseudonyms.of(actor));
      }
      attributes.put(SluiceAttributes.CALLER_CHAIN, hidden);
    }
  }

  private static void putOrm(AttributesBuilder attributes, OrmCall orm) {
    attributes.put(SluiceAttributes.ORM_ORIGIN, orm.origin());
    putUnlessNull(attributes, SluiceAttributes.ORM_ENTITY, orm.entity());
    putUnlessNull(attributes, SluiceAttributes.ORM_OPERATION, orm.operation());
    putUnlessNull(attributes, SluiceAttributes.ORM_QUERY, orm.query());
    putUnlessNull(attributes, CodeAttributes.CODE_FUNCTION_NAME, orm.function());
  }

  private static Attributes shape(SqlFacts facts, Decision decision, Database database) {
    AttributesBuilder attributes = Attributes.builder();
    putDatabase(attributes, database);
    putFacts(attributes, facts);
    putDecision(attributes, decision);
    if (!decision.masks().isEmpty()) {
      putUnlessZero(
          attributes, SluiceAttributes.MASKED_COLUMNS, maskedColumns(decision.masks(), facts));
      putUnlessEmpty(attributes, SluiceAttributes.MASKED_TAGS, decision.maskedTags());
    }
    return attributes.build();
  }

  private static void putDatabase(AttributesBuilder attributes, Database database) {
    attributes.put(DbAttributes.DB_SYSTEM_NAME, database.dialect().systemName());
    putUnlessEmpty(attributes, DbAttributes.DB_NAMESPACE, database.name());
    putUnlessEmpty(attributes, ServerAttributes.SERVER_ADDRESS, database.host());
    if (!database.host().isEmpty()
        && database.port() > 0
        && database.port() != defaultPort(database)) {
      attributes.put(ServerAttributes.SERVER_PORT, database.port());
    }
  }

  private static void putFacts(AttributesBuilder attributes, SqlFacts facts) {
    putUnlessEmpty(attributes, DbAttributes.DB_QUERY_TEXT, facts.shape());
    putUnlessEmpty(attributes, DbAttributes.DB_QUERY_SUMMARY, facts.summary());
    putUnlessEmpty(attributes, DbAttributes.DB_OPERATION_NAME, facts.operation());
    putUnlessEmpty(attributes, SluiceAttributes.FINGERPRINT, facts.fingerprint());
    TableName target = onlyTable(facts);
    if (target != null) {
      attributes.put(DbAttributes.DB_COLLECTION_NAME, target.toString());
    }
    if (facts.effects().contains(Effect.CALL) && facts.functions().size() == 1) {
      attributes.put(DbAttributes.DB_STORED_PROCEDURE_NAME, facts.functions().iterator().next());
    }
    putUnlessEmpty(attributes, SluiceAttributes.TABLES_READ, names(facts.tablesRead()));
    putUnlessEmpty(attributes, SluiceAttributes.TABLES_WRITTEN, names(facts.tablesWritten()));
    if (facts.isOpaque()) {
      attributes.put(SluiceAttributes.OPAQUE, facts.opaque().get(0));
    }
  }

  private static void putDecision(AttributesBuilder attributes, Decision decision) {
    attributes.put(SluiceAttributes.DECISION, decision.outcome());
    attributes.put(SluiceAttributes.MODE, lowerCase(decision.mode()));
    Action would = decision.would();
    putUnlessNull(attributes, SluiceAttributes.WOULD, would == null ? null : lowerCase(would));
    putUnlessNull(attributes, SluiceAttributes.RULE, decision.rule());
    putUnlessEmpty(attributes, SluiceAttributes.RULES, decision.rules());
    putUnlessEmpty(
        attributes,
        SluiceAttributes.RULE_ERRORS,
        decision.ruleErrors().stream().map(RuleError::toString).toList());
    putUnlessEmpty(attributes, SluiceAttributes.EXEMPTIONS, decision.exemptions());
    putUnlessEmpty(attributes, SluiceAttributes.TAGS, decision.tags());
    attributes.put(SluiceAttributes.POLICY_SERIAL, decision.serial());
    putUnlessNull(attributes, SecurityRuleIncubatingAttributes.SECURITY_RULE_NAME, decision.rule());
    putUnlessEmpty(
        attributes, SecurityRuleIncubatingAttributes.SECURITY_RULE_RULESET_NAME, decision.policy());
    attributes.put(
        SecurityRuleIncubatingAttributes.SECURITY_RULE_VERSION, Long.toString(decision.serial()));
  }

  /** The one table that a statement touches: null if it touches several, or is not understood. */
  private static @Nullable TableName onlyTable(SqlFacts facts) {
    Set<TableName> tables = facts.tables();
    return tables.size() == 1 && !facts.isOpaque() ? tables.iterator().next() : null;
  }

  private static long maskedColumns(MaskPlan masks, SqlFacts facts) {
    int columns = masks.columns() >= 0 ? masks.columns() : facts.output().size();
    long masked = 0;
    for (int i = 1; i <= columns; i++) {
      if (masks.column(i) != null) {
        masked++;
      }
    }
    return masked;
  }

  private static int defaultPort(Database database) {
    return switch (database.dialect()) {
      case POSTGRESQL -> 5432;
      case MYSQL, MARIADB -> 3306;
      case H2 -> 9092;
      case ORACLE -> 1521;
      case SQLSERVER -> 1433;
      case ANSI -> -1;
    };
  }

  private static List<String> names(Set<TableName> tables) {
    List<String> names = new ArrayList<>(tables.size());
    for (TableName table : tables) {
      names.add(table.toString());
    }
    names.sort(null);
    return names;
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void putUnlessNull(
      AttributesBuilder attributes, AttributeKey<String> key, @Nullable String value) {
    if (value != null) {
      attributes.put(key, value);
    }
  }

  private static void putUnlessEmpty(
      AttributesBuilder attributes, AttributeKey<String> key, String value) {
    if (!value.isEmpty()) {
      attributes.put(key, value);
    }
  }

  private static void putUnlessEmpty(
      AttributesBuilder attributes, AttributeKey<List<String>> key, Collection<String> values) {
    if (!values.isEmpty()) {
      attributes.put(key, List.copyOf(values));
    }
  }

  private static void putUnlessZero(
      AttributesBuilder attributes, AttributeKey<Long> key, long value) {
    if (value != 0) {
      attributes.put(key, value);
    }
  }

  /** Facts and decisions come out of caches: the same objects again. Comparing them is dear. */
  private record Key(SqlFacts facts, Decision decision, Database database) {
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && key.facts == facts
          && key.decision == decision
          && key.database.equals(database);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(facts) + System.identityHashCode(decision);
    }
  }
}
