package dev.sluice.orm;

import dev.sluice.gate.Failures;
import dev.sluice.gate.OrmCall;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import dev.sluice.members.Supertypes;
import dev.sluice.weak.WeakIdentityMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads from Hibernate's objects, of versions 6 and 7, what it is asked to do. Thread-safe. */
final class HibernateCalls {
  private static final String SQM_TREE = "org.hibernate.query.sqm.tree.";
  private static final String SQM_ROOT = SQM_TREE + "from.SqmRoot";

  private final WeakIdentityMap<Object, String> names = new WeakIdentityMap<>();
  private final ClassMembers<Accessor> persisters;
  private final ClassMembers<QueryKind> queries;
  private final ClassMembers<TreeMembers> trees;
  private final ClassMembers<Accessor> rootLists;
  private final ClassMembers<Accessor> roots;

  HibernateCalls(Failures failures) {
    persisters = new ClassMembers<>("orm.hibernate", HibernateCalls::ofPersister, failures);
    queries = new ClassMembers<>("orm.hibernate", QueryKind::of, failures);
    trees = new ClassMembers<>("orm.hibernate", TreeMembers::of, failures);
    rootLists =
        Members.of(
            "orm.hibernate",
            "org.hibernate.query.criteria.JpaQueryStructure",
            "java.util.List",
            "getRootList",
            failures);
    roots = new ClassMembers<>("orm.hibernate", HibernateCalls::ofRoot, failures);
  }

  /** A mutation of an entity, by a method of the coordinator. */
  @Nullable OrmCall write(Object persister, String method) {
    String entity = text(persisters, persister);
    String operation = method.equals("forceVersionIncrement") ? "update" : method;
    return entity == null ? null : new OrmCall("entity", entity, operation, null, null);
  }

  /** What a persister does for its entity or collection, by its method. */
  @Nullable OrmCall persister(Object persister, String method) {
    String name = text(persisters, persister);
    return name == null ? null : new OrmCall("entity", name, operation(method), null, null);
  }

  /** The execution of a query, by its method. */
  @Nullable OrmCall query(Object query, String method) {
    QueryKind kind = queries.of(query.getClass());
    if (kind == null) {
      return null;
    }
    Accessor treeOf = kind.tree();
    if (treeOf == null) {
      return new OrmCall("native", null, null, names.get(query), null);
    }
    Object tree = treeOf.get(query);
    TreeMembers members = tree == null ? null : trees.of(tree.getClass());
    if (members == null) {
      return null;
    }
    String source = String.valueOf(members.source().get(tree)).toLowerCase(Locale.ROOT);
    String operation = method.equals("executeUpdate") ? members.change() : "select";
    return new OrmCall(source, entity(members, tree), operation, names.get(query), null);
  }

  /** A named query was made. */
  void named(Object query, String name) {
    names.put(query, name);
  }

  private @Nullable String entity(TreeMembers members, @Nullable Object tree) {
    Accessor target = members.target();
    if (target != null) {
      return root(target.get(tree));
    }
    Accessor part = members.part();
    Object spec = part == null ? null : part.get(tree);
    Accessor rootList = spec == null ? null : rootLists.of(spec.getClass());
    return rootList != null && rootList.get(spec) instanceof List<?> list && !list.isEmpty()
        ? root(list.get(0))
        : null;
  }

  private @Nullable String root(@Nullable Object root) {
    return root == null ? null : text(roots, root);
  }

  private static @Nullable String text(ClassMembers<Accessor> members, Object target) {
    Accessor accessor = members.of(target.getClass());
    return accessor != null && accessor.get(target) instanceof String text ? text : null;
  }

  private static String operation(String method) {
    return switch (method) {
      case "recreate", "insertRows", "processQueuedOps" -> "insert";
      case "updateRows" -> "update";
      case "remove", "deleteRows" -> "delete";
      case "lock" -> "lock";
      default -> "select";
    };
  }

  private static @Nullable Accessor ofPersister(Class<?> type) throws ReflectiveOperationException {
    Accessor entity =
        Members.find(
            type,
            "org.hibernate.persister.entity.EntityPersister",
            "java.lang.String",
            "getEntityName");
    return entity != null
        ? entity
        : Members.find(
            type,
            "org.hibernate.persister.collection.CollectionPersister",
            "java.lang.String",
            "getRole");
  }

  /** Roots of other classes (derived tables, CTEs, functions) have no entity. */
  private static @Nullable Accessor ofRoot(Class<?> type) throws ReflectiveOperationException {
    return type.getName().equals(SQM_ROOT)
        ? Accessor.of(type, "java.lang.String", "getEntityName")
        : null;
  }

  /**
   * How a query was written.
   *
   * @param tree {@code getSqmStatement(): SqmStatement} of HQL and criteria; null for native SQL
   */
  private record QueryKind(@Nullable Accessor tree) {
    static @Nullable QueryKind of(Class<?> type) throws ReflectiveOperationException {
      Accessor tree =
          Members.find(
              type,
              "org.hibernate.query.spi.SqmQuery",
              SQM_TREE + "SqmStatement",
              "getSqmStatement");
      boolean isNative = Supertypes.find(type, "org.hibernate.query.NativeQuery") != null;
      return tree != null || isNative ? new QueryKind(tree) : null;
    }
  }

  /**
   * What is read of a {@code SqmStatement}.
   *
   * @param source {@code getQuerySource(): SqmQuerySource}
   * @param target {@code getTarget(): SqmRoot} of a statement that changes; else null
   * @param part {@code getQueryPart(): SqmQueryPart} of one that selects; else null
   * @param change how it changes; null if it selects
   */
  private record TreeMembers(
      Accessor source,
      @Nullable Accessor target,
      @Nullable Accessor part,
      @Nullable String change) {
    static @Nullable TreeMembers of(Class<?> type) throws ReflectiveOperationException {
      Accessor source =
          Members.find(
              type,
              SQM_TREE + "SqmStatement",
              "org.hibernate.query.sqm.SqmQuerySource",
              "getQuerySource");
      if (source == null) {
        return null;
      }
      return new TreeMembers(
          source,
          Members.find(type, SQM_TREE + "SqmDmlStatement", SQM_ROOT, "getTarget"),
          Members.find(
              type,
              SQM_TREE + "select.AbstractSqmSelectQuery",
              SQM_TREE + "select.SqmQueryPart",
              "getQueryPart"),
          Members.kind(
              type,
              SQM_TREE + "insert.SqmInsertStatement",
              SQM_TREE + "update.SqmUpdateStatement",
              SQM_TREE + "delete.SqmDeleteStatement"));
    }
  }
}
