package dev.sluice.policy;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.IndentedJson;
import dev.sluice.policy.Explanation.CallerSeen;
import dev.sluice.policy.Explanation.ClauseCheck;
import dev.sluice.policy.Explanation.ColumnCheck;
import dev.sluice.policy.Explanation.Reason;
import dev.sluice.policy.Explanation.RuleCheck;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Writes an explanation as JSON. Every key is always there; lists that have no order of their own
 * are sorted, so that equal explanations are equal texts.
 */
final class ExplanationJson {
  private final JsonGenerator json;

  private ExplanationJson(JsonGenerator json) {
    this.json = json;
  }

  static String of(Explanation explanation) {
    return IndentedJson.write(json -> write(explanation, json));
  }

  /** Writes an explanation as one value of a larger text. */
  static void write(Explanation explanation, JsonGenerator json) throws IOException {
    new ExplanationJson(json).explanation(explanation);
  }

  private void explanation(Explanation explanation) throws IOException {
    Decision decision = explanation.decision();
    json.writeStartObject();
    json.writeStringField("decision", decision.outcome());
    json.writeStringField("action", Explainer.word(decision.action()));
    nullable("would", decision.would() == null ? null : Explainer.word(decision.would()));
    nullable("rule", decision.rule());
    json.writeStringField("why", explanation.why());
    json.writeStringField("message", decision.message());
    json.writeStringField("fix", decision.fix());
    json.writeStringField("policy", decision.policy());
    json.writeNumberField("serial", decision.serial());
    json.writeStringField("mode", Explainer.word(decision.mode()));
    texts("rules", decision.rules());
    texts("exemptions", decision.exemptions());
    texts("rule_errors", StatementFields.sorted(decision.ruleErrors()));
    json.writeStringField("sql_text", decision.tellsText() ? "full" : "shape");
    json.writeStringField("limits", decision.limits().toString());
    String role = explanation.role().name();
    nullable("database_role", role.isEmpty() ? null : role);
    nullable("database_role_refusal", explanation.roleRefusal());
    texts("row_filters", decision.filtering());
    texts("masked_tags", decision.maskedTags());
    json.writeArrayFieldStart("reasons");
    for (Reason reason : explanation.reasons()) {
      reason(reason);
    }
    json.writeEndArray();
    statement(explanation);
    json.writeArrayFieldStart("callers");
    for (CallerSeen caller : explanation.callers()) {
      json.writeStartObject();
      json.writeStringField("kind", Explainer.word(caller.kind()));
      json.writeStringField("who", caller.who());
      texts("names", caller.sets());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("columns");
    for (ColumnCheck column : explanation.columns()) {
      column(column);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("checks");
    for (RuleCheck check : explanation.checks()) {
      check(check);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("nearest_misses");
    for (RuleCheck miss : explanation.nearestMisses()) {
      check(miss);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void reason(Reason reason) throws IOException {
    json.writeStartObject();
    json.writeStringField("action", Explainer.word(reason.action()));
    json.writeStringField("rule", reason.rule());
    json.writeBooleanField("enforced", reason.enforced());
    json.writeStringField("message", reason.message());
    json.writeEndObject();
  }

  private void statement(Explanation explanation) throws IOException {
    StatementContext statement = explanation.statement();
    json.writeObjectFieldStart("statement");
    json.writeStringField("shape", statement.facts().shape());
    json.writeStringField("fingerprint", statement.facts().fingerprint());
    texts("effects", StatementFields.lowerCase(statement.facts().effects()));
    texts("tables_read", StatementFields.sorted(statement.facts().tablesRead()));
    texts("tables_written", StatementFields.sorted(statement.facts().tablesWritten()));
    texts("tags", explanation.decision().tags());
    texts("opaque", statement.facts().opaque());
    json.writeNumberField("batch_size", statement.batchSize());
    json.writeEndObject();
    json.writeObjectFieldStart("database");
    json.writeStringField("system", statement.database().dialect().systemName());
    json.writeStringField("place", explanation.place());
    texts("environments", explanation.environments());
    json.writeEndObject();
  }

  private void column(ColumnCheck column) throws IOException {
    json.writeStartObject();
    json.writeNumberField("number", column.number());
    json.writeStringField("label", column.label());
    texts("sources", column.sources());
    json.writeStringField("mask", column.mask());
    texts("by", column.by());
    texts("besides", column.besides());
    json.writeStringField("would", column.would());
    json.writeEndObject();
  }

  private void check(RuleCheck check) throws IOException {
    json.writeStartObject();
    json.writeStringField("section", Explainer.word(check.section()));
    json.writeStringField("id", check.id());
    nullable("as", check.as() == null ? null : Explainer.word(check.as()));
    json.writeStringField("does", check.does());
    json.writeStringField("status", Explainer.word(check.status()));
    json.writeBooleanField("enforced", check.enforced());
    json.writeBooleanField("locked", check.locked());
    json.writeStringField("note", check.note());
    json.writeArrayFieldStart("clauses");
    for (ClauseCheck clause : check.clauses()) {
      json.writeStartObject();
      json.writeStringField("key", clause.key());
      texts("asked", clause.asked());
      texts("found", clause.found());
      json.writeBooleanField("holds", clause.holds());
      json.writeBooleanField("certain", clause.certain());
      texts("details", clause.details());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void nullable(String key, @Nullable String value) throws IOException {
    if (value == null) {
      json.writeNullField(key);
    } else {
      json.writeStringField(key, value);
    }
  }

  private void texts(String key, Collection<String> values) throws IOException {
    json.writeArrayFieldStart(key);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
