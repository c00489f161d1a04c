package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Dialect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What holds of every set of limits. */
class LimitProperties {
  private static final Database DATABASE =
      new Database(Dialect.POSTGRESQL, "db.prod.example", 5432, "shop", "app");

  /** One limit in the making; its id follows from what it says. */
  record Limit(int rows, boolean truncate, int seconds, String callers, boolean observed) {
    String text() {
      String id = "l" + rows + truncate + seconds + callers + observed;
      return "{id: %s, returned_rows: %d, %s, timeout: %ds, mode: %s, callers: [%s]}"
          .formatted(
              id,
              rows,
              truncate ? "on_exceed: truncate" : "affected_rows: " + (rows + 1),
              seconds,
              observed ? "observe" : "enforce",
              callers);
    }

    boolean holdsFor(Caller caller) {
      return switch (callers) {
        case "agents" -> caller.agent() != null;
        case "desk" -> caller.human() != null && caller.human().groups().contains("desk");
        default -> caller.human() == null;
      };
    }
  }

  @Property
  void theSmallestWinsInAnyOrder(
      @ForAll("limits") List<Limit> limits, @ForAll("callers") Caller caller)
      throws PolicyException {
    Decision decision = decide(limits, caller);
    List<Limit> backwards = new ArrayList<>(limits);
    Collections.reverse(backwards);

    assertThat(decide(backwards, caller)).isEqualTo(decision);
    List<Limit> holding =
        limits.stream().filter(limit -> limit.holdsFor(caller) && !limit.observed()).toList();
    assertThat(rows(decision.limits()))
        .isEqualTo(holding.stream().map(Limit::rows).min(Integer::compare).orElse(null));
    assertThat(affected(decision.limits()))
        .isEqualTo(
            holding.stream()
                .filter(limit -> !limit.truncate())
                .map(limit -> limit.rows() + 1)
                .min(Integer::compare)
                .orElse(null));
    assertThat(seconds(decision.limits()))
        .isEqualTo(holding.stream().map(Limit::seconds).min(Integer::compare).orElse(null));
  }

  @Property
  void oneMoreLimitNeverLetsMoreThrough(
      @ForAll("limits") List<Limit> limits,
      @ForAll("limit") Limit limit,
      @ForAll("callers") Caller caller)
      throws PolicyException {
    List<Limit> more = new ArrayList<>(limits);
    more.add(limit);
    Limits before = decide(limits, caller).limits();
    Limits after = decide(more, caller).limits();

    assertThat(after.and(before)).isEqualTo(after);
  }

  @Property
  void whatIsObservedIsOnlyToldAndOnlyWhereItIsSmaller(
      @ForAll("limits") List<Limit> limits, @ForAll("callers") Caller caller)
      throws PolicyException {
    Decision decision = decide(limits, caller);
    Decision all = decide(limits.stream().map(LimitProperties::enforced).toList(), caller);
    Integer would = rows(decision.wouldBeLimits());
    Integer held = rows(decision.limits());

    assertThat(would == null ? held : would).isEqualTo(rows(all.limits()));
    if (would != null && held != null) {
      assertThat(would).isLessThanOrEqualTo(held);
    }
  }

  @Property
  void whoIsLimitedIsRestricted(
      @ForAll("limits") List<Limit> limits, @ForAll("callers") Caller caller)
      throws PolicyException {
    Policy policy = PolicyReader.read("s", text(limits), 1);
    boolean limited = !decide(limits, caller).limits().isEmpty();

    assertThat(policy.restricts(caller, DATABASE)).isEqualTo(limited);
    if (limited) {
      assertThat(policy.restricts(null, DATABASE)).isTrue();
    }
    assertThat(policy.withholds(caller, DATABASE)).isFalse();
  }

  private static Limit enforced(Limit limit) {
    return new Limit(limit.rows(), limit.truncate(), limit.seconds(), limit.callers(), false);
  }

  private static Decision decide(List<Limit> limits, Caller caller) throws PolicyException {
    return PolicyReader.read("s", text(limits), 1)
        .decide(new StatementContext(Facts.select("public.orders.id"), caller, DATABASE, 1));
  }

  private static String text(List<Limit> limits) {
    return """
        sluice: policy/v1
        name: any
        defaults: {unmatched: {ai_agent: allow}}
        callers:
          agents: {kind: ai_agent}
          desk: {kind: human, groups: [desk]}
          services: {kind: service}
        limits: [%s]
        """
        .formatted(limits.stream().map(Limit::text).distinct().collect(Collectors.joining(", ")));
  }

  private static @Nullable Integer rows(Limits limits) {
    Limits.ReturnedRows rows = limits.returnedRows();
    return rows == null ? null : (int) rows.most();
  }

  private static @Nullable Integer affected(Limits limits) {
    Limits.AffectedRows rows = limits.affectedRows();
    return rows == null ? null : (int) rows.most();
  }

  private static @Nullable Integer seconds(Limits limits) {
    Limits.Timeout timeout = limits.timeout();
    return timeout == null ? null : timeout.seconds();
  }

  @Provide
  Arbitrary<List<Limit>> limits() {
    return limit().list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<Limit> limit() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 6),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(1, 6),
            Arbitraries.of("agents", "desk", "services"),
            Arbitraries.of(true, false))
        .as(Limit::new);
  }

  @Provide
  Arbitrary<Caller> callers() {
    return Arbitraries.of(
        Callers.service("shop-web"),
        Callers.human("desk"),
        Callers.human("other"),
        Callers.agent("bot", "tool"),
        Callers.agentFor("bot", "tool", "desk"),
        Callers.agentFor("bot", "tool", "other"));
  }
}
