package dev.sluice.agent.service;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.NamedNativeQuery;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostUpdate;
import jakarta.persistence.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.jspecify.annotations.Nullable;

/**
 * A service with authors and books in Hibernate; for services that have it on their class path. All
 * that it does sends statements, some of them past Hibernate, in a listener.
 */
public final class Authors {
  private static final ThreadLocal<@Nullable Connection> BY_HAND = new ThreadLocal<>();

  private Authors() {}

  /** Who writes. */
  @Entity(name = "Writer")
  @Table(name = "authors")
  @NamedQuery(name = "byName", query = "from Writer a where a.name = :name")
  @NamedNativeQuery(
      name = "count",
      query = "SELECT count(*) AS c FROM authors",
      resultClass = Long.class)
  public static class Author {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    int id;

    @Nullable String name;

    @OneToMany(mappedBy = "author", cascade = CascadeType.ALL)
    List<Book> books = new ArrayList<>();

    /** Looks something up by hand, as a listener may. */
    @PostLoad
    @PostUpdate
    void lookUp() throws SQLException {
      Connection connection = BY_HAND.get();
      if (connection != null) {
        try (Statement statement = connection.createStatement()) {
          statement.executeQuery("SELECT 1 AS by_hand").close();
        }
      }
    }
  }

  /** What is written. */
  @Entity(name = "Book")
  @Table(name = "books")
  public static class Book {
    @Id @GeneratedValue int id;
    @Nullable String title;
    @ManyToOne @Nullable Author author;
  }

  /** What is done in a transaction. */
  public enum Unit {
    FIND,
    WALK,
    INSERT_TWO,
    CHANGE_BOTH,
    DELETE_BOTH,
    HQL,
    SCROLL,
    NAMED,
    CRITERIA,
    BULK,
    FLUSH_BY_QUERY,
    BY_HAND;

    private void run(Session session) {
      switch (this) {
        case FIND -> session.find(Author.class, 1);
        case WALK -> Hibernate.initialize(session.find(Author.class, 1).books);
        case INSERT_TWO -> insertTwo(session);
        case CHANGE_BOTH -> changeBoth(session);
        case DELETE_BOTH -> session.remove(session.find(Author.class, 1));
        case HQL -> hql(session);
        case SCROLL -> scroll(session);
        case NAMED -> named(session);
        case CRITERIA -> criteria(session);
        case BULK -> bulk(session);
        case FLUSH_BY_QUERY -> flushByQuery(session);
        case BY_HAND -> byHand(session);
      }
    }
  }

  /**
   * Does something with a database that has one author, with one book, while a listener sends
   * statements over a connection of its own.
   */
  public static Task with(String url, Unit unit) {
    return connection -> {
      try (SessionFactory factory =
          new Configuration()
              .addAnnotatedClass(Author.class)
              .addAnnotatedClass(Book.class)
              .setProperty("hibernate.connection.url", url)
              .setProperty("hibernate.hbm2ddl.auto", "create-drop")
              .setProperty("hibernate.jdbc.batch_size", "10")
              .setProperty("hibernate.order_inserts", "true")
              .buildSessionFactory()) {
        factory.inTransaction(session -> store(session, "Ada", "Notes"));
        Marks.begin(connection);
        BY_HAND.set(connection);
        factory.inTransaction(unit::run);
        BY_HAND.remove();
        Marks.end(connection);
      }
      return Report.noted(Map.of());
    };
  }

  private static void store(Session session, String name, String title) {
    Author author = new Author();
    author.name = name;
    Book book = new Book();
    book.title = title;
    book.author = author;
    author.books.add(book);
    session.persist(author);
  }

  private static void insertTwo(Session session) {
    store(session, "Bea", "Letters");
    store(session, "Cid", "Songs");
  }

  private static void changeBoth(Session session) {
    Author author = session.find(Author.class, 1);
    author.name = "Eve";
    author.books.get(0).title = "Memoirs";
  }

  private static void hql(Session session) {
    session.createQuery("from Writer a join fetch a.books", Author.class).getResultList();
    session
        .createQuery("select d.t from (select b.title as t from Book b) d", String.class)
        .getResultList();
  }

  private static void scroll(Session session) {
    try (var rows = session.createQuery("from Book", Book.class).scroll()) {
      rows.next();
    }
  }

  private static void named(Session session) {
    session.createNamedQuery("byName", Author.class).setParameter("name", "Ada").getSingleResult();
    session.createNamedQuery("count", Long.class).getSingleResult();
  }

  private static void criteria(Session session) {
    HibernateCriteriaBuilder builder = session.getCriteriaBuilder();
    JpaCriteriaQuery<Book> query = builder.createQuery(Book.class);
    query.from(Book.class);
    session.createQuery(query).getResultList();
  }

  private static void bulk(Session session) {
    session.createMutationQuery("update Book b set b.title = 'X'").executeUpdate();
    session.createMutationQuery("delete from Book").executeUpdate();
    session.createNativeMutationQuery("UPDATE authors SET name = 'Y'").executeUpdate();
  }

  /** A query makes Hibernate flush first what the transaction has changed. */
  private static void flushByQuery(Session session) {
    session.find(Author.class, 1).name = "Eve";
    Author author = new Author();
    author.name = "Zoe";
    session.persist(author);
    session.createQuery("from Writer", Author.class).getResultList();
  }

  private static void byHand(Session session) {
    session.find(Author.class, 1);
    session.doWork(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT 2 AS by_hand").close();
          }
        });
  }
}
