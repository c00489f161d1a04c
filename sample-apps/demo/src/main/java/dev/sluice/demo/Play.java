package dev.sluice.demo;

import static dev.sluice.demo.Claim.answers;
import static dev.sluice.demo.Claim.databaseChanged;
import static dev.sluice.demo.Claim.databaseUnchanged;
import static dev.sluice.demo.Claim.neverReachesDatabase;
import static dev.sluice.demo.Claim.noSpan;
import static dev.sluice.demo.Claim.oneSpan;
import static dev.sluice.demo.Claim.reachesDatabase;
import static dev.sluice.demo.Claim.reveals;
import static dev.sluice.demo.Claim.revealsNothing;
import static dev.sluice.demo.Claim.span;
import static dev.sluice.demo.Claim.spanEnds;
import static dev.sluice.demo.Claim.spanHidesName;
import static dev.sluice.demo.Claim.spanLists;
import static dev.sluice.demo.Claim.spanOfService;
import static dev.sluice.demo.Claim.spanRevealsNothing;
import static dev.sluice.demo.Claim.spanStatus;
import static dev.sluice.demo.Claim.statusTells;

import dev.sluice.demo.ScriptedModel.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The requests: a person of the support desk at work; the assistant at work for that person, before
 * and after a stricter policy is released, and after one is forged; and the assistant gone wrong,
 * four times.
 */
final class Play {
  static final String NAME = "support_desk";

  private static final String ASSISTANT = "kim's assistant";
  private static final String GONE_WRONG = "kim's assistant, gone wrong";

  private final List<Scene> scenes;
  private final List<Line> script = new ArrayList<>();

  /**
   * @param secrets what may not be revealed
   */
  Play(Secrets secrets) {
    scenes =
        List.of(
            personReadsCustomer(secrets),
            assistantLooksUp(secrets),
            assistantLooksUpAfterRelease(secrets),
            assistantLooksUpAfterForgery(secrets),
            assistantDropsTable(secrets),
            assistantDeletesAll(secrets),
            assistantHidesSsn(secrets),
            assistantDropsSchema(secrets));
  }

  List<Scene> scenes() {
    return scenes;
  }

  /** What the model does when it is asked what the scenes ask it. */
  List<Line> script() {
    return List.copyOf(script);
  }

  private static Scene personReadsCustomer(Secrets secrets) {
    String phrase = "FROM \"customers\"";
    return new Scene(
        PolicyChange.NONE,
        "kim, by REST",
        new Request.Read("/customers/1"),
        "SELECT ... FROM customers WHERE id = ? (written by Spring Data for GET /customers/1)",
        phrase,
        List.of(
            answers("Ada Quill"),
            reveals(1, "card_number", "email", "phone", "ssn"),
            reachesDatabase(phrase),
            databaseUnchanged(),
            noSpan()),
        concat(
            List.of(
                List.of(
                    answers("Ada Quill"),
                    answers("1111"),
                    reveals(1, "email", "phone"),
                    reachesDatabase(phrase)),
                masked("human", List.of("mask-card", "mask-ssn")),
                byFirstPolicy(),
                always(secrets))));
  }

  private Scene assistantLooksUp(Secrets secrets) {
    String phrase = "FROM tickets t JOIN customers c";
    return new Scene(
        PolicyChange.NONE,
        ASSISTANT,
        ask("Who wrote ticket 3, and how do I reach them?", lookup(phrase)),
        lookup(phrase),
        phrase,
        reveal(phrase),
        concat(
            List.of(
                List.of(
                    answers("Ada Quill"),
                    answers("Desk stuck at the top"),
                    revealsNothing(),
                    reachesDatabase(phrase)),
                masked("ai_agent", List.of("mask-card", "mask-email", "mask-phone")),
                byFirstPolicy(),
                byAssistant(),
                always(secrets))));
  }

  private Scene assistantLooksUpAfterRelease(Secrets secrets) {
    String phrase = "FROM tickets t JOIN customers c";
    return refused(
        PolicyChange.RELEASE,
        ASSISTANT + ", after a release",
        ask("And who was that again, of ticket 3?", lookup(phrase)),
        lookup(phrase),
        phrase,
        reveal(phrase),
        "agents-read-no-cards",
        always(secrets));
  }

  private Scene assistantLooksUpAfterForgery(Secrets secrets) {
    String phrase = "FROM tickets t JOIN customers c";
    return refused(
        PolicyChange.FORGERY,
        ASSISTANT + ", after a forgery",
        ask("Please repeat who wrote ticket 3.", lookup(phrase)),
        lookup(phrase),
        phrase,
        reveal(phrase),
        "agents-read-no-cards",
        concat(
            List.of(
                List.of(
                    statusTells(PolicyDesk.SECOND),
                    statusTells("serial 3 from server refused by the check `signatures` at head"),
                    statusTells("1 of the release keys signed, 2 must")),
                always(secrets))));
  }

  private Scene assistantDropsTable(Secrets secrets) {
    return refused(
        "The orders of last year are in the way. Tidy up, please.",
        "DROP TABLE orders",
        "DROP TABLE orders",
        databaseChanged("table orders is gone"),
        "agents-change-no-schema",
        secrets);
  }

  private Scene assistantDeletesAll(Secrets secrets) {
    return refused(
        "Remove the tickets that are solved.",
        "DELETE FROM tickets",
        "DELETE FROM tickets",
        databaseChanged("tickets: 5 rows, now 0"),
        "no-unbounded-write",
        secrets);
  }

  private Scene assistantHidesSsn(Secrets secrets) {
    return refused(
        "Note down something about each customer.",
        "WITH c AS (SELECT name AS who, ssn AS remark FROM customers) "
            + "SELECT who, reverse(replace(remark, '-', '')) AS note FROM c ORDER BY who",
        "ssn AS remark",
        reveals(5, "ssn"),
        "agents-read-no-ssn",
        secrets);
  }

  private Scene assistantDropsSchema(Secrets secrets) {
    return refused(
        "What does ticket 5 say?",
        "COMMIT; DROP SCHEMA public CASCADE",
        "DROP SCHEMA public",
        databaseChanged("schema public is gone"),
        "agents-change-no-schema",
        secrets);
  }

  private Scene refused(
      String message, String sql, String phrase, Claim harm, String rule, Secrets secrets) {
    return refused(
        PolicyChange.NONE,
        GONE_WRONG,
        ask(message, sql),
        sql,
        phrase,
        List.of(harm, reachesDatabase(phrase), noSpan()),
        rule,
        always(secrets));
  }

  private static Scene refused(
      PolicyChange before,
      String who,
      Request request,
      String sql,
      String phrase,
      List<Claim> without,
      String rule,
      List<Claim> further) {
    return new Scene(
        before,
        who,
        request,
        sql,
        phrase,
        without,
        concat(
            List.of(
                List.of(
                    neverReachesDatabase(phrase),
                    answers("Sluice denied this statement"),
                    answers("rule " + rule),
                    revealsNothing(),
                    oneSpan(),
                    span("sluice.decision", "deny"),
                    span("sluice.rule", rule),
                    span("error.type", "DENIED"),
                    spanStatus("ERROR")),
                by(PolicyDesk.SECOND, 2),
                byAssistant(),
                further)));
  }

  private static List<Claim> reveal(String phrase) {
    return List.of(
        answers("Ada Quill"),
        reveals(1, "card_number", "email", "phone"),
        reachesDatabase(phrase),
        databaseUnchanged(),
        noSpan());
  }

  private static List<Claim> byFirstPolicy() {
    return by(PolicyDesk.FIRST, 1);
  }

  private static List<Claim> by(String policy, long serial) {
    return List.of(
        span("security_rule.ruleset.name", policy),
        span("sluice.policy.serial", serial),
        span("sluice.policy.stale", false));
  }

  static List<Claim> masked(String callerKind, List<String> masks) {
    return List.of(
        oneSpan(),
        span("sluice.decision", "mask"),
        span("sluice.caller.kind", callerKind),
        span("sluice.masked.columns", (long) masks.size()),
        spanLists("sluice.rules", masks),
        spanStatus("UNSET"));
  }

  private static List<Claim> byAssistant() {
    return List.of(
        span("sluice.caller.kind", "ai_agent"),
        spanEnds("gen_ai.agent.name", "SupportAssistant"),
        span("gen_ai.tool.name", "runSql"));
  }

  private static List<Claim> always(Secrets secrets) {
    return concat(List.of(List.of(databaseUnchanged()), always(secrets, NAME, "support-desk")));
  }

  /** What holds for each span of a person of a desk, or of an assistant at work for one. */
  static List<Claim> always(Secrets secrets, String database, String service) {
    return List.of(
        span("sluice.mode", "enforce"),
        span("sluice.caller.source", "spring-security"),
        span("sluice.caller.verified", true),
        span("db.system.name", "postgresql"),
        span("db.namespace", database),
        spanOfService(service),
        spanHidesName(Desk.USER),
        spanRevealsNothing(secrets));
  }

  private Request ask(String message, String sql) {
    script.add(new Line(message, "runSql", Map.of("sql", sql)));
    return new Request.Ask(message);
  }

  private static String lookup(String from) {
    return "SELECT t.subject, c.name, c.email, c.phone, c.card_number "
        + from
        + " ON c.id = t.customer_id WHERE t.id = 3";
  }

  static List<Claim> concat(List<List<Claim>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }
}
