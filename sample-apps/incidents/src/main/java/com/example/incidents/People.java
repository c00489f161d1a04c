package com.example.incidents;

import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

/** Who is signed in, as Spring Security holds it for the thread. */
final class People {
  private People() {}

  /** Does something while a person is signed in. */
  static String as(String name, Callable<String> work, String... groups) throws Exception {
    SecurityContext context =
        new SecurityContextImpl(
            UsernamePasswordAuthenticationToken.authenticated(
                name, "", Arrays.stream(groups).map(SimpleGrantedAuthority::new).toList()));
    SecurityContextHolder.setContext(context);
    try {
      return work.call();
    } finally {
      SecurityContextHolder.clearContext();
    }
  }

  /** The name of the person, null if nobody is signed in on this thread. */
  static @Nullable String current() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication == null ? null : authentication.getName();
  }
}
