package com.example;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Accounts of a sample, whose passwords are their names. Everybody logs in with HTTP Basic. */
public final class Accounts {
  private Accounts() {}

  /** Nobody does anything without a login, on every request. */
  public static SecurityFilterChain loginRequired(HttpSecurity http) {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .httpBasic(Customizer.withDefaults())
        // No cookie carries a login, so another site cannot ride on one.
        .csrf(csrf -> csrf.disable())
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .build();
  }

  /** Who has an account. */
  public static UserDetailsService all() {
    return new InMemoryUserDetailsManager(
        account("kim", "support"),
        account("robin", "support", "lead"),
        account("alex", "sales"),
        account("sam", "sales", "lead"));
  }

  private static UserDetails account(String name, String... groups) {
    return User.withUsername(name).password("{noop}" + name).roles(groups).build();
  }
}
