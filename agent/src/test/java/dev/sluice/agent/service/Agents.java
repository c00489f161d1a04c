package dev.sluice.agent.service;

/** Does what a service does in a tool call of an AI agent. */
public final class Agents {
  private Agents() {}

  /** The task, by an agent. */
  public static Task byAgent(Task task) {
    return connection -> {
      if (Assistant.does(() -> task.run(connection)) instanceof Report report) {
        return report;
      }
      throw new IllegalStateException("a task without a report");
    };
  }
}
