package dev.sluice.policy;

import dev.sluice.identity.AiAgent;
import java.util.List;

/** A condition of a rule that depends on the caller and the database alone. */
interface CallerClause {
  Truth test(Viewpoint viewpoint, Database database);

  /** {@code env}: the database lies in one of these environments. */
  record InEnvironment(List<Environment> environments, boolean negated) implements CallerClause {
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
  }

  /** {@code callers}: the caller is in one of these sets. */
  record OneOf(List<CallerSelector> selectors, boolean negated) implements CallerClause {
    @Override
    public Truth test(Viewpoint viewpoint, Database database) {
      return CallerSelector.any(selectors, viewpoint).negatedIf(negated);
    }
  }

  /**
   * {@code tools}: the statement is done by an AI agent under one of these tools. Negated: by an AI
   * agent under another tool.
   */
  record UnderTool(List<Glob> tools, boolean negated) implements CallerClause {
    @Override
    public Truth test(Viewpoint viewpoint, Database database) {
      AiAgent agent = viewpoint.caller().agent();
      return agent == null ? Truth.NO : Glob.any(tools, agent.tool()).negatedIf(negated);
    }
  }
}
