package dev.sluice.r2dbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/** Roles of the database are not taken over R2DBC. */
@Timeout(60)
class DatabaseRolesTest {
  private static final String READ = "SELECT 7";

  @Test
  void whoHasARoleIsRefused() {
    Vendor.H2.create("roles");
    ConnectionFactory factory = Vendor.H2.factory("roles");
    Woven.govern(
        """
        callers:
          services: {kind: service}
          people: {kind: human}
        database_roles:
          - {id: theirs, callers: [people], role: reader}
        """);

    assertThat(read(factory)).containsExactly(7);

    Woven.govern(
        """
        callers:
          services: {kind: service}
        database_roles:
          - {id: theirs, callers: [services], role: reader}
        """);

    assertThatThrownBy(() -> read(factory))
        .isInstanceOf(R2dbcPermissionDeniedException.class)
        .hasMessageContaining("a role of the database");
    assertThat(Woven.problems()).isEmpty();
  }

  private static List<Object> read(ConnectionFactory factory) {
    return Vendor.use(
        factory,
        Context.empty(),
        connection ->
            Flux.from(connection.createStatement(READ).execute())
                .concatMap(result -> result.map((row, metadata) -> row.get(0))));
  }
}
