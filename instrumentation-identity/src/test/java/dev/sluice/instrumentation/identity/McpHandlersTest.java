package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * The handlers of tools as each release of the MCP Java SDK has them: what differs between the
 * releases is reached by reflection, so that the same test runs with all of them.
 */
class McpHandlersTest {
  private static final String SERVER = "io.modelcontextprotocol.server.";
  private static final String SCHEMA = "io.modelcontextprotocol.spec.McpSchema$";

  private final List<Caller> seen = new ArrayList<>();
  private final List<String> threads = new ArrayList<>();

  @BeforeAll
  static void weave() {
    Woven.start();
  }

  @AfterEach
  void leavesNothingBehind() {
    assertThat(AgentFrames.active()).isFalse();
    assertThat(Woven.problems()).isEmpty();
  }

  @Test
  void aToolThatBlocksRunsForWhoeverSentTheRequest() throws Exception {
    Object blocking = specification("SyncToolSpecification", this::note);
    Method toReactive =
        type(SERVER + "McpServerFeatures$AsyncToolSpecification")
            .getDeclaredMethod("fromSync", blocking.getClass());
    toReactive.setAccessible(true);
    Object reactive = Objects.requireNonNull(toReactive.invoke(null, blocking));

    Object answer =
        Woven.as(
            "ann", () -> handler(reactive).apply(exchange("McpAsyncServerExchange"), request()));
    ((Mono<?>) answer).block();

    assertThat(threads).allMatch(thread -> thread.startsWith("boundedElastic"));
    assertThat(seen).containsExactly(caller());
  }

  @Test
  void aHandlerRunsForThePersonOfItsThread() throws Exception {
    Object blocking = specification("SyncToolSpecification", this::note);

    Woven.as("ann", () -> handler(blocking).apply(exchange("McpSyncServerExchange"), request()));

    assertThat(seen).containsExactly(caller());
  }

  @Test
  void aHandlerThatFailsLeavesNoFrame() throws Exception {
    Object failing =
        specification(
            "SyncToolSpecification",
            (exchange, request) -> {
              seen.add(Woven.CALLERS.current());
              throw new IllegalStateException("no such customer");
            });
    try {
      Woven.as("ann", () -> handler(failing).apply(exchange("McpSyncServerExchange"), request()));
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("no such customer");
    }

    assertThat(seen).containsExactly(caller());
  }

  private @Nullable Object note(Object exchange, Object request) {
    seen.add(Woven.CALLERS.current());
    threads.add(Thread.currentThread().getName());
    return null;
  }

  private static Caller caller() throws Exception {
    String session = tellsSessions() ? "session-1" : null;
    return new Caller(
        "shop",
        Woven.person("ann"),
        new AiAgent("mcp", "shop", "lookUp", null, session, "desk-client"));
  }

  private static boolean tellsSessions() throws Exception {
    return Arrays.stream(type(SERVER + "McpSyncServerExchange").getMethods())
        .anyMatch(method -> method.getName().equals("sessionId"));
  }

  private static Object specification(String kind, BiFunction<Object, Object, ?> handler)
      throws Exception {
    return make(
        type(SERVER + "McpServerFeatures$" + kind), Map.of("Tool", tool(), "BiFunction", handler));
  }

  @SuppressWarnings("unchecked")
  private static BiFunction<Object, Object, Object> handler(Object specification) throws Exception {
    String name = takesRequests() ? "callHandler" : "call";
    return (BiFunction<Object, Object, Object>)
        Objects.requireNonNull(specification.getClass().getMethod(name).invoke(specification));
  }

  /** Before 0.11 a handler got the arguments only. */
  private static boolean takesRequests() throws Exception {
    return Arrays.stream(type(SERVER + "McpServerFeatures$SyncToolSpecification").getMethods())
        .anyMatch(method -> method.getName().equals("callHandler"));
  }

  private static Object request() throws Exception {
    Map<String, Object> arguments = new HashMap<>(Map.of("id", 7));
    return takesRequests()
        ? type(SCHEMA + "CallToolRequest")
            .getConstructor(String.class, Map.class)
            .newInstance("lookUp", arguments)
        : arguments;
  }

  private static Object tool() throws Exception {
    Class<?> tool = type(SCHEMA + "Tool");
    if (!takesRequests()) {
      return tool.getConstructor(String.class, String.class, String.class)
          .newInstance("lookUp", "looks up", "{}");
    }
    Object builder =
        Objects.requireNonNull(
            tool.getMethod("builder", String.class, Map.class)
                .invoke(null, "lookUp", Map.of("type", "object")));
    return Objects.requireNonNull(builder.getClass().getMethod("build").invoke(builder));
  }

  private static Object exchange(String kind) throws Exception {
    Object client =
        type(SCHEMA + "Implementation")
            .getConstructor(String.class, String.class)
            .newInstance("desk-client", "1");
    Object exchange =
        make(
            type(SERVER + "McpAsyncServerExchange"),
            Map.of("Implementation", client, "String", "session-1"));
    return kind.equals("McpAsyncServerExchange")
        ? exchange
        : make(type(SERVER + kind), Map.of("McpAsyncServerExchange", exchange));
  }

  /**
   * Calls the shortest constructor with what is there for its parameters, by their types' names.
   */
  private static Object make(Class<?> type, Map<String, Object> arguments) throws Exception {
    Constructor<?> constructor =
        Arrays.stream(type.getConstructors())
            .min(Comparator.comparingInt(Constructor::getParameterCount))
            .orElseThrow();
    return constructor.newInstance(
        Arrays.stream(constructor.getParameterTypes())
            .map(parameter -> arguments.get(parameter.getSimpleName()))
            .toArray());
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name);
  }
}
