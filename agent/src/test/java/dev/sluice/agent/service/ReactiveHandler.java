package dev.sluice.agent.service;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.StringJoiner;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.server.MatcherSecurityWebFilterChain;
import org.springframework.security.web.server.WebFilterChainProxy;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What answers by the reactive part of Spring, behind that of Spring Security: the statement runs
 * on a thread of Reactor's. It is the same in all versions.
 */
final class ReactiveHandler {
  private ReactiveHandler() {}

  /**
   * Makes it.
   *
   * @param url of the database, by JDBC
   */
  static HttpHandler of(String url) {
    return WebHttpHandlerBuilder.webHandler(exchange -> answer(exchange, url))
        .filter(
            new WebFilterChainProxy(
                new MatcherSecurityWebFilterChain(
                    ServerWebExchangeMatchers.anyExchange(),
                    List.of(
                        new AuthenticationWebFilter(
                            (ReactiveAuthenticationManager)
                                attempt -> Mono.just(authenticate(attempt)))))))
        .build();
  }

  private static Mono<Void> answer(ServerWebExchange exchange, String url) {
    Mono<DataBuffer> body =
        Mono.fromCallable(() -> look(url, exchange.getRequest().getURI().getPath()))
            .subscribeOn(Schedulers.boundedElastic())
            .map(
                text ->
                    exchange
                        .getResponse()
                        .bufferFactory()
                        .wrap(text.getBytes(StandardCharsets.UTF_8)));
    return exchange.getResponse().writeWith(body);
  }

  /** All rows that whoever asks is given; the last word of the path names their first column. */
  static String look(String url, String path) throws SQLException {
    String word = path.substring(path.lastIndexOf('/') + 1);
    StringJoiner answer = new StringJoiner(", ");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT name AS " + word + ", ssn FROM people ORDER BY 1")) {
      while (rows.next()) {
        answer.add(rows.getString(1) + " " + rows.getString("ssn"));
      }
    }
    return answer.toString();
  }

  /** Of those who may log in, ann alone is a clerk. */
  static Authentication authenticate(Authentication attempt) {
    return UsernamePasswordAuthenticationToken.authenticated(
        attempt.getName(),
        "",
        AuthorityUtils.createAuthorityList(
            attempt.getName().equals("ann") ? "ROLE_clerks" : "ROLE_guests"));
  }
}
