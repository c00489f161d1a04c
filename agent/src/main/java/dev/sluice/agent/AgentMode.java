package dev.sluice.agent;

/** What the agent does, set on the machine that runs the service. */
enum AgentMode {
  /** Carries out what the policy says. */
  ENFORCE,
  /** Decides and reports, but stops and masks nothing. */
  OBSERVE,
  /** Does nothing: no class is woven. */
  OFF
}
