package dev.sluice.agent.service;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.service.tool.ToolExecutor;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * A service whose people and whose AI agent share Hibernate's caches; for services that have it and
 * LangChain4j on their class path. What each sees, and how many statements it took, is noted as
 * {@code value/statements}.
 */
public final class Patients {
  private static final String EMAIL = "kim@example.org";

  private Patients() {}

  /** What all patients have. */
  @MappedSuperclass
  public abstract static class Patient {
    @Id int id;
    @Nullable String name;

    @NaturalId(mutable = true)
    @Nullable String email;
  }

  /** Cached with locks. */
  @Entity
  @Table(name = "locked")
  @DynamicUpdate
  @NaturalIdCache
  @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
  public static class LockedPatient extends Patient {
    @CollectionTable(name = "notes")
    @Column(name = "note")
    @ElementCollection(fetch = FetchType.LAZY)
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    List<String> notes = new ArrayList<>();
  }

  /** Cached without locks. */
  @Entity
  @DynamicUpdate
  @NaturalIdCache
  @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
  public static class LoosePatient extends Patient {}

  /** Cached as a transaction manager would have it, with nothing that removes what is stale. */
  @Entity
  @DynamicUpdate
  @NaturalIdCache
  @Cache(usage = CacheConcurrencyStrategy.TRANSACTIONAL)
  public static class TransactionalPatient extends Patient {}

  /** What is read. */
  public enum Look {
    FIND,
    NOTES,
    QUERY_OF_VALUES,
    QUERY_OF_ENTITIES,
    NATURAL_ID;

    private @Nullable Object at(Session session, Class<? extends Patient> type) {
      return switch (this) {
        case FIND -> session.find(type, 1).email;
        case NOTES -> ((LockedPatient) session.find(type, 1)).notes.get(0);
        case QUERY_OF_VALUES -> cached(session, "select p.email from " + type.getName() + " p");
        case QUERY_OF_ENTITIES -> ((Patient) cached(session, "from " + type.getName())).email;
        case NATURAL_ID -> byEmail(session, type, EMAIL).orElseThrow().email;
      };
    }

    private static Object cached(Session session, String query) {
      return session.createQuery(query, Object.class).setCacheable(true).getSingleResult();
    }
  }

  /** Looks at the same, once for each letter: p for people, a for the agent. */
  public static Task look(String url, Class<? extends Patient> type, Look look, String order) {
    return connection -> {
      List<String> seen = new ArrayList<>();
      try (SessionFactory factory = factory(url)) {
        for (int i = 0; i < order.length(); i++) {
          seen.add(by(order.charAt(i), factory, session -> look.at(session, type)));
        }
      }
      return Report.noted(Map.of("seen", String.join(", ", seen)));
    };
  }

  /** The agent renames a patient whom people have read, then people read again, twice. */
  public static Task rename(String url, Class<? extends Patient> type) {
    return connection -> {
      List<String> seen = new ArrayList<>();
      try (SessionFactory factory = factory(url)) {
        by('p', factory, session -> session.find(type, 1).email);
        by('a', factory, session -> session.find(type, 1).name = "New");
        for (int i = 0; i < 2; i++) {
          seen.add(by('p', factory, session -> session.find(type, 1).name));
          seen.add(by('p', factory, session -> session.find(type, 1).email));
        }
      }
      return Report.noted(Map.of("seen", String.join(", ", seen)));
    };
  }

  /** After the agent has read a patient, people look for one whose natural id is the mask. */
  public static Task searchForMask(String url, Class<? extends Patient> type) {
    return connection -> {
      try (SessionFactory factory = factory(url)) {
        by('a', factory, session -> session.find(type, 1).email);
        return Report.noted(
            Map.of("seen", by('p', factory, session -> byEmail(session, type, "[redacted]"))));
      }
    };
  }

  @SuppressWarnings("deprecation") // Hibernate 6 has nothing else
  private static Optional<? extends Patient> byEmail(
      Session session, Class<? extends Patient> type, String email) {
    return session.bySimpleNaturalId(type).loadOptional(email);
  }

  /** What somebody sees, and how many statements that took. */
  private static String by(char who, SessionFactory factory, Function<Session, ?> work) {
    long before = factory.getStatistics().getPrepareStatementCount();
    String seen =
        who == 'a'
            ? new Assistant(factory, work)
                .execute(ToolExecutionRequest.builder().id("1").name("look").build(), "memory")
            : String.valueOf(factory.fromTransaction(work::apply));
    return seen + "/" + (factory.getStatistics().getPrepareStatementCount() - before);
  }

  /** Does something as an AI agent's tool. */
  private static final class Assistant implements ToolExecutor {
    private final SessionFactory factory;
    private final Function<Session, ?> work;

    Assistant(SessionFactory factory, Function<Session, ?> work) {
      this.factory = factory;
      this.work = work;
    }

    @Override
    public String execute(ToolExecutionRequest request, Object memoryId) {
      return String.valueOf(factory.fromTransaction(work::apply));
    }
  }

  private static SessionFactory factory(String url) {
    SessionFactory factory =
        new Configuration()
            .addAnnotatedClass(LockedPatient.class)
            .addAnnotatedClass(LoosePatient.class)
            .addAnnotatedClass(TransactionalPatient.class)
            .setProperty("hibernate.connection.url", url)
            .setProperty("hibernate.hbm2ddl.auto", "create-drop")
            .setProperty("hibernate.cache.region.factory_class", SharedCache.class.getName())
            .setProperty("hibernate.cache.use_second_level_cache", "true")
            .setProperty("hibernate.cache.use_query_cache", "true")
            .setProperty("hibernate.generate_statistics", "true")
            .buildSessionFactory();
    factory.inTransaction(
        session -> {
          LockedPatient locked = new LockedPatient();
          locked.notes.add("allergic");
          for (Patient patient : List.of(locked, new LoosePatient(), new TransactionalPatient())) {
            patient.id = 1;
            patient.name = "Kim";
            patient.email = EMAIL;
            session.persist(patient);
          }
        });
    factory.getCache().evictAllRegions();
    return factory;
  }
}
