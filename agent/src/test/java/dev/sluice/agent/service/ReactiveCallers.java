package dev.sluice.agent.service;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Works on one connection for several people, and prints what each step gives. Its arguments are
 * the URL, {@code pooled} or {@code plain}, and a file of steps, each {@code who statement}: {@code
 * -} is nobody; {@code @} stands before a method of the connection, or before {@code again}, which
 * gives the connection back and takes one, {@code held statement}, which runs it on another
 * connection meanwhile, {@code at-once N statement}, which runs it N times for ann and bob in
 * turns, subscribed at once, and {@code nested statement}, which runs it for each row of another
 * one that is still being read.
 */
public final class ReactiveCallers {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int OUTER_ROWS = 20;

  private final ConnectionFactory plain;
  private final ConnectionFactory factory;
  private Connection connection;

  private ReactiveCallers(ConnectionFactory plain, ConnectionFactory factory) {
    this.plain = plain;
    this.factory = factory;
    this.connection = take();
  }

  public static void main(String[] arguments) throws Exception {
    ConnectionFactory factory = ConnectionFactories.get(arguments[0]);
    ConnectionFactory used =
        arguments[1].equals("pooled")
            ? new ConnectionPool(ConnectionPoolConfiguration.builder(factory).maxSize(1).build())
            : factory;
    ReactiveCallers service = new ReactiveCallers(factory, used);
    for (String line : Files.readAllLines(Path.of(arguments[2]), StandardCharsets.UTF_8)) {
      int space = line.indexOf(' ');
      System.out.println(service.step(line.substring(0, space), line.substring(space + 1)));
    }
    Mono.from(service.connection.close()).block(PATIENCE);
  }

  private Connection take() {
    return Objects.requireNonNull(Mono.from(factory.create()).block(PATIENCE));
  }

  private static void signIn(String who) {
    if (!who.equals("-")) {
      Jwt token = Jwt.withTokenValue("t").header("alg", "none").subject(who).build();
      SecurityContextHolder.getContext()
          .setAuthentication(
              new JwtAuthenticationToken(token, AuthorityUtils.createAuthorityList("staff")));
    }
  }

  private String step(String who, String step) {
    signIn(who);
    try {
      return step.startsWith("@") ? call(step) : String.valueOf(rows(step).blockLast(PATIENCE));
    } catch (RuntimeException problem) {
      String text = String.valueOf(problem.getMessage());
      return text.contains("Sluice") ? "refused" : text;
    } finally {
      SecurityContextHolder.clearContext();
    }
  }

  private String call(String step) {
    String[] words = step.split(" ", 3);
    return switch (words[0]) {
      case "@begin" -> done(connection.beginTransaction());
      case "@commit" -> done(connection.commitTransaction());
      case "@rollback" -> done(connection.rollbackTransaction());
      case "@savepoint" -> done(connection.createSavepoint("here"));
      case "@back" -> done(connection.rollbackTransactionToSavepoint("here"));
      case "@again" -> {
        done(connection.close());
        connection = take();
        yield "ok";
      }
      case "@held" -> {
        done(connection.close());
        String seen =
            String.valueOf(
                Flux.usingWhen(
                        plain.create(),
                        other -> rows(other, step.substring("@held ".length())),
                        Connection::close)
                    .blockLast(PATIENCE));
        connection = take();
        yield seen;
      }
      case "@at-once" -> atOnce(Integer.parseInt(words[1]), words[2]);
      case "@nested" ->
          String.valueOf(
              rows("select generate_series(1, " + OUTER_ROWS + ")")
                  .concatMap(row -> rows(step.substring("@nested ".length())))
                  .distinct()
                  .collectList()
                  .block(PATIENCE));
      default -> throw new IllegalArgumentException(step);
    };
  }

  private static String done(Publisher<Void> call) {
    Mono.from(call).block(PATIENCE);
    return "ok";
  }

  private String atOnce(int times, String sql) {
    List<CompletableFuture<List<Object>>> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      SecurityContextHolder.clearContext();
      signIn(i % 2 == 0 ? "ann" : "bob");
      all.add(rows(sql).collectList().toFuture());
    }
    List<Object> distinct = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Object seen = (i % 2 == 0 ? "ann " : "bob ") + all.get(i).join();
      if (!distinct.contains(seen)) {
        distinct.add(seen);
      }
    }
    return String.valueOf(distinct);
  }

  private Flux<Object> rows(String sql) {
    return rows(connection, sql);
  }

  private static Flux<Object> rows(Connection connection, String sql) {
    return Flux.from(connection.createStatement(sql).execute())
        .concatMap(
            result ->
                result.map((row, metadata) -> (Object) String.valueOf(row.get(0, String.class))))
        .switchIfEmpty(Mono.just("ok"));
  }
}
