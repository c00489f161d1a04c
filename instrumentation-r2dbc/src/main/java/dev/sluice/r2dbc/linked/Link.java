package dev.sluice.r2dbc.linked;

import dev.sluice.identity.Caller;
import dev.sluice.r2dbc.Binding;
import dev.sluice.r2dbc.Execution;
import dev.sluice.r2dbc.Factory;
import dev.sluice.r2dbc.Governor;
import dev.sluice.r2dbc.ServiceLink;
import dev.sluice.r2dbc.Session;
import dev.sluice.r2dbc.SessionCall;
import dev.sluice.r2dbc.StatementCall;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Parameter;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** The link to one service's R2DBC and Reactor. Thread-safe. */
public final class Link implements ServiceLink {
  private final Governor governor;
  private final Tables tables;

  public Link(Governor governor) {
    this.governor = governor;
    this.tables = new Tables(governor);
  }

  @Override
  public Object execution(Object publisher, StatementCall call) {
    return Governing.of(
        (Publisher<?>) publisher, new GovernedSubscription(governor, tables, call)::subscribe);
  }

  @Override
  public Object consumption(Object publisher, Object result, Execution execution, boolean counts) {
    return Governing.of(
        (Publisher<?>) publisher,
        (source, actual) -> {
          // what is read after all is over has nothing left to tell
          if (execution.opened()) {
            source.subscribe(
                new ConsumptionSubscriber(actual, governor, result, execution, counts));
          } else {
            source.subscribe(actual);
          }
        });
  }

  @Override
  public Object connections(Object publisher, Object factory) {
    Publisher<?> source = (Publisher<?>) publisher;
    return Governing.of(
        source,
        (ignored, actual) -> {
          Caller taker = governor.caller();
          Mono.from(source)
              .cast(Object.class)
              .contextWrite(Connecting::mark)
              .flatMap(connection -> known(connection, factory))
              .doOnNext(connection -> governor.taken(connection, List.of(), taker))
              .subscribe(actual);
        });
  }

  @Override
  public Object taken(Object publisher) {
    return Governing.of(
        (Publisher<?>) publisher,
        (source, actual) -> {
          Caller taker = governor.caller();
          source.subscribe(new TakingSubscriber(actual, governor, taker));
        });
  }

  @Override
  public Object released(Object publisher, Session session) {
    return Governing.of(
        (Publisher<?>) publisher, new TakingBack(governor, tables, session)::subscribe);
  }

  private Mono<Object> known(Object made, Object factory) {
    if (!(made instanceof Connection connection)) {
      return Mono.just(made);
    }
    Factory known = governor.factory(factory, connection, this);
    return tables
        .readOfNew(connection, known)
        .then(
            Mono.<Object>fromSupplier(
                () -> {
                  governor.connected(connection, known, this);
                  return made;
                }))
        .doOnCancel(() -> Mono.from(connection.close()).onErrorComplete().subscribe());
  }

  @Override
  public Object following(Object publisher, Session session, SessionCall call) {
    return Governing.of(
        (Publisher<?>) publisher,
        (source, actual) -> {
          session.begins(call);
          source.subscribe(new CallSubscriber(actual, session, call));
        });
  }

  @Override
  public Object ungoverned(Object publisher, Session session, String way) {
    return Governing.of(
        (Publisher<?>) publisher, new UngovernedSubscription(governor, session, way)::subscribe);
  }

  @Override
  public boolean inTransaction(Object connection) {
    return Transactions.isUnderWay((Connection) connection);
  }

  @Override
  public boolean limitsTime(Object connection) {
    return TimeLimit.isKnown((Connection) connection);
  }

  @Override
  public boolean holdsRows(Object connection) {
    return HeldRows.isKnown((Connection) connection);
  }

  @Override
  public Binding plain(Binding binding) {
    return binding.value() instanceof Parameter typed
        ? new Binding(binding.index(), typed.getValue(), typed.getType().getJavaType())
        : binding;
  }

  @Override
  public void read(Object factory, Factory known) {
    tables.readAgain((ConnectionFactory) factory, known);
  }
}
