package dev.sluice.r2dbc.linked;

import dev.sluice.gate.Admission;
import dev.sluice.gate.OwnWork;
import dev.sluice.policy.Database;
import dev.sluice.r2dbc.Binding;
import dev.sluice.r2dbc.StatementCall;
import dev.sluice.sql.ColumnType;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.FilteredText;
import dev.sluice.sql.RowFilterRewriter;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.Type;
import java.math.BigDecimal;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * A statement or batch that runs in place of the service's own, on the same connection, with
 * another text: made for one subscription, from what the service has bound. The values of row
 * filters are parameters behind, or between, those of the service; in a batch, which has none, they
 * are literals.
 */
final class Twin {
  private static final String UNSPECIFIED = "io.r2dbc.postgresql.codec.PostgresqlObjectId";

  private final StatementCall call;
  private final Admission admission;
  private final Connection connection;

  private Twin(StatementCall call, Admission admission, Connection connection) {
    this.call = call;
    this.admission = admission;
    this.connection = connection;
  }

  /**
   * Makes and executes it.
   *
   * @throws RuntimeException what the driver says of it
   */
  static Publisher<?> of(StatementCall call, Admission admission) {
    if (!(call.session().connection() instanceof Connection connection)) {
      throw new IllegalStateException("the connection of a statement is gone");
    }
    try (OwnWork work = OwnWork.begin()) {
      Twin twin = new Twin(call, admission, connection);
      return call.batch() ? twin.batch() : twin.statement(call.texts().get(0));
    }
  }

  private Publisher<?> batch() {
    Batch batch = connection.createBatch();
    for (String sql : call.texts()) {
      RowFilterRewriter.Result filtered = admission.filtered(sql);
      batch.add(filtered == null ? sql : filtered.literal().text());
    }
    return batch.execute();
  }

  private Publisher<?> statement(String sql) {
    RowFilterRewriter.Result filtered = admission.filtered(sql);
    FilteredText text = filtered == null ? null : filtered.bound();
    Statement statement = connection.createStatement(text == null ? sql : text.text());
    if (call.fetchSize() != StatementCall.NO_FETCH_SIZE) {
      statement.fetchSize(call.fetchSize());
    }
    if (call.generated() != null) {
      statement.returnGeneratedValues(call.generated().toArray(new String[0]));
    }
    int left = Math.max(call.sets().size(), 1);
    for (Collection<Binding> set : call.sets()) {
      bind(statement, set, text);
      if (--left > 0) {
        statement.add();
      }
    }
    if (call.sets().isEmpty() && text != null) {
      bindFilter(statement, text);
    }
    return statement.execute();
  }

  private void bind(Statement statement, Collection<Binding> set, @Nullable FilteredText text) {
    for (Binding binding : set) {
      int index = text == null ? binding.index() : text.indexOf(binding.index() + 1) - 1;
      Object value = binding.value();
      if (value != null) {
        statement.bind(index, value);
      } else {
        statement.bindNull(index, binding.type() == null ? Object.class : binding.type());
      }
    }
    if (text != null && (!set.isEmpty() || call.sets().size() == 1)) {
      bindFilter(statement, text); // a set that is empty stands behind the last add()
    }
  }

  /** PostgreSQL decides on the type: the value is compared as a literal would be. */
  private void bindFilter(Statement statement, FilteredText text) {
    Database database = call.session().database();
    for (FilteredText.Bound value : text.bound()) {
      int index = value.index() - 1;
      if (database.dialect() == Dialect.POSTGRESQL) {
        statement.bind(index, Parameters.in(unspecified(), value.value()));
      } else if (value.type() == ColumnType.NUMBER) {
        statement.bind(index, new BigDecimal(value.value()));
      } else {
        statement.bind(index, value.value());
      }
    }
  }

  /** The type of a parameter that the server is to find out, in r2dbc-postgresql since 0.9. */
  private Type unspecified() {
    try {
      Class<?> types = Class.forName(UNSPECIFIED, true, connection.getClass().getClassLoader());
      return (Type) types.getField("UNSPECIFIED").get(null);
    } catch (ReflectiveOperationException other) {
      throw new IllegalStateException("a version of r2dbc-postgresql that is not known", other);
    }
  }
}
