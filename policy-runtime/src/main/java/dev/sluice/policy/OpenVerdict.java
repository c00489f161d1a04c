package dev.sluice.policy;

import dev.sluice.policy.condition.Evaluation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A statement that concerns rules that read what varies, such as the time or what a conversation
 * has read, or from which there are exemptions: these are asked at each execution. What their
 * answers amount to is remembered, for there are few different ones.
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
   * @param exemptions those that lifted a rule
   */
  private record Answers(BitSet matched, List<RuleError> errors, List<String> exemptions) {}

  @Override
  public Decision decide(StatementContext context, long epochSecond) {
    Answers answers = answers(context, epochSecond);
    Decision decision = decisions.get(answers);
    if (decision == null) {
      decision = profile.decide(statement, settled(answers));
      if (decisions.size() < REMEMBERED) {
        decisions.put(answers, decision);
      }
    }
    return decision;
  }

  /** What the guardrails say at one execution; none is open. */
  List<Matches> settled(StatementContext context, long epochSecond) {
    return settled(answers(context, epochSecond));
  }

  private Answers answers(StatementContext context, long epochSecond) {
    Answers answers = new Answers(new BitSet(), new ArrayList<>(0), new ArrayList<>(0));
    int next = 0;
    for (int i = 0; i < matches.size(); i++) {
      List<Matches.Open> open = matches.get(i).open();
      if (!open.isEmpty()) {
        Evaluation evaluation =
            new Evaluation(profile.ruleContext(fields, context, i, epochSecond));
        Set<String> read =
            asksWhatWasRead(open) ? profile.readBefore(statement, context, i) : Set.of();
        for (Matches.Open rule : open) {
          answers.matched.set(next, isLeft(rule, read, evaluation, epochSecond, answers));
          next++;
        }
      }
    }
    return answers;
  }

  private static boolean asksWhatWasRead(List<Matches.Open> open) {
    for (Matches.Open rule : open) {
      if (!rule.guardrail().readings().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a rule matches and is not lifted. */
  private static boolean isLeft(
      Matches.Open rule,
      Set<String> read,
      Evaluation evaluation,
      long epochSecond,
      Answers answers) {
    if (!rule.guardrail().hold(read) || !rule.guardrail().holds(evaluation, answers.errors)) {
      return false;
    }
    boolean left = true;
    for (Exemption exemption : rule.exemptions()) {
      if (exemption.holds(epochSecond)) {
        answers.exemptions.add(exemption.id());
        left = false;
      }
    }
    return left;
  }

  /** The matches as the answers make them. */
  private List<Matches> settled(Answers answers) {
    List<Matches> settled = new ArrayList<>();
    int next = 0;
    for (Matches ofStanding : matches) {
      List<Guardrail> matched = new ArrayList<>(ofStanding.matched());
      for (Matches.Open rule : ofStanding.open()) {
        if (answers.matched.get(next)) {
          matched.add(rule.guardrail());
        }
        next++;
      }
      settled.add(new Matches(matched, ofStanding.errors(), List.of(), List.of()));
    }
    settled.set(
        0,
        new Matches(
            settled.get(0).matched(),
            concat(settled.get(0).errors(), answers.errors),
            answers.exemptions,
            List.of()));
    return settled;
  }

  private static <T> List<T> concat(List<T> one, List<T> other) {
    List<T> both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }
}
