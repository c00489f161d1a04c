package dev.sluice.agent.service;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** What a service does for people whom a token names, each of some tenant or of none. */
public final class Tenants {
  private Tenants() {}

  /** Does a task for a person; the tenant is null if the token does not tell one. */
  public static Task as(@Nullable String tenant, Task task) {
    return connection -> {
      signIn(tenant);
      try {
        return task.run(connection);
      } finally {
        SecurityContextHolder.clearContext();
      }
    };
  }

  private static void signIn(@Nullable String tenant) {
    Jwt.Builder token = Jwt.withTokenValue("t").header("alg", "none").subject("kim");
    if (tenant != null) {
      token.claim("tenant", tenant);
    }
    SecurityContextHolder.getContext()
        .setAuthentication(new JwtAuthenticationToken(token.build(), List.of()));
  }

  /** One prepared statement, executed for several people in turn. */
  public static Task kept(String sql, @Nullable String... tenants) {
    return connection -> {
      List<List<@Nullable String>> rows = new ArrayList<>();
      List<Report.Failure> failures = new ArrayList<>();
      signIn(tenants[0]);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setInt(1, 0);
        for (String tenant : tenants) {
          signIn(tenant);
          try (ResultSet results = statement.executeQuery()) {
            rows.addAll(Tasks.read(results).rows());
          } catch (SQLException thrown) {
            failures.add(Report.Failure.of(thrown));
          }
        }
      } finally {
        SecurityContextHolder.clearContext();
      }
      return new Report("", rows, List.of(), Map.of(), failures);
    };
  }

  /** A statement that was prepared for the service itself, executed for a person. */
  public static Task preparedByTheService(String sql, String tenant) {
    return connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        return as(
                tenant,
                same -> {
                  try (ResultSet results = statement.executeQuery()) {
                    return Tasks.read(results);
                  }
                })
            .run(connection);
      }
    };
  }

  /** Parameters of many kinds on both sides of the filters', and what is told of them. */
  public static Task everySetter(String tenant) {
    return as(
        tenant,
        connection -> {
          Map<String, String> seen = new LinkedHashMap<>();
          String sql =
              "update orders set total = ?, note = ? where id = ? and (note = ? or note is null)"
                  + " and exists (select 1 from customers c where c.id = ? and c.name <> ?)";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            seen.put("parameters", "" + statement.getParameterMetaData().getParameterCount());
            set(statement);
            statement.clearParameters();
            set(statement);
            seen.put("updated", "" + statement.executeUpdate());
            statement.setObject(3, 2);
            seen.put("of another tenant", "" + statement.executeUpdate());
            statement.setInt(3, 1);
            statement.setNull(2, Types.VARCHAR);
            statement.setString(4, "set");
            seen.put("again", "" + statement.executeUpdate());
          }
          return Report.noted(seen);
        });
  }

  private static void set(PreparedStatement statement) throws SQLException {
    statement.setObject(1, 77, Types.INTEGER);
    statement.setString(2, "set");
    statement.setLong(3, 1);
    statement.setObject(4, "first");
    statement.setInt(5, 1);
    statement.setString(6, "nobody");
  }

  /** Batches of both kinds, one of them filled for one person and executed for another. */
  public static Task batches(String tenant, String other) {
    return connection -> {
      List<Long> counts = new ArrayList<>();
      List<Report.Failure> failures = new ArrayList<>();
      try (PreparedStatement prepared = prepare(connection, tenant);
          Statement plain = connection.createStatement()) {
        for (int id : new int[] {1, 2, 3}) {
          prepared.setInt(1, 50 + id);
          prepared.setInt(2, id);
          prepared.addBatch();
        }
        count(prepared.executeBatch(), counts);
        plain.addBatch("update orders set total = 5 where id = 1");
        plain.addBatch("update orders set total = 6 where id = 2");
        count(plain.executeBatch(), counts);
        plain.addBatch("update orders set total = 7 where id = 1");
        prepared.setInt(1, 8);
        prepared.addBatch();
        signIn(other);
        for (Statement statement : List.of(plain, prepared)) {
          try {
            count(statement.executeBatch(), counts);
          } catch (SQLException thrown) {
            failures.add(Report.Failure.of(thrown));
          }
        }
      } finally {
        SecurityContextHolder.clearContext();
      }
      return new Report("", List.of(), counts, Map.of(), failures);
    };
  }

  private static PreparedStatement prepare(Connection connection, String tenant)
      throws SQLException {
    signIn(tenant);
    return connection.prepareStatement("update orders set total = ? where id = ?");
  }

  private static void count(int[] updates, List<Long> counts) {
    for (int update : updates) {
      counts.add((long) update);
    }
  }
}
