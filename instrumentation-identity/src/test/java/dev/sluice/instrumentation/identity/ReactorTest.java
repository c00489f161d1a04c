package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServletHttpHandlerAdapter;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/** Who the caller is on Reactor's threads, where Spring Security keeps the person in a context. */
class ReactorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Human ANN = new Human("ann", Set.of(), Map.of(), "test", true);
  private static final AiAgent AGENT = new AiAgent("mcp", "desk", "find", null, null);

  @BeforeAll
  static void weave() {
    Woven.start();
  }

  @AfterEach
  void leavesNobodyBehind() {
    assertThat(AgentFrames.active()).isFalse();
    assertThat(who()).isEqualTo("nobody");
    assertThat(nobodyIsLeftOn()).isEqualTo("nobody");
    assertThat(Woven.problems()).isEmpty();
  }

  private static @Nullable String nobodyIsLeftOn() {
    return Mono.fromCallable(ReactorTest::who)
        .subscribeOn(Schedulers.boundedElastic())
        .block(PATIENCE);
  }

  @Test
  void theSecurityContextIsVerified() {
    Caller caller =
        Mono.fromCallable(Woven.CALLERS::current)
            .subscribeOn(Schedulers.boundedElastic())
            .contextWrite(ReactiveSecurityContextHolder.withAuthentication(login("ann")))
            .block(PATIENCE);

    assertThat(caller)
        .isEqualTo(
            new Caller(
                "shop",
                new Human("ann", Set.of("staff"), Map.of(), "spring-security", true),
                null));
  }

  @Test
  void whateverBlocksIsForWhomTheChainIs() {
    assertThat(asAnn(Mono.fromCallable(ReactorTest::who))).isEqualTo("ann");
    assertThat(asAnn(Mono.fromSupplier(ReactorTest::who))).isEqualTo("ann");
    assertThat(asAnn(Mono.fromCallable(ReactorTest::who).subscribeOn(Schedulers.boundedElastic())))
        .isEqualTo("ann");
    assertThat(asAnn(Mono.defer(() -> Mono.just(who())).subscribeOn(Schedulers.boundedElastic())))
        .isEqualTo("ann");
    assertThat(asAnn(Mono.just(1).publishOn(Schedulers.boundedElastic()).map(x -> who())))
        .isEqualTo("ann");
    assertThat(asAnn(Mono.just(1).hide().flatMap(x -> Mono.just(who())))).isEqualTo("ann");
    assertThat(
            asAnn(
                Flux.range(0, 3)
                    .publishOn(Schedulers.boundedElastic())
                    .map(x -> who())
                    .filter(name -> true)
                    .last()))
        .isEqualTo("ann");
    assertThat(
            asAnn(
                Flux.defer(() -> Flux.just(who())).subscribeOn(Schedulers.boundedElastic()).last()))
        .isEqualTo("ann");
  }

  @Test
  void aChainInsideAChainIsForItsOwn() {
    Mono<String> inside =
        Mono.fromCallable(ReactorTest::who)
            .contextWrite(ReactiveSecurityContextHolder.withAuthentication(login("bob")));

    assertThat(
            asAnn(
                Mono.fromCallable(() -> who() + " then " + inside.block() + " then " + who())
                    .subscribeOn(Schedulers.boundedElastic())))
        .isEqualTo("ann then bob then ann");
  }

  @Test
  void whoIsLoggedOutIsNobody() {
    assertThat(
            asAnn(
                Mono.fromCallable(ReactorTest::who)
                    .subscribeOn(Schedulers.boundedElastic())
                    .contextWrite(ReactiveSecurityContextHolder.clearContext())))
        .isEqualTo("nobody");
  }

  @Test
  void aContextTellsWithoutAnyThread() {
    Caller caller =
        Mono.deferContextual(view -> Mono.just(Woven.CALLERS.current(view)))
            .contextWrite(ReactiveSecurityContextHolder.withAuthentication(login("ann")))
            .block(PATIENCE);

    assertThat(Objects.requireNonNull(Objects.requireNonNull(caller).human()).subject())
        .isEqualTo("ann");
  }

  @Test
  void whatIsSubscribedInAToolCallIsTheAgentsOnWhateverThread() throws Exception {
    Mono<String> chain =
        Mono.delay(Duration.ofMillis(1))
            .map(x -> "")
            .concatWith(Mono.deferContextual(view -> Mono.just(told(view))))
            .last();
    CompletableFuture<String> unawaited = new CompletableFuture<>();
    List<String> seen;
    CompletableFuture<String> future;
    try (AgentFrames.Frame frame = AgentFrames.open(AGENT, ANN)) {
      seen =
          List.of(
              Objects.requireNonNull(chain.block()),
              Objects.requireNonNull(chain.flux().blockLast(PATIENCE)),
              chain.blockOptional().orElseThrow(),
              chain.flux().toStream().findFirst().orElseThrow());
      future = chain.toFuture();
      chain.subscribe(unawaited::complete);
    }

    assertThat(seen).containsOnly("ann by find");
    assertThat(future.get(20, TimeUnit.SECONDS)).isEqualTo("ann by find");
    assertThat(unawaited.get(20, TimeUnit.SECONDS)).isEqualTo("ann by find");
    assertThat(chain.block()).isEqualTo("nobody");
  }

  @Test
  void whatAPersonWaitsForIsTheirsOnWhateverThread() throws Exception {
    Mono<String> chain =
        Mono.delay(Duration.ofMillis(1))
            .flatMap(x -> Mono.deferContextual(view -> Mono.just(told(view))));
    CompletableFuture<String> unawaited = new CompletableFuture<>();
    SecurityContextHolder.getContext().setAuthentication(login("bob"));
    try {
      assertThat(chain.block(PATIENCE)).isEqualTo("bob");
      assertThat(chain.toFuture().get(20, TimeUnit.SECONDS)).isEqualTo("bob");
      assertThat(asAnn(chain)).as("whom the chain itself names").isEqualTo("ann");
      assertThat(
              Mono.delay(Duration.ofMillis(1))
                  .publishOn(Schedulers.boundedElastic())
                  .map(x -> who())
                  .block(PATIENCE))
          .isEqualTo("bob");
      chain.subscribe(unawaited::complete);
      assertThat(unawaited.get(20, TimeUnit.SECONDS)).as("may go on").isEqualTo("nobody");
    } finally {
      SecurityContextHolder.clearContext();
    }
  }

  private static String told(ContextView view) {
    Caller caller = Woven.CALLERS.current(view);
    Human human = caller.human();
    String person = human == null ? "nobody" : human.subject();
    AiAgent agent = caller.agent();
    return agent == null ? person : person + " by " + agent.tool();
  }

  @Test
  void nobodyIsMistakenForAnother() {
    Long mistakes =
        Flux.range(0, 2_000)
            .flatMap(
                number ->
                    Mono.fromCallable(ReactorTest::who)
                        .subscribeOn(Schedulers.boundedElastic())
                        .publishOn(Schedulers.parallel())
                        .map(name -> name + " " + who())
                        .filter(seen -> !seen.equals(name(number) + " " + name(number)))
                        .contextWrite(context(number)),
                16)
            .count()
            .block(PATIENCE);

    assertThat(mistakes).isZero();
  }

  private static String name(int number) {
    return number % 5 == 0 ? "nobody" : "p" + number % 7;
  }

  private static reactor.util.context.Context context(int number) {
    return number % 5 == 0
        ? reactor.util.context.Context.empty()
        : ReactiveSecurityContextHolder.withAuthentication(login(name(number)));
  }

  @Test
  void aReactiveServerKnowsWhoLoggedIn(@TempDir Path directory) throws Exception {
    ReactiveAuthenticationManager everybody = token -> Mono.just(login(token.getName()));
    HttpHandler handler =
        WebHttpHandlerBuilder.webHandler(
                exchange ->
                    Mono.fromCallable(ReactorTest::who)
                        .subscribeOn(Schedulers.boundedElastic())
                        .flatMap(name -> write(exchange, name)))
            .filter(new AuthenticationWebFilter(everybody))
            .build();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.getConnector();
    Context context = tomcat.addContext("", directory.toString());
    Tomcat.addServlet(context, "reactive", new ServletHttpHandlerAdapter(handler))
        .setAsyncSupported(true);
    context.addServletMappingDecoded("/", "reactive");
    tomcat.start();
    try {
      URI uri = URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + "/");

      assertThat(get(uri, "ann")).isEqualTo("ann");
      assertThat(get(uri, "bob")).isEqualTo("bob");
      assertThat(get(uri, null)).isEqualTo("nobody");
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  private static Mono<Void> write(ServerWebExchange exchange, String text) {
    return exchange
        .getResponse()
        .writeWith(
            Mono.just(
                exchange
                    .getResponse()
                    .bufferFactory()
                    .wrap(
                        (text + " " + who())
                            .replaceAll("^(.*) \\1$", "$1")
                            .getBytes(StandardCharsets.UTF_8))));
  }

  private static String get(URI uri, @Nullable String person) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (person != null) {
      request.header(
          "Authorization",
          "Basic "
              + Base64.getEncoder()
                  .encodeToString((person + ":secret").getBytes(StandardCharsets.UTF_8)));
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static @Nullable String asAnn(Mono<String> work) {
    return work.contextWrite(ReactiveSecurityContextHolder.withAuthentication(login("ann")))
        .block(PATIENCE);
  }

  private static Authentication login(String name) {
    return UsernamePasswordAuthenticationToken.authenticated(
        name, null, AuthorityUtils.createAuthorityList("ROLE_staff"));
  }

  private static String who() {
    Human human = Woven.CALLERS.current().human();
    return human == null ? "nobody" : human.subject();
  }
}
