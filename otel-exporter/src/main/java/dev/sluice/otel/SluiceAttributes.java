package dev.sluice.otel;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.semconv.incubating.GenAiIncubatingAttributes;
import java.util.List;

/** Attributes that no stable convention names. */
final class SluiceAttributes {
  static final AttributeKey<String> DECISION = stringKey("sluice.decision");
  static final AttributeKey<String> RULE = stringKey("sluice.rule");
  static final AttributeKey<List<String>> RULES = stringArrayKey("sluice.rules");
  static final AttributeKey<List<String>> RULE_ERRORS = stringArrayKey("sluice.rule_errors");
  static final AttributeKey<List<String>> EXEMPTIONS = stringArrayKey("sluice.exemptions");
  static final AttributeKey<Long> POLICY_SERIAL = longKey("sluice.policy.serial");
  static final AttributeKey<Boolean> POLICY_STALE = booleanKey("sluice.policy.stale");
  static final AttributeKey<String> SHADOW_DECISION = stringKey("sluice.shadow.decision");
  static final AttributeKey<String> SHADOW_RULE = stringKey("sluice.shadow.rule");
  static final AttributeKey<String> MODE = stringKey("sluice.mode");
  static final AttributeKey<String> WOULD = stringKey("sluice.would");
  static final AttributeKey<String> CALLER_KIND = stringKey("sluice.caller.kind");
  static final AttributeKey<String> CALLER_SOURCE = stringKey("sluice.caller.source");
  static final AttributeKey<Boolean> CALLER_VERIFIED = booleanKey("sluice.caller.verified");
  static final AttributeKey<List<String>> TABLES_READ = stringArrayKey("sluice.tables.read");
  static final AttributeKey<List<String>> TABLES_WRITTEN = stringArrayKey("sluice.tables.written");
  static final AttributeKey<List<String>> TAGS = stringArrayKey("sluice.tags");
  static final AttributeKey<Long> MASKED_COLUMNS = longKey("sluice.masked.columns");
  static final AttributeKey<List<String>> MASKED_TAGS = stringArrayKey("sluice.masked.tags");
  static final AttributeKey<Long> ROWS_AFFECTED = longKey("sluice.rows.affected");
  static final AttributeKey<String> FINGERPRINT = stringKey("sluice.fingerprint");
  static final AttributeKey<String> OPAQUE = stringKey("sluice.opaque");
  static final AttributeKey<String> ORM_ORIGIN = stringKey("sluice.orm.origin");
  static final AttributeKey<String> ORM_ENTITY = stringKey("sluice.orm.entity");
  static final AttributeKey<String> ORM_OPERATION = stringKey("sluice.orm.operation");
  static final AttributeKey<String> ORM_QUERY = stringKey("sluice.orm.query");

  /*
   * The conventions for generative AI live in a repository of their own, which has no Java artifact
   * yet; the constants here are deprecated for that move alone.
   * https://github.com/open-telemetry/semantic-conventions-genai
   */
  @SuppressWarnings("deprecation")
  static final AttributeKey<String> AGENT_NAME = GenAiIncubatingAttributes.GEN_AI_AGENT_NAME;

  @SuppressWarnings("deprecation")
  static final AttributeKey<String> TOOL_NAME = GenAiIncubatingAttributes.GEN_AI_TOOL_NAME;

  @SuppressWarnings("deprecation")
  static final AttributeKey<String> TOOL_CALL_ID = GenAiIncubatingAttributes.GEN_AI_TOOL_CALL_ID;

  @SuppressWarnings("deprecation")
  static final AttributeKey<String> CONVERSATION_ID =
      GenAiIncubatingAttributes.GEN_AI_CONVERSATION_ID;

  /** Who acts for the person, the current actor first: pseudonyms, or the names. */
  static final AttributeKey<List<String>> CALLER_CHAIN = stringArrayKey("sluice.caller.chain");

  /** The name that an agent's program gives itself, which nobody verified. */
  static final AttributeKey<String> AGENT_CLIENT = AttributeKey.stringKey("sluice.agent.client");

  static final AttributeKey<String> MCP_SESSION_ID = AttributeKey.stringKey("mcp.session.id");

  private SluiceAttributes() {}
}
