package dev.sluice.orm;

import static net.bytebuddy.matcher.ElementMatchers.declaresMethod;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.isPrivate;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementGate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.description.NamedElement;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Weaves Hibernate 6 and 7, MyBatis 3 and jOOQ 3, to know what they are asked to do when they send
 * a statement. Classes are known by their exact names; one that has none of the expected methods is
 * counted, and left as it is.
 */
public final class OrmInstrumentation {
  private static final String HIBERNATE = "org.hibernate.";
  private static final String ENTITIES = HIBERNATE + "persister.entity.";
  private static final String COLLECTIONS = HIBERNATE + "persister.collection.";
  private static final String MYBATIS = "org.apache.ibatis.executor.";
  private static final String JOOQ = "org.jooq.impl.";

  /** Providers of caches have classes of their own, but the session in common. */
  private static final ElementMatcher.Junction<MethodDescription> OF_A_CACHE =
      concrete(named("putFromLoad"))
          .or(concrete(named("get")).and(takesArguments(2)))
          .and(
              takesArgument(0, named("org.hibernate.engine.spi.SharedSessionContractImplementor")));

  private static final ElementMatcher.Junction<MethodDescription> OF_A_COLLECTION =
      concrete(
          namedOneOf(
              "initialize",
              "getSize",
              "elementExists",
              "indexExists",
              "getElementByIndex",
              "recreate",
              "insertRows",
              "updateRows",
              "remove",
              "deleteRows",
              "processQueuedOps"));

  private static final ElementMatcher.Junction<MethodDescription> GENERATES_AN_ID =
      concrete(named("generate")).and(takesArguments(2));

  private static final ElementMatcher.Junction<MethodDescription> HANDLES_A_STATEMENT =
      concrete(namedOneOf("query", "queryCursor", "update", "batch"))
          .and(takesArgument(0, named("java.sql.Statement")));

  private static final ElementMatcher.Junction<MethodDescription> RUNS_A_QUERY =
      concrete(named("execute"))
          .and(takesArguments(2))
          .and(takesArgument(0, named("org.jooq.ExecuteContext")));

  private static final ElementMatcher.Junction<MethodDescription> RUNS_A_BATCH =
      concrete(named("execute")).and(takesArguments(0));

  private final Map<String, List<Point>> points = new LinkedHashMap<>();
  private final Failures failures;

  private OrmInstrumentation(Failures failures) {
    this.failures = failures;
    addHibernate();
    addMyBatis();
    addJooq();
  }

  /**
   * Starts to follow mappers, and to keep caches from callers under a mask.
   *
   * @param gate asked for the gate at each use of a cache; the first may wait until it is made
   * @param closed whether caches are kept from everybody if the gate could not be made
   */
  public static void start(Supplier<StatementGate> gate, Failures failures, boolean closed) {
    OrmScope.install(gate, failures, closed);
  }

  /** Adds the weaving of object-relational mappers to an agent. */
  public static AgentBuilder weave(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice, Failures failures) {
    OrmInstrumentation instrumentation = new OrmInstrumentation(failures);
    return builder
        .type(not(isInterface()).and(declaresMethod(OF_A_CACHE)))
        .transform(advice.advice(OF_A_CACHE, CacheAdvice.class.getName()))
        .type(instrumentation.types())
        .transform(
            (woven, type, loader, module, domain) ->
                instrumentation
                    .adviceFor(type, advice)
                    .transform(woven, type, loader, module, domain));
  }

  private void addHibernate() {
    String coordinators = ENTITIES + "mutation.";
    add(
        coordinators + "InsertCoordinatorStandard",
        concrete(named("insert")),
        EntityWriteAdvice.class);
    add(
        coordinators + "UpdateCoordinatorStandard",
        concrete(namedOneOf("update", "forceVersionIncrement")),
        EntityWriteAdvice.class);
    add(
        coordinators + "AbstractDeleteCoordinator",
        concrete(named("delete")),
        EntityWriteAdvice.class);
    add(
        ENTITIES + "AbstractEntityPersister",
        concrete(
            namedOneOf(
                "load",
                "multiLoad",
                "loadByUniqueKey",
                "loadEntityIdByNaturalId",
                "initializeLazyProperty",
                "getDatabaseSnapshot",
                "getCurrentVersion",
                "lock")),
        PersisterAdvice.class);
    add(COLLECTIONS + "AbstractCollectionPersister", OF_A_COLLECTION, PersisterAdvice.class);
    add(COLLECTIONS + "BasicCollectionPersister", OF_A_COLLECTION, PersisterAdvice.class);
    add(COLLECTIONS + "OneToManyPersister", OF_A_COLLECTION, PersisterAdvice.class);
    addQueries();
    add(
        HIBERNATE + "CacheMode",
        concrete(namedOneOf("isGetEnabled", "isPutEnabled")),
        CacheAdvice.class);
    add(
        HIBERNATE + "action.internal.EntityUpdateAction",
        isMethod().and(named("isCacheInvalidationRequired")).and(returns(boolean.class)),
        InvalidationAdvice.class);
    String jdbc = HIBERNATE + "engine.jdbc.";
    add(
        jdbc + "internal.ResultSetReturnImpl",
        concrete(namedOneOf("extract", "execute", "executeUpdate")),
        ShownAdvice.class);
    add(jdbc + "batch.internal.BatchImpl", concrete(named("addToBatch")), ShownAdvice.class);
    add(
        HIBERNATE + "sql.results.jdbc.internal.DeferredResultSetAccess",
        isMethod().and(named("executeQuery")),
        ShownAdvice.class);
    add(
        HIBERNATE + "sql.exec.internal.StandardJdbcMutationExecutor",
        concrete(named("execute")),
        ShownAdvice.class);
    add(HIBERNATE + "id.enhanced.SequenceStyleGenerator", GENERATES_AN_ID, HiddenAdvice.class);
    add(HIBERNATE + "id.IncrementGenerator", GENERATES_AN_ID, HiddenAdvice.class);
  }

  private void addQueries() {
    ElementMatcher.Junction<MethodDescription> update =
        concrete(named("executeUpdate")).and(takesArguments(0));
    String queries = HIBERNATE + "query.";
    add(
        queries + "spi.AbstractSelectionQuery",
        concrete(named("list"))
            .and(takesArguments(0))
            .or(concrete(named("scroll")).and(takesArguments(1))),
        QueryAdvice.class);
    add(queries + "spi.AbstractQuery", update, QueryAdvice.class);
    add(queries + "sqm.internal.QuerySqmImpl", update, QueryAdvice.class);
    add(queries + "sqm.internal.SqmQueryImpl", update, QueryAdvice.class);
    add(
        HIBERNATE + "internal.AbstractSharedSessionContract",
        isMethod()
            .and(named("buildNamedQuery"))
            .and(not(isAbstract()))
            .and(takesArgument(0, String.class)),
        NamedQueryAdvice.class);
  }

  private void addMyBatis() {
    for (String handler : List.of("Prepared", "Simple", "Callable")) {
      add(
          MYBATIS + "statement." + handler + "StatementHandler",
          HANDLES_A_STATEMENT,
          MapperAdvice.class);
    }
    add(
        MYBATIS + "resultset.DefaultResultSetHandler",
        concrete(
            namedOneOf("handleResultSets", "handleCursorResultSets", "handleOutputParameters")),
        HiddenAdvice.class);
  }

  private void addJooq() {
    for (String query : List.of("AbstractQuery", "AbstractResultQuery", "AbstractDMLQuery")) {
      add(JOOQ + query, RUNS_A_QUERY, JooqQueryAdvice.class);
    }
    add(JOOQ + "BatchSingle", RUNS_A_BATCH, JooqBatchAdvice.class);
    add(JOOQ + "BatchMultiple", RUNS_A_BATCH, JooqQueryAdvice.class);
    add(
        JOOQ + "ExecuteListeners",
        isPublic()
            .and(isMethod())
            .and(takesArguments(1))
            .and(takesArgument(0, named("org.jooq.ExecuteContext"))),
        HiddenAdvice.class);
  }

  private void add(
      String type, ElementMatcher.Junction<MethodDescription> methods, Class<?> advice) {
    points
        .computeIfAbsent(type, key -> new ArrayList<>())
        .add(new Point(methods, advice.getName()));
  }

  private ElementMatcher.Junction<TypeDescription> types() {
    return new ElementMatcher.Junction.ForNonNullValues<>() {
      @Override
      protected boolean doMatch(TypeDescription type) {
        return points.containsKey(type.getName());
      }
    };
  }

  private AgentBuilder.Transformer adviceFor(
      TypeDescription type, AgentBuilder.Transformer.ForAdvice advice) {
    AgentBuilder.Transformer.ForAdvice complete = advice;
    for (Point point : points.getOrDefault(type.getName(), List.of())) {
      if (type.getDeclaredMethods().filter(point.methods()).isEmpty()) {
        failures.count("orm.weave", "no expected method in " + type.getName(), null);
      }
      complete = complete.advice(point.methods(), point.advice());
    }
    return complete;
  }

  private static ElementMatcher.Junction<MethodDescription> concrete(
      ElementMatcher.Junction<NamedElement> name) {
    return isMethod().and(not(isAbstract())).and(not(isPrivate())).and(name);
  }

  /** Methods of a class that do something, and what is woven into them. */
  private record Point(ElementMatcher.Junction<MethodDescription> methods, String advice) {}
}
