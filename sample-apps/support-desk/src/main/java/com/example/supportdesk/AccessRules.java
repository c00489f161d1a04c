package com.example.supportdesk;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Everybody logs in with HTTP Basic, on every request. */
@Configuration
class AccessRules {
  @Bean
  SecurityFilterChain filterChain(HttpSecurity http) {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .httpBasic(Customizer.withDefaults())
        // No cookie carries a login, so another site cannot ride on one.
        .csrf(csrf -> csrf.disable())
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .build();
  }

  @Bean
  UserDetailsService accounts(SupportDeskSettings settings) {
    List<UserDetails> users = settings.accounts().stream().map(AccessRules::user).toList();
    return new InMemoryUserDetailsManager(users);
  }

  private static UserDetails user(SupportDeskSettings.Account account) {
    return User.withUsername(account.name())
        .password(account.password())
        .roles(account.groups().toArray(String[]::new))
        .build();
  }
}
