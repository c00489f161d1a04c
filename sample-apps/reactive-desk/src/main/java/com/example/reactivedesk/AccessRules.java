package com.example.reactivedesk;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;

/** Everybody logs in with HTTP Basic, on every request. */
@Configuration
class AccessRules {
  @Bean
  SecurityWebFilterChain filterChain(ServerHttpSecurity http) {
    return http.authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
        .httpBasic(Customizer.withDefaults())
        // No cookie carries a login, so another site cannot ride on one.
        .csrf(ServerHttpSecurity.CsrfSpec::disable)
        .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
        .build();
  }

  @Bean
  MapReactiveUserDetailsService accounts(ReactiveDeskSettings settings) {
    List<UserDetails> users = settings.accounts().stream().map(AccessRules::user).toList();
    return new MapReactiveUserDetailsService(users);
  }

  private static UserDetails user(ReactiveDeskSettings.Account account) {
    return User.withUsername(account.name())
        .password(account.password())
        .roles(account.groups().toArray(String[]::new))
        .build();
  }
}
