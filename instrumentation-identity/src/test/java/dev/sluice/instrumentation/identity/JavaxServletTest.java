package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletRequestWrapper;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The older servlet API, without a container. */
class JavaxServletTest {
  private final List<@Nullable Human> seen = new ArrayList<>();
  private final HttpServlet servlet =
      new HttpServlet() {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
          seen.add(Woven.CALLERS.current().human());
        }
      };

  @BeforeAll
  static void weave() {
    Woven.start();
  }

  @AfterEach
  void leavesNothingBehind() {
    assertThat(Woven.CALLERS.current()).isEqualTo(new Caller("shop", null, null));
    assertThat(Woven.problems()).isEmpty();
  }

  @Test
  void theContainersPrincipalIsVerified() throws Exception {
    servlet.service(request("ann", Map.of("X-User", List.of("mallory"))), response());

    assertThat(seen).containsExactly(new Human("ann", Set.of(), Map.of(), "servlet", true));
  }

  @Test
  void aHeaderIsOnlyAsserted() throws Exception {
    servlet.service(
        request(
            null,
            Map.of("X-User", List.of(" ann "), "X-Groups", List.of("clerks, staff,", "sales"))),
        response());

    assertThat(seen)
        .containsExactly(
            new Human("ann", Set.of("clerks", "staff", "sales"), Map.of(), "header", false));
  }

  @Test
  void aHeaderThatNamesTwoPeopleNamesNobody() throws Exception {
    servlet.service(request(null, Map.of("X-User", List.of("ann", "bob"))), response());

    assertThat(seen).containsExactly((Human) null);
  }

  @Test
  void aBlankHeaderNamesNobody() throws Exception {
    servlet.service(request(null, Map.of("X-User", List.of(" "))), response());

    assertThat(seen).containsExactly((Human) null);
  }

  @Test
  void aFilterThatWrapsTheRequestIsHeard() throws Exception {
    Filter filter = new LogIn("ann");

    filter.doFilter(request(null, Map.of()), response(), servlet::service);

    assertThat(seen).containsExactly(new Human("ann", Set.of(), Map.of(), "servlet", true));
  }

  @Test
  void aServletThatFailsLeavesNoRequest() {
    HttpServlet broken =
        new HttpServlet() {
          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws ServletException {
            throw new ServletException("broken");
          }
        };

    assertThatThrownBy(() -> broken.service(request("ann", Map.of()), response()))
        .hasMessage("broken");
  }

  private static ServletResponse response() {
    return (ServletResponse)
        Proxy.newProxyInstance(
            JavaxServletTest.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) -> null);
  }

  private static HttpServletRequest request(
      @Nullable String user, Map<String, List<String>> headers) {
    Principal principal = () -> user == null ? "" : user;
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            JavaxServletTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getMethod" -> "GET";
                  case "getUserPrincipal" -> user == null ? null : principal;
                  case "getHeaders" ->
                      Collections.enumeration(
                          headers.getOrDefault((String) arguments[0], List.of()));
                  default -> throw new UnsupportedOperationException(method.toString());
                });
  }

  private record LogIn(String user) implements Filter {
    @Override
    public void init(FilterConfig configuration) {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(
          new HttpServletRequestWrapper((HttpServletRequest) request) {
            @Override
            public Principal getUserPrincipal() {
              return () -> user;
            }
          },
          response);
    }

    @Override
    public void destroy() {}
  }
}
