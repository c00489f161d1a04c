package dev.sluice.agent.service;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;

/** What a service does with Hibernate; for services that have it on their class path. */
public final class Entities {
  private Entities() {}

  /** A row of the table {@code people}. */
  @MappedSuperclass
  public abstract static class Row {
    @Id int id;
    @Nullable String name;
    @Nullable String email;
    @Nullable String card;
    int income;
  }

  /** Writes all its columns when one changes, as Hibernate does by default. */
  @Entity
  @Table(name = "people")
  public static class Person extends Row {}

  /** Writes the columns that have changed. */
  @Entity
  @DynamicUpdate
  @Table(name = "people")
  public static class LeanPerson extends Row {}

  /** Loads an entity, changes its name and flushes. */
  public static Task rename(String url, Class<? extends Row> type, String name) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      try (SessionFactory factory = factory(url)) {
        factory.inTransaction(
            session -> {
              Row row = load(session, type);
              seen.put("email", String.valueOf(row.email));
              seen.put("card", String.valueOf(row.card));
              seen.put("income", String.valueOf(row.income));
              row.name = name;
            });
      }
      return Report.noted(seen);
    };
  }

  /** Loads an entity, changes it while it is detached and merges it. */
  public static Task merge(String url, Class<? extends Row> type, String name) {
    return connection -> {
      try (SessionFactory factory = factory(url)) {
        Row row = factory.fromTransaction(session -> load(session, type));
        row.name = name;
        factory.inTransaction(session -> session.merge(row));
      }
      return Report.noted(Map.of());
    };
  }

  /** Renames all that there are, in one batch. */
  public static Task renameAll(String url, Class<? extends Row> type, String name) {
    return connection -> {
      try (SessionFactory factory = factory(url)) {
        factory.inTransaction(
            session -> {
              String query = "from " + type.getName();
              List<? extends Row> rows = session.createQuery(query, type).getResultList();
              rows.forEach(row -> row.name = name);
            });
      }
      return Report.noted(Map.of());
    };
  }

  private static Row load(Session session, Class<? extends Row> type) {
    Row row = session.find(type, 1);
    if (row == null) {
      throw new IllegalStateException("nobody is there");
    }
    return row;
  }

  private static SessionFactory factory(String url) {
    return new Configuration()
        .addAnnotatedClass(Person.class)
        .addAnnotatedClass(LeanPerson.class)
        .setProperty("hibernate.connection.url", url)
        .setProperty("hibernate.jdbc.batch_size", "10")
        .buildSessionFactory();
  }
}
