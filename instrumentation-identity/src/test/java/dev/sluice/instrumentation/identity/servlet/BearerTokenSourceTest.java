package dev.sluice.instrumentation.identity.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenSourceTest {
  private final List<String> judged = new ArrayList<>();
  private boolean verifies = true;
  private final BearerTokenSource source =
      new BearerTokenSource(this::judge, new Failures(System.err));

  @Test
  void nobodyWithoutARequest() {
    assertThat(source.current()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer abc", "bearer abc", "BEARER  abc "})
  void namesThePersonOfTheToken(String header) {
    assertThat(during(List.of(header))).containsExactly("abc", "abc");
    assertThat(judged).as("once for the request").containsExactly("abc");
  }

  @Test
  void judgesATokenAgainThatWasNotVerified() {
    verifies = false;

    assertThat(during(List.of("Bearer abc"))).containsExactly("abc", "abc");
    assertThat(judged).containsExactly("abc", "abc");
  }

  @Test
  void twoHeadersNameNobody() {
    assertThat(during(List.of("Bearer abc", "Bearer def"))).containsExactly(null, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearerabc"})
  void otherSchemesNameNobody(String header) {
    assertThat(during(List.of(header))).containsExactly(null, null);
    assertThat(judged).isEmpty();
  }

  @Test
  void theNextRequestIsAnother() {
    during(List.of("Bearer abc"));

    assertThat(during(List.of("Bearer def"))).containsExactly("def", "def");
    assertThat(during(List.of())).containsExactly(null, null);
  }

  /** Asks twice during one request. */
  private List<@Nullable String> during(List<String> authorization) {
    Object request =
        Proxy.newProxyInstance(
            BearerTokenSourceTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                method.getName().equals("getHeaders") && arguments[0].equals("Authorization")
                    ? Collections.enumeration(authorization)
                    : null);
    List<@Nullable String> subjects = new ArrayList<>();
    Object scope = RequestScope.start(request);
    try {
      for (int i = 0; i < 2; i++) {
        Human human = source.current();
        subjects.add(human == null ? null : human.subject());
      }
    } finally {
      RequestScope.end(scope);
    }
    return subjects;
  }

  private Human judge(String token) {
    judged.add(token);
    return new Human(token, Set.of(), Map.of(), "jwt", verifies);
  }
}
