package dev.sluice.agent.service;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A reactive service that calls the database, which blocks, on Reactor's own threads. */
public final class ReactiveDesk {
  private ReactiveDesk() {}

  /** Each person looks up, all at the same time, as Spring Security's context says. */
  public static Task lookUp(String url, List<String> people) {
    return connection -> {
      SpringAis.Desk desk = new SpringAis.Desk(url);
      Map<String, String> seen =
          Flux.fromIterable(people)
              .flatMap(
                  person ->
                      Mono.fromCallable(() -> Map.entry(person, desk.lookUp("word")))
                          .subscribeOn(Schedulers.boundedElastic())
                          .contextWrite(
                              ReactiveSecurityContextHolder.withAuthentication(
                                  UsernamePasswordAuthenticationToken.authenticated(
                                      person, null, List.of()))))
              .collectMap(Map.Entry::getKey, Map.Entry::getValue)
              .block(Duration.ofSeconds(30));
      return Report.noted(Map.copyOf(seen));
    };
  }
}
