package dev.sluice.agent.service;

import dev.sluice.agent.service.Tried.Kind;
import dev.sluice.agent.service.Tried.Outcome;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls each public method of the objects that a driver hands out, with arguments that are made up,
 * as an AI agent's tool call and as the service itself, and reads all that comes of it.
 */
public final class SurfaceWalk {
  private static final int PATIENCE_SECONDS = 10;

  /** Of these the service's own call would end the server. */
  private static final Set<String> ENDS_SERVER = Set.of("shutdownServer");

  private final ExecutorService thread =
      Executors.newCachedThreadPool(
          work -> {
            Thread made = new Thread(work, "walk");
            made.setDaemon(true);
            return made;
          });
  private final Subject subject;
  private @Nullable Connection connection;

  private SurfaceWalk(Subject subject) {
    this.subject = subject;
  }

  /** The names of the objects that a driver hands out. */
  public static List<String> subjects(String url) {
    return Subjects.of(url).stream().map(Subject::name).toList();
  }

  /**
   * Walks over one object.
   *
   * @return a task that reports a row for each call, to be read by {@link Tried#of}
   */
  public static Task over(String url, String subject) {
    return ignored -> {
      for (Subject each : Subjects.of(url)) {
        if (each.name().equals(subject)) {
          return new Report("", new SurfaceWalk(each).walk(), List.of(), Map.of(), List.of());
        }
      }
      throw new IllegalArgumentException(subject);
    };
  }

  private List<List<@Nullable String>> walk() throws Exception {
    List<List<@Nullable String>> rows = new ArrayList<>();
    Object sample = make(Callable::call);
    Class<?> type = sample.getClass();
    List<Method> methods = methods(type);
    String name = Proxy.isProxyClass(type) ? type.getInterfaces()[0].getName() : type.getName();
    for (Method method : methods) {
      int variants = new MadeUp(connection(), subject, sample).variants(method);
      for (int variant = 0; variant < variants; variant++) {
        Outcome masked = tried(method, variant, Assistant::does);
        Outcome free =
            ENDS_SERVER.contains(method.getName())
                ? new Outcome(Kind.SKIPPED, "", Set.of())
                : tried(method, variant, Callable::call);
        rows.add(
            new Tried(subject.name(), name, method.getName(), text(method, variant), masked, free)
                .row());
      }
    }
    disconnect();
    thread.shutdownNow();
    return rows;
  }

  private static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(
            method ->
                method.getDeclaringClass() != Object.class
                    && (Modifier.isPublic(method.getDeclaringClass().getModifiers())
                        || Proxy.isProxyClass(type))
                    && !Modifier.isStatic(method.getModifiers())
                    && !method.isBridge()
                    && !Set.of("toString", "equals", "hashCode").contains(method.getName()))
        .sorted(Comparator.comparing(Method::toString))
        .toList();
  }

  private static String text(Method method, int variant) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList()
        + "#"
        + variant;
  }

  private Outcome tried(Method method, int variant, Subject.As as) throws Exception {
    Object target = makeAgain(as);
    @Nullable Object[] arguments =
        new MadeUp(connection(), subject, target).arguments(method, variant);
    Method callable = on(target, method);
    if (callable == null) {
      return new Outcome(Kind.UNREACHABLE, "", Set.of());
    }
    var outcome = thread.submit(() -> (Outcome) as.run(() -> call(callable, target, arguments)));
    try {
      return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException hung) {
      connection = null; // nobody knows what it is doing
      return new Outcome(Kind.HUNG, "", Set.of());
    } catch (ExecutionException e) {
      throw new IllegalStateException(method.toString(), e);
    } finally {
      if (subject.alone() && !method.getName().matches("(get|is)[A-Z].*")) {
        disconnect();
      }
    }
  }

  /** The method of an object that is not of the driver's class, by one of its interfaces. */
  private static @Nullable Method on(Object target, Method method) {
    if (method.getDeclaringClass().isInstance(target)) {
      return method;
    }
    for (Method other : target.getClass().getMethods()) {
      if (other.getName().equals(method.getName())
          && Arrays.equals(other.getParameterTypes(), method.getParameterTypes())) {
        return other;
      }
    }
    return null;
  }

  private Outcome call(Method method, Object target, @Nullable Object[] arguments) {
    Reading reading = new Reading(Subjects.QUERY);
    Kind kind = Kind.GAVE;
    try {
      reading.add(method.invoke(target, arguments));
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause() == null ? e : e.getCause();
      kind = isRefusal(thrown) ? Kind.REFUSED : Kind.THREW;
      reading.addThrown(thrown);
    } catch (IllegalAccessException | IllegalArgumentException e) {
      throw new IllegalStateException(method + " " + Arrays.toString(arguments), e);
    }
    for (Object argument : arguments) {
      reading.add(argument);
    }
    after(target, reading);
    return new Outcome(kind, reading.text(), reading.types());
  }

  /** What a call left in the object. */
  private static void after(Object target, Reading reading) {
    try {
      if (target instanceof Statement statement && !statement.isClosed()) {
        reading.results(statement, 1);
      } else if (target instanceof ResultSet results && !results.isClosed()) {
        for (int column = results.getMetaData().getColumnCount(); column > 0; column--) {
          reading.add(results.getObject(column));
        }
      }
    } catch (SQLException | RuntimeException thrown) {
      reading.addThrown(thrown);
    }
  }

  /** Whether it is Sluice that refused. */
  static boolean isRefusal(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof SQLException exception
          && "42501".equals(exception.getSQLState())
          && String.valueOf(exception.getMessage()).startsWith("Sluice")) {
        return true;
      }
    }
    return false;
  }

  /** A call may have left the connection unusable. */
  private Object makeAgain(Subject.As as) throws Exception {
    try {
      return make(as);
    } catch (SQLException | RuntimeException unusable) {
      disconnect();
      return make(as);
    }
  }

  private Object make(Subject.As as) throws Exception {
    return subject.maker().make(connection(), as);
  }

  private Connection connection() throws SQLException {
    Connection current = connection;
    if (current == null || current.isClosed()) {
      current = subject.source().open();
      current.setAutoCommit(!subject.transaction());
      connection = current;
    }
    return current;
  }

  private void disconnect() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      try {
        if (subject.transaction()) {
          current.rollback();
        }
        current.close();
      } catch (SQLException | RuntimeException broken) {
        return; // and so it is of no use any longer
      }
    }
  }
}
