package dev.sluice.instrumentation.identity.springai;

import dev.sluice.gate.Failures;
import dev.sluice.identity.HumanSource;
import org.jspecify.annotations.Nullable;

/** Where the advice meets its collaborators, which are there once the weaving is set up. */
final class SpringAiScope {
  private static volatile @Nullable ToolRuns runs;

  private SpringAiScope() {}

  static void install(String agentName, HumanSource humans, Failures failures) {
    runs = new ToolRuns(agentName, humans, failures);
  }

  static void made(Object prompt) {
    ToolRuns installed = runs;
    if (installed != null) {
      installed.made(prompt);
    }
  }

  static void derived(Object origin, @Nullable Object made) {
    ToolRuns installed = runs;
    if (installed != null && made != null) {
      installed.derived(origin, made);
    }
  }

  static void requested(@Nullable Object prompt, @Nullable Object context) {
    ToolRuns installed = runs;
    if (installed != null && prompt != null) {
      installed.requested(prompt, context);
    }
  }

  static @Nullable Object startQuestion(@Nullable Object prompt) {
    ToolRuns installed = runs;
    return installed == null ? null : installed.startQuestion(prompt);
  }

  static @Nullable Object startAnswer(@Nullable Object prompt, @Nullable Object response) {
    ToolRuns installed = runs;
    return installed == null ? null : installed.startAnswer(prompt, response);
  }

  static void endAnswer(@Nullable Object started, @Nullable Object result) {
    ToolRuns installed = runs;
    if (installed != null && started instanceof ToolRuns.Step step) {
      installed.endAnswer(step, result);
    }
  }

  static @Nullable Object startTool(Object callback, @Nullable Object input) {
    ToolRuns installed = runs;
    return installed == null ? null : installed.startTool(callback, input);
  }

  static void end(@Nullable Object started) {
    ToolRuns installed = runs;
    if (installed != null && started instanceof ToolRuns.Step step) {
      installed.end(step);
    }
  }
}
