package dev.sluice.instrumentation.identity.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one answer of a model. A tool is not told the id of its call, so the calls are
 * taken in their order by name and arguments. Of one thread.
 */
final class ModelCalls {
  private final List<Call> open = new ArrayList<>();

  void add(@Nullable String id, @Nullable String tool, @Nullable String arguments) {
    open.add(new Call(id, tool, arguments));
  }

  /** The id of the next call of that tool, with these arguments if there is one. */
  @Nullable String take(@Nullable String tool, @Nullable String arguments) {
    Call found = null;
    for (Call call : open) {
      if (Objects.equals(call.tool(), tool)) {
        if (call.hasArguments(arguments)) {
          found = call;
          break;
        }
        if (found == null) {
          found = call;
        }
      }
    }
    if (found == null) {
      return null;
    }
    open.remove(found);
    return found.id();
  }

  private record Call(@Nullable String id, @Nullable String tool, @Nullable String arguments) {
    /** Spring AI hands no arguments on as an empty object. */
    boolean hasArguments(@Nullable String given) {
      return Objects.equals(arguments, given)
          || ((arguments == null || arguments.isBlank()) && "{}".equals(given));
    }
  }
}
