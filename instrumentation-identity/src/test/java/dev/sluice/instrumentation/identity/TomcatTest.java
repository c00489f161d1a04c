package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/** A real container with few threads, so that they are soon used again for somebody else. */
class TomcatTest {
  private static final int WORKERS = 2;

  private static final Tomcat tomcat = new Tomcat();
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Woven.start();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("maxThreads", String.valueOf(WORKERS));
    tomcat.getConnector().setProperty("minSpareThreads", String.valueOf(WORKERS));
    deploy(tomcat.addContext("/plain", directory.toString()));
    deploy(protectedByTomcat(tomcat.addContext("/tomcat", directory.toString())));
    deploy(protectedBySpring(tomcat.addContext("/spring", directory.toString())));
    tomcat.start();
  }

  @AfterAll
  static void stop() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  @AfterEach
  void nobodyIsLeftOnAnyWorker() throws Exception {
    Executor workers = tomcat.getConnector().getProtocolHandler().getExecutor();
    CyclicBarrier allWorkers = new CyclicBarrier(WORKERS);
    List<CompletableFuture<Caller>> callers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      CompletableFuture<Caller> caller = new CompletableFuture<>();
      callers.add(caller);
      workers.execute(() -> caller.complete(await(allWorkers)));
    }
    for (CompletableFuture<Caller> caller : callers) {
      assertThat(caller.get(10, TimeUnit.SECONDS)).isEqualTo(new Caller("shop", null, null));
    }
    assertThat(Woven.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # path            | log in | header | who
          /plain/who        | -      | -      | nobody
          /plain/who        | -      | ann    | ann from header, unverified, []
          /plain/forward    | -      | ann    | ann from header, unverified, []
          /plain/around     | -      | ann    | ann then eve then ann
          /plain/async      | -      | ann    | ann from header, unverified, []
          /tomcat/who       | ann    | -      | ann from servlet, verified, []
          /tomcat/who       | ann    | bob    | ann from servlet, verified, []
          /tomcat/forward   | ann    | -      | ann from servlet, verified, []
          /tomcat/async     | ann    | -      | ann from servlet, verified, []
          /spring/who       | ann    | -      | ann from spring-security, verified, [clerk, read]
          /spring/who       | ann    | bob    | ann from spring-security, verified, [clerk, read]
          /spring/forward   | ann    | -      | ann from spring-security, verified, [clerk, read]
          /spring/who       | -      | -      | nobody
          /spring/who       | -      | bob    | bob from header, unverified, []
          """)
  void theCallerIsKnown(String path, @Nullable String logIn, @Nullable String header, String who)
      throws Exception {
    assertThat(get(path, logIn, header).body()).isEqualTo(who);
  }

  @Test
  void askingCreatesNoSession() throws Exception {
    assertThat(get("/spring/who", null, null).headers().map()).doesNotContainKey("set-cookie");
    assertThat(get("/plain/who", null, "ann").headers().map()).doesNotContainKey("set-cookie");
  }

  @Test
  void aServletThatFailsLeavesNobodyBehind() throws Exception {
    for (int i = 0; i < 2 * WORKERS; i++) {
      assertThat(get("/plain/broken", null, "ann").statusCode()).isEqualTo(500);
    }
    for (int i = 0; i < 2 * WORKERS; i++) {
      assertThat(get("/plain/who", null, null).body()).isEqualTo("nobody");
    }
  }

  @Test
  void manyPeopleShareTheWorkersAndAreNeverMistaken() throws Exception {
    int clients = 4;
    int rounds = 60;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    List<String> mistakes = Collections.synchronizedList(new ArrayList<>());
    List<Callable<Integer>> work = new ArrayList<>();
    for (int number = 0; number < clients; number++) {
      int offset = number;
      work.add(
          () -> {
            for (int round = 0; round < rounds; round++) {
              String person = "p" + (offset + round) % 5;
              expect(mistakes, "/spring/who", person, null, person);
              expect(mistakes, "/tomcat/forward", person, null, person);
              expect(mistakes, "/plain/async", null, person, person);
              expect(mistakes, "/spring/who", null, null, "nobody");
            }
            return rounds;
          });
    }
    for (Future<Integer> done : threads.invokeAll(work)) {
      assertThat(done.get()).isEqualTo(rounds);
    }
    threads.shutdown();
    assertThat(mistakes).isEmpty();
  }

  private static Caller await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception problem) {
      throw new IllegalStateException(problem);
    }
    return Woven.CALLERS.current();
  }

  private void expect(
      List<String> mistakes,
      String path,
      @Nullable String logIn,
      @Nullable String header,
      String who)
      throws Exception {
    String answer = get(path, logIn, header).body();
    if (!answer.equals(who) && !answer.startsWith(who + " ")) {
      mistakes.add(path + " for " + who + " was " + answer);
    }
  }

  private HttpResponse<String> get(String path, @Nullable String logIn, @Nullable String header)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + path));
    if (logIn != null) {
      String credentials = logIn + ":secret";
      request.header(
          "Authorization",
          "Basic "
              + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
    if (header != null) {
      request.header(Woven.USER_HEADER, header);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String who() {
    Human human = Woven.CALLERS.current().human();
    return human == null
        ? "nobody"
        : "%s from %s, %s, %s"
            .formatted(
                human.subject(),
                human.source(),
                human.verified() ? "verified" : "unverified",
                new TreeSet<>(human.groups()));
  }

  private static String subject() {
    Human human = Woven.CALLERS.current().human();
    return human == null ? "nobody" : human.subject();
  }

  private static void deploy(Context context) {
    add(context, "who", (request, response) -> response.getWriter().write(who()));
    add(
        context,
        "forward",
        (request, response) -> request.getRequestDispatcher("/who").forward(request, response));
    add(
        context,
        "subject",
        (request, response) -> response.getWriter().write(" then " + subject() + " then "));
    add(
        context,
        "around",
        (request, response) -> {
          response.getWriter().write(subject());
          request.getRequestDispatcher("/subject").include(new SentBy(request, "eve"), response);
          response.getWriter().write(subject());
        });
    add(
        context,
        "async",
        (request, response) -> {
          AsyncContext async = request.startAsync();
          async.start(() -> async.dispatch("/who"));
        });
    add(
        context,
        "broken",
        (request, response) -> {
          throw new ServletException("broken for " + subject());
        });
  }

  private static void add(Context context, String name, Service service) {
    HttpServlet servlet =
        new HttpServlet() {
          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws ServletException, IOException {
            service.serve(request, response);
          }
        };
    Tomcat.addServlet(context, name, servlet).setAsyncSupported(true);
    context.addServletMappingDecoded("/" + name, name);
  }

  private static Context protectedByTomcat(Context context) {
    for (String user : List.of("ann", "p0", "p1", "p2", "p3", "p4")) {
      tomcat.addUser(user, "secret");
      tomcat.addRole(user, "user");
    }
    SecurityCollection everything = new SecurityCollection();
    everything.addPatternDecoded("/*");
    SecurityConstraint users = new SecurityConstraint();
    users.addAuthRole("user");
    users.addCollection(everything);
    context.addConstraint(users);
    context.addSecurityRole("user");
    context.setLoginConfig(new LoginConfig("BASIC", "test", null, null));
    context.getPipeline().addValve(new BasicAuthenticator());
    return context;
  }

  private static Context protectedBySpring(Context context) throws ServletException {
    SecurityContextHolderAwareRequestFilter aware = new SecurityContextHolderAwareRequestFilter();
    aware.afterPropertiesSet();
    Filter chain =
        new FilterChainProxy(
            new DefaultSecurityFilterChain(
                AnyRequestMatcher.INSTANCE,
                new SecurityContextHolderFilter(new HttpSessionSecurityContextRepository()),
                new BasicAuthenticationFilter(TomcatTest::authenticate),
                aware,
                new AnonymousAuthenticationFilter("key")));
    FilterDef definition = new FilterDef();
    definition.setFilterName("security");
    definition.setFilter(chain);
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap everything = new FilterMap();
    everything.setFilterName("security");
    everything.addURLPattern("/*");
    context.addFilterMap(everything);
    return context;
  }

  private static Authentication authenticate(Authentication attempt) {
    return UsernamePasswordAuthenticationToken.authenticated(
        attempt.getName(), "", AuthorityUtils.createAuthorityList("ROLE_clerk", "read"));
  }

  private interface Service {
    void serve(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException;
  }

  private static final class SentBy extends HttpServletRequestWrapper {
    private final String user;

    SentBy(HttpServletRequest request, String user) {
      super(request);
      this.user = user;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return name.equals(Woven.USER_HEADER)
          ? Collections.enumeration(List.of(user))
          : super.getHeaders(name);
    }
  }
}
