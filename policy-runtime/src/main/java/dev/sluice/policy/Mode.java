package dev.sluice.policy;

/** Whether decisions are carried out ({@code enforce}) or only recorded ({@code observe}). */
public enum Mode {
  OBSERVE,
  ENFORCE
}
