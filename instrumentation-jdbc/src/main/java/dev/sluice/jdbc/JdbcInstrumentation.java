package dev.sluice.jdbc;

import static net.bytebuddy.matcher.ElementMatchers.any;
import static net.bytebuddy.matcher.ElementMatchers.declaresMethod;
import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.isStatic;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementGate;
import dev.sluice.telling.DatabaseCallers;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.description.NamedElement;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Which JDBC classes and methods are woven with which advice. */
public final class JdbcInstrumentation {
  /** The last three are what the drivers of MySQL and MariaDB prepare their own statements with. */
  private static final ElementMatcher.Junction<NamedElement> PREPARE =
      namedOneOf(
          "prepareStatement",
          "prepareCall",
          "clientPrepareStatement",
          "serverPrepareStatement",
          "prepareInternal");

  private static final ElementMatcher.Junction<MethodDescription> OF_A_CONNECTION =
      concrete(PREPARE).and(takesArgument(0, String.class));

  private static final ElementMatcher.Junction<MethodDescription> OF_A_DRIVER =
      concrete(named("connect"))
          .and(takesArguments(2))
          .and(takesArgument(0, String.class))
          .and(takesArgument(1, named("java.util.Properties")));

  private static final ElementMatcher.Junction<MethodDescription> OF_A_DATA_SOURCE =
      concrete(named("getConnection")).and(returns(named("java.sql.Connection")));

  private static final ElementMatcher.Junction<NamedElement> RUN =
      namedOneOf("execute", "executeQuery", "executeUpdate", "executeLargeUpdate");

  /** What makes a class worth a look at its supertypes; {@code close} alone does not. */
  private static final ElementMatcher.Junction<MethodDescription> OF_A_STATEMENT =
      concrete(RUN.or(named("addBatch")))
          .and(takesArguments(0).or(takesArgument(0, String.class)))
          .or(
              concrete(
                      namedOneOf(
                          "executeBatch",
                          "executeLargeBatch",
                          "clearBatch",
                          "getResultSet",
                          "getGeneratedKeys"))
                  .and(takesArguments(0)));

  /** What hears from the database beside the executions, which have advice of their own. */
  private static final ElementMatcher.Junction<NamedElement> STATEMENT_HEARS =
      namedOneOf(
          "getMoreResults",
          "getUpdateCount",
          "getLargeUpdateCount",
          "getResultSet",
          "getGeneratedKeys",
          "getMetaData",
          "getParameterMetaData",
          "addBatch",
          "clearBatch",
          "cancel",
          "close");

  /** Constraints may be deferred until the commit, which {@code setAutoCommit} may be. */
  private static final ElementMatcher.Junction<NamedElement> CONNECTION_HEARS =
      PREPARE.or(
          namedOneOf(
              "commit",
              "rollback",
              "setAutoCommit",
              "setSavepoint",
              "releaseSavepoint",
              "setTransactionIsolation",
              "setReadOnly",
              "setCatalog",
              "setSchema",
              "close"));

  /** Getters do not: they read values that the caller may see. */
  private static final ElementMatcher.Junction<NamedElement> RESULT_SET_HEARS =
      namedOneOf(
          "next",
          "previous",
          "first",
          "last",
          "absolute",
          "relative",
          "beforeFirst",
          "afterLast",
          "isLast",
          "refreshRow",
          "cancelRowUpdates",
          "moveToInsertRow",
          "moveToCurrentRow",
          "close");

  private static final ElementMatcher.Junction<MethodDescription> OF_A_RESULT_SET =
      concrete(named("next")).and(takesArguments(0)).and(returns(boolean.class));

  private static final ElementMatcher.Junction<MethodDescription> SETS_PARAMETER =
      concrete(nameStartsWith("set"))
          .and(takesArgument(0, int.class))
          .and(not(takesArguments(1)))
          .and(returns(void.class));

  private static final ElementMatcher.Junction<MethodDescription> WARNINGS =
      concrete(named("getWarnings")).and(returns(named("java.sql.SQLWarning")));

  private JdbcInstrumentation() {}

  /**
   * Starts to govern the statements that woven drivers run.
   *
   * @param gate asked for the gate at each statement; the first may wait until it is made
   * @param background where catalogs are read again
   * @param closed whether statements are refused for which there is no gate because it could not be
   *     made
   * @param callers what databases are told of for whom a statement is done
   * @param traceparent where the current thread's work stands in a trace, as in W3C Trace Context;
   *     gives null if nowhere
   */
  public static void start(
      Supplier<StatementGate> gate,
      Failures failures,
      Executor background,
      boolean closed,
      DatabaseCallers callers,
      Supplier<@Nullable String> traceparent) {
    JdbcCalls.start(
        new JdbcCollaborators(gate, failures, background, closed, callers, traceparent));
  }

  /** Adds the weaving of JDBC to an agent. */
  public static AgentBuilder weave(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice) {
    AgentBuilder woven =
        builder
            .type(implementing("java.sql.Statement", OF_A_STATEMENT))
            .transform(statements(advice))
            .type(implementing("java.sql.PreparedStatement", SETS_PARAMETER))
            .transform(
                advice
                    .advice(SETS_PARAMETER, ParameterAdvice.class.getName())
                    .advice(
                        concrete(named("clearParameters")).and(takesArguments(0)),
                        ClearParametersAdvice.class.getName()))
            .type(implementing("java.sql.Connection", OF_A_CONNECTION))
            .transform(
                advice
                    .advice(OF_A_CONNECTION, PrepareAdvice.class.getName())
                    .advice(
                        concrete(named("close")).and(takesArguments(0)),
                        ConnectionCloseAdvice.class.getName())
                    .advice(
                        concrete(named("clearWarnings")).and(takesArguments(0)),
                        ClearWarningsAdvice.class.getName())
                    .advice(
                        concrete(namedOneOf(ConnectionCall.methods())),
                        ConnectionCallAdvice.class.getName())
                    .advice(concrete(CONNECTION_HEARS), FailureAdvice.class.getName())
                    .advice(WARNINGS, WarningsAdvice.class.getName()))
            .type(implementing("java.sql.ResultSet", OF_A_RESULT_SET))
            .transform(
                advice
                    .advice(concrete(RESULT_SET_HEARS), FailureAdvice.class.getName())
                    .advice(WARNINGS, WarningsAdvice.class.getName()))
            .type(implementing("java.sql.Driver", OF_A_DRIVER))
            .transform(advice.advice(OF_A_DRIVER, DriverAdvice.class.getName()))
            .type(implementing("javax.sql.DataSource", OF_A_DATA_SOURCE))
            .transform(advice.advice(OF_A_DATA_SOURCE, DataSourceAdvice.class.getName()));
    for (JdbcSurface.Row row : JdbcSurface.rows()) {
      if (row.standing() == JdbcSurface.Standing.REFUSED) {
        woven = refuse(woven, advice, row);
      }
    }
    return woven;
  }

  /**
   * The names of vendors' methods are anybody's ({@code read}, {@code open}), so only the vendor's
   * packages are looked at.
   */
  private static AgentBuilder refuse(
      AgentBuilder builder, AgentBuilder.Transformer.ForAdvice advice, JdbcSurface.Row row) {
    ElementMatcher.Junction<MethodDescription> methods =
        concrete(namedOneOf(row.methods().toArray(new String[0]))).and(not(isStatic()));
    String type = row.type();
    ElementMatcher.Junction<NamedElement> vendor =
        type.startsWith("java.") ? any() : nameStartsWith(Vendors.ofName(type) + ".");
    return builder
        .type(vendor.and(implementing(type, methods)))
        .transform(advice.advice(methods, UngovernedAdvice.class.getName()));
  }

  private static AgentBuilder.Transformer statements(AgentBuilder.Transformer.ForAdvice advice) {
    return advice
        .advice(
            concrete(named("executeQuery")).and(takesArgument(0, String.class)),
            StatementQueryAdvice.class.getName())
        .advice(
            concrete(namedOneOf("execute", "executeUpdate", "executeLargeUpdate"))
                .and(takesArgument(0, String.class)),
            StatementUpdateAdvice.class.getName())
        .advice(
            concrete(named("executeQuery")).and(takesArguments(0)),
            PreparedQueryAdvice.class.getName())
        .advice(
            concrete(namedOneOf("execute", "executeUpdate", "executeLargeUpdate"))
                .and(takesArguments(0)),
            PreparedUpdateAdvice.class.getName())
        .advice(
            concrete(namedOneOf("executeBatch", "executeLargeBatch")).and(takesArguments(0)),
            BatchAdvice.class.getName())
        .advice(
            concrete(named("addBatch")).and(takesArguments(1)).and(takesArgument(0, String.class)),
            AddBatchTextAdvice.class.getName())
        .advice(concrete(named("addBatch")).and(takesArguments(0)), AddBatchAdvice.class.getName())
        .advice(
            concrete(named("getParameterMetaData")).and(takesArguments(0)),
            ParameterMetaDataAdvice.class.getName())
        .advice(
            concrete(named("clearBatch")).and(takesArguments(0)), ClearBatchAdvice.class.getName())
        .advice(
            concrete(named("getResultSet")).and(takesArguments(0)), ResultSetAdvice.class.getName())
        .advice(
            concrete(named("getGeneratedKeys")).and(takesArguments(0)),
            GeneratedKeysAdvice.class.getName())
        .advice(
            concrete(named("close")).and(takesArguments(0)), StatementCloseAdvice.class.getName())
        .advice(concrete(STATEMENT_HEARS), FailureAdvice.class.getName())
        .advice(WARNINGS, WarningsAdvice.class.getName());
  }

  private static ElementMatcher.Junction<MethodDescription> concrete(
      ElementMatcher.Junction<NamedElement> name) {
    return isPublic().and(not(isAbstract())).and(name);
  }

  /**
   * Classes that implement a type and declare a method of it. The methods come first: they stand in
   * the class itself, while to look through supertypes their class files must be read.
   */
  private static ElementMatcher.Junction<TypeDescription> implementing(
      String type, ElementMatcher<MethodDescription> method) {
    return not(isInterface())
        .and(not(pool()))
        .and(declaresMethod(method))
        .and(hasSuperType(named(type)));
  }

  /**
   * Layers that only pass on what a driver below them does: the driver is woven, so weaving them
   * too would cost time and find nothing.
   */
  private static ElementMatcher.Junction<NamedElement> pool() {
    return nameStartsWith("com.zaxxer.hikari.")
        .or(nameStartsWith("org.apache.commons.dbcp2."))
        .or(nameStartsWith("org.apache.tomcat.jdbc."))
        .or(nameStartsWith("org.apache.tomcat.dbcp."))
        .or(nameStartsWith("com.mchange.v2."))
        .or(nameStartsWith("jdk.proxy"));
  }
}
