package dev.sluice.instrumentation.identity.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerResolver;
import dev.sluice.identity.Carried;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import dev.sluice.identity.Service;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

class ReactorContextsTest {
  private static final Human ANN = new Human("ann", Set.of(), Map.of(), "test", true);
  private static final AiAgent AGENT = new AiAgent("mcp", "desk", "find", null, null);

  private final Failures failures =
      new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  private final ReactorContexts contexts = new ReactorContexts(context -> ANN, failures);
  private final CallerResolver callers =
      new CallerResolver(Service.named("shop"), HumanSource.NONE, contexts);

  @Test
  void anEmptyContextNamesNobody() {
    assertThat(contexts.of(Context.empty())).isNull();
    assertThat(contexts.of(Context.of("some key", "some value"))).isNull();
    assertThat(callers.current(Context.empty())).isEqualTo(new Caller("shop", null, null));
  }

  @Test
  void aSecurityContextNamesThePerson() {
    Context context = with(Mono.just(new SecurityContextImpl()));

    assertThat(callers.current(context)).isEqualTo(new Caller("shop", ANN, null));
  }

  @Test
  void aSecurityContextThatIsMadeWhenItIsAskedForIsRead() {
    assertThat(callers.current(with(Mono.fromSupplier(SecurityContextImpl::new))).human())
        .isEqualTo(ANN);
  }

  @Test
  void noSecurityContextIsNobody() {
    assertThat(callers.current(with(Mono.empty())).human()).isNull();
  }

  @Test
  void aSecurityContextThatIsNotThereYetMayBeAnybodys() {
    assertThatThrownBy(() -> callers.current(with(Mono.never())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSecurityContextThatCannotBeLoadedMayBeAnybodys() {
    assertThatThrownBy(() -> callers.current(with(Mono.error(new IllegalStateException("down")))))
        .hasRootCauseMessage("down");
  }

  @Test
  void aToolCallIsTheAgentsAndThePersons() {
    Context context = with(Mono.just(new SecurityContextImpl()));
    Carried call = new Carried(null, AGENT, false);

    assertThat(callers.current(context.put(ReactorContexts.toolCallKey(), call)))
        .isEqualTo(new Caller("shop", ANN, AGENT));
  }

  @Test
  void aToolCallForNobodyKnowsWhomIsThat() {
    Context context = Context.of(ReactorContexts.toolCallKey(), new Carried(null, AGENT, true));

    assertThatThrownBy(() -> callers.current(context)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theResultOfAToolTakesItsCallAlong() {
    Mono<Caller> result = Mono.deferContextual(view -> Mono.just(callers.current(view)));

    Object written = new ToolCallContext(failures).write(result, new Carried(ANN, AGENT, false));

    assertThat(((Mono<?>) Objects.requireNonNull(written)).block())
        .isEqualTo(new Caller("shop", ANN, AGENT));
    assertThat(new ToolCallContext(failures).write("no Mono", Carried.UNKNOWN))
        .isEqualTo("no Mono");
    assertThat(failures.counts()).isEmpty();
  }

  private static Context with(Mono<? extends SecurityContext> context) {
    return ReactiveSecurityContextHolder.withSecurityContext(context.cast(SecurityContext.class));
  }
}
