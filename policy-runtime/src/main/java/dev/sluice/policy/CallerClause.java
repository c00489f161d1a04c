package dev.sluice.policy;

import dev.sluice.identity.AiAgent;
import java.util.List;

/** A condition of a rule that depends on the caller and the database alone. */
interface CallerClause {
  Truth test(Viewpoint viewpoint, Database database);

  /** What it asks for, as it was written. */
  Asked asked();

  /** What there is of it, for explanations. */
  List<String> found(CallerView caller);

  /** What tells further why the test came out as it did, for explanations; often nothing. */
  default List<String> details(Viewpoint viewpoint) {
    return List.of();
  }

  /** {@code env}: the database lies in one of these environments. */
  record InEnvironment(Asked asked, List<Environment> environments, boolean negated)
      implements CallerClause {
    @Override
    public Truth test(Viewpoint viewpoint, Database database) {
      return test(database);
    }

    Truth test(Database database) {
      Truth truth = Truth.NO;
      for (Environment environment : environments) {
        truth = truth.or(environment.test(database));
      }
      return truth.negatedIf(negated);
    }

    @Override
    public List<String> found(CallerView caller) {
      return caller.placed();
    }
  }

  /** {@code callers}: the caller is in one of these sets. */
  record OneOf(Asked asked, List<CallerSelector> selectors, boolean negated)
      implements CallerClause {
    @Override
    public Truth test(Viewpoint viewpoint, Database database) {
      return CallerSelector.any(selectors, viewpoint).negatedIf(negated);
    }

    @Override
    public List<String> found(CallerView caller) {
      return caller.called();
    }

    @Override
    public List<String> details(Viewpoint viewpoint) {
      return CallerSelector.misses(selectors, viewpoint);
    }
  }

  /**
   * {@code tools}: the statement is done by an AI agent under one of these tools. Negated: by an AI
   * agent under another tool.
   */
  record UnderTool(Asked asked, List<Glob> tools, boolean negated) implements CallerClause {
    @Override
    public Truth test(Viewpoint viewpoint, Database database) {
      AiAgent agent = viewpoint.caller().agent();
      return agent == null ? Truth.NO : Glob.any(tools, agent.tool()).negatedIf(negated);
    }

    @Override
    public List<String> found(CallerView caller) {
      AiAgent agent = caller.viewpoint().caller().agent();
      String tool = agent == null ? null : agent.tool();
      return agent == null ? List.of("no tool call") : List.of(tool == null ? "unknown" : tool);
    }
  }
}
