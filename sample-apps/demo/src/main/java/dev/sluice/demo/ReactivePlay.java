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
import static dev.sluice.demo.Claim.spanStatus;

import java.util.List;

/**
 * The requests to the desk that never blocks: a person at work, the assistant at work for that
 * person, and the person clearing the desk of all tickets.
 */
final class ReactivePlay {
  static final String NAME = "reactive_desk";

  private static final String SERVICE = "reactive-desk";

  private ReactivePlay() {}

  /**
   * The scenes.
   *
   * @param secrets what may not be revealed
   */
  static List<Scene> scenes(Secrets secrets) {
    return List.of(
        personReadsCustomer(secrets), assistantReadsCustomer(secrets), personDeletesAll(secrets));
  }

  private static Scene personReadsCustomer(Secrets secrets) {
    String phrase = "FROM \"customers\"";
    return new Scene(
        PolicyChange.NONE,
        "kim, by REST",
        new Request.Read("/customers/1"),
        "SELECT ... FROM customers WHERE id = $1 (written by Spring Data R2DBC)",
        phrase,
        List.of(
            answers("Ada Quill"),
            reveals(1, "card_number", "email", "ssn"),
            reachesDatabase(phrase),
            databaseUnchanged(),
            noSpan()),
        Play.concat(
            List.of(
                List.of(
                    answers("Ada Quill"),
                    answers("1111"),
                    reveals(1, "email"),
                    reachesDatabase(phrase),
                    databaseUnchanged()),
                Play.masked("human", List.of("mask-card", "mask-ssn")),
                always(secrets))));
  }

  private static Scene assistantReadsCustomer(Secrets secrets) {
    String sql = "SELECT name, email, ssn, card_number FROM customers WHERE id = 1";
    return new Scene(
        PolicyChange.NONE,
        "kim's assistant",
        new Request.Ask("SQL: " + sql),
        sql,
        sql,
        List.of(
            answers("Ada Quill"),
            reveals(1, "card_number", "email", "ssn"),
            reachesDatabase(sql),
            databaseUnchanged(),
            noSpan()),
        Play.concat(
            List.of(
                List.of(
                    answers("Ada Quill"),
                    answers("a***@mail.example"),
                    revealsNothing(),
                    reachesDatabase(sql),
                    databaseUnchanged(),
                    span("gen_ai.agent.name", SERVICE),
                    span("gen_ai.tool.name", "runSql")),
                Play.masked("ai_agent", List.of("mask-card", "mask-email", "mask-ssn")),
                always(secrets))));
  }

  private static Scene personDeletesAll(Secrets secrets) {
    String sql = "DELETE FROM tickets";
    return new Scene(
        PolicyChange.NONE,
        "kim, by REST, gone wrong",
        new Request.Delete("/tickets"),
        sql,
        sql,
        List.of(databaseChanged("tickets: 4 rows, now 0"), reachesDatabase(sql), noSpan()),
        Play.concat(
            List.of(
                List.of(
                    answers("HTTP 403"),
                    answers("Sluice denied this statement"),
                    neverReachesDatabase(sql),
                    databaseUnchanged(),
                    revealsNothing(),
                    oneSpan(),
                    span("sluice.decision", "deny"),
                    span("sluice.rule", "no-unbounded-write"),
                    span("sluice.caller.kind", "human"),
                    span("error.type", "DENIED"),
                    spanStatus("ERROR")),
                always(secrets))));
  }

  private static List<Claim> always(Secrets secrets) {
    return Play.always(secrets, NAME, SERVICE);
  }
}
