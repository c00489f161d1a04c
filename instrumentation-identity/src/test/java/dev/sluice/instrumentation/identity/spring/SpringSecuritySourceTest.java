package dev.sluice.instrumentation.identity.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Human;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.ListeningSecurityContextHolderStrategy;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

class SpringSecuritySourceTest {
  private final Failures failures =
      new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  private @Nullable Object request;
  private final SpringSecuritySource source = new SpringSecuritySource(() -> request, failures);

  @AfterEach
  void forgetEverybody() {
    SecurityContextHolder.clearContext();
    SecurityContextHolder.setStrategyName(SecurityContextHolder.MODE_THREADLOCAL);
    assertThat(failures.counts()).isEmpty();
  }

  @Test
  void theAuthenticatedPersonIsKnown() {
    logIn(person("ann", "ROLE_admin", "SCOPE_read", "ROLE_"));

    assertThat(source.current())
        .isEqualTo(
            new Human("ann", Set.of("admin", "SCOPE_read", ""), Map.of(), "spring-security", true));
  }

  @Test
  void theSameAuthenticationIsReadOnce() {
    logIn(person("ann"));

    assertThat(source.current()).isSameAs(source.current());
  }

  @Test
  void anotherAuthenticationIsAnotherPerson() {
    logIn(person("ann"));
    source.current();
    logIn(person("bob"));

    assertThat(source.current()).extracting("subject").isEqualTo("bob");
  }

  @Test
  void theAnonymousAreNobody() {
    logIn(
        new AnonymousAuthenticationToken(
            "key", "anonymousUser", List.of(new SimpleGrantedAuthority("ROLE_ANONYMOUS"))));

    assertThat(source.current()).isNull();
  }

  @Test
  void whoHasNotProvenToBeSomebodyIsNobody() {
    logIn(UsernamePasswordAuthenticationToken.unauthenticated("ann", "guess"));

    assertThat(source.current()).isNull();
  }

  @Test
  void whoLosesTheProofIsNobodyAgain() {
    Authentication ann = person("ann");
    logIn(ann);
    assertThat(source.current()).isNotNull();
    ann.setAuthenticated(false);

    assertThat(source.current()).isNull();
  }

  @Test
  void aTokensScalarsAreClaims() {
    Instant issued = Instant.parse("2026-11-01T00:00:00Z");
    Jwt jwt =
        Jwt.withTokenValue("value")
            .header("alg", "none")
            .subject("ann")
            .issuedAt(issued)
            .claim("tenant", "acme")
            .claim("level", 3)
            .claim("email_verified", true)
            .claim("roles", List.of("a", "b"))
            .claim("address", Map.of("city", "Oslo"))
            .build();
    logIn(new JwtAuthenticationToken(jwt, List.of(new SimpleGrantedAuthority("SCOPE_x"))));

    assertThat(source.current())
        .isEqualTo(
            new Human(
                "ann",
                Set.of("SCOPE_x"),
                Map.of(
                    "sub", "ann",
                    "iat", "2026-11-01T00:00:00Z",
                    "tenant", "acme",
                    "level", "3",
                    "email_verified", "true"),
                "spring-security",
                true));
  }

  @Test
  void aPrincipalsAttributesAreClaims() {
    DefaultOAuth2AuthenticatedPrincipal principal =
        new DefaultOAuth2AuthenticatedPrincipal("ann", Map.of("tenant", "acme"), List.of());
    logIn(UsernamePasswordAuthenticationToken.authenticated(principal, "", List.of()));

    assertThat(source.current())
        .isEqualTo(new Human("ann", Set.of(), Map.of("tenant", "acme"), "spring-security", true));
  }

  @Test
  void anAuthorityMayBeALambda() {
    GrantedAuthority authority = () -> "ROLE_clerk";
    logIn(UsernamePasswordAuthenticationToken.authenticated("ann", "", List.of(authority)));

    assertThat(source.current()).extracting("groups").isEqualTo(Set.of("clerk"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SecurityContextHolder.MODE_THREADLOCAL,
        SecurityContextHolder.MODE_INHERITABLETHREADLOCAL
      })
  void askingLeavesNoContextOnTheThread(String mode) throws ReflectiveOperationException {
    SecurityContextHolder.setStrategyName(mode);

    assertThat(source.current()).isNull();

    assertThat(heldBy(SecurityContextHolder.getContextHolderStrategy())).isNull();
  }

  @Test
  void askingAListeningStrategyLeavesNoContextEither() throws ReflectiveOperationException {
    SecurityContextHolderStrategy plain = SecurityContextHolder.getContextHolderStrategy();
    SecurityContextHolder.setContextHolderStrategy(
        new ListeningSecurityContextHolderStrategy(plain, event -> {}));

    assertThat(source.current()).isNull();
    assertThat(heldBy(plain)).isNull();

    logIn(person("ann"));
    assertThat(source.current()).extracting("subject").isEqualTo("ann");
  }

  @Test
  void aContextThatTheServiceStillFillsIsLeftInPlace() {
    SecurityContext empty = SecurityContextHolder.getContext();

    assertThat(source.current()).isNull();

    empty.setAuthentication(person("ann"));
    assertThat(source.current()).extracting("subject").isEqualTo("ann");
  }

  @Test
  void aDeferredContextIsLoaded() {
    Supplier<SecurityContext> stored = () -> new SecurityContextImpl(person("ann"));
    SecurityContextHolder.getContextHolderStrategy().setDeferredContext(stored);

    assertThat(source.current()).extracting("subject").isEqualTo("ann");
  }

  @Test
  void aContextThatCannotBeLoadedIsNotNobodys() {
    SecurityContextHolder.getContextHolderStrategy()
        .setDeferredContext(
            () -> {
              throw new IllegalStateException("session store is away");
            });

    assertThatThrownBy(source::current).hasMessage("session store is away");
  }

  @Test
  void aStrategyOfTheServicesOwnIsAsked() {
    SecurityContextHolder.setContextHolderStrategy(new FixedStrategy(person("ann")));

    assertThat(source.current()).extracting("subject").isEqualTo("ann");
  }

  @Test
  void aThreadWhoseLoaderSeesNoSpringAsksTheLoaderOfTheRequest() {
    logIn(person("ann"));
    withContextLoader(
        ClassLoader.getPlatformClassLoader(),
        () -> {
          assertThat(source.current()).isNull();
          request = this;
          assertThat(source.current()).extracting("subject").isEqualTo("ann");
        });
  }

  @Test
  void aThreadWithoutContextLoaderKnowsNobody() {
    logIn(person("ann"));

    withContextLoader(null, () -> assertThat(source.current()).isNull());
  }

  private static void withContextLoader(@Nullable ClassLoader loader, Runnable work) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      work.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void logIn(Authentication authentication) {
    SecurityContextHolder.setContext(new SecurityContextImpl(authentication));
  }

  private static Authentication person(String name, String... authorities) {
    return UsernamePasswordAuthenticationToken.authenticated(
        name, "", List.of(authorities).stream().map(SimpleGrantedAuthority::new).toList());
  }

  private static @Nullable Object heldBy(SecurityContextHolderStrategy strategy)
      throws ReflectiveOperationException {
    Field field = strategy.getClass().getDeclaredField("contextHolder");
    field.setAccessible(true);
    return ((ThreadLocal<?>) field.get(strategy)).get();
  }

  private static final class FixedStrategy implements SecurityContextHolderStrategy {
    private SecurityContext context;

    FixedStrategy(Authentication authentication) {
      this.context = new SecurityContextImpl(authentication);
    }

    @Override
    public void clearContext() {
      context = createEmptyContext();
    }

    @Override
    public SecurityContext getContext() {
      return context;
    }

    @Override
    public void setContext(SecurityContext context) {
      this.context = context;
    }

    @Override
    public SecurityContext createEmptyContext() {
      return new SecurityContextImpl();
    }
  }
}
