package dev.sluice.policy;

import dev.sluice.policy.condition.Evaluation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A statement that concerns rules whose conditions read what varies: these are asked at each
 * execution. What their answers amount to is remembered, for there are few different ones.
 */
final class OpenVerdict implements Verdict {
  private static final int REMEMBERED = 64;

  private final Profile profile;
  private final StatementView statement;
  private final StatementFields fields;
  private final List<Matches> matches;
  private final Map<Answers, Decision> decisions = new ConcurrentHashMap<>();

  OpenVerdict(
      Profile profile, StatementView statement, StatementFields fields, List<Matches> matches) {
    this.profile = profile;
    this.statement = statement;
    this.fields = fields;
    this.matches = List.copyOf(matches);
  }

  /**
   * What the open rules of all standings answered.
   *
   * @param matched of all open rules in their order, those that match
   */
  private record Answers(BitSet matched, List<RuleError> errors) {}

  @Override
  public Decision decide(StatementContext context, long epochSecond) {
    Answers answers = new Answers(new BitSet(), new ArrayList<>(0));
    int next = 0;
    for (int i = 0; i < matches.size(); i++) {
      List<Guardrail> open = matches.get(i).open();
      if (!open.isEmpty()) {
        Evaluation evaluation = profile.evaluation(fields, context, i, epochSecond);
        for (Guardrail guardrail : open) {
          answers.matched.set(next, guardrail.holds(evaluation, answers.errors));
          next++;
        }
      }
    }
    Decision decision = decisions.get(answers);
    if (decision == null) {
      decision = profile.decide(statement, settled(answers));
      if (decisions.size() < REMEMBERED) {
        decisions.put(answers, decision);
      }
    }
    return decision;
  }

  /** The matches as the answers make them. */
  private List<Matches> settled(Answers answers) {
    List<Matches> settled = new ArrayList<>();
    List<RuleError> errors = answers.errors;
    int next = 0;
    for (Matches ofStanding : matches) {
      List<Guardrail> matched = new ArrayList<>(ofStanding.matched());
      for (Guardrail guardrail : ofStanding.open()) {
        if (answers.matched.get(next)) {
          matched.add(guardrail);
        }
        next++;
      }
      List<RuleError> all = new ArrayList<>(ofStanding.errors());
      all.addAll(errors);
      errors = List.of();
      settled.add(new Matches(matched, all, List.of()));
    }
    return settled;
  }
}
