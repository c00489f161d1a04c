package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AgentFrames;
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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Who the caller is on Reactor's threads, where Spring Security keeps the person in a context. */
class ReactorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

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
