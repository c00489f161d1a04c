package dev.sluice.agent.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Reads all that can be had from an object: the rows of a result, what a statement gives, what a
 * connection does, the content of streams and large objects, what was thrown, and for objects that
 * only a driver knows what their getters give, two steps far.
 */
final class Reading {
  private static final int STEPS = 2;
  private static final int MOST_ELEMENTS = 20;
  private static final int MOST_CHARACTERS = 20_000;

  private final String query;
  private final StringBuilder text = new StringBuilder();
  private final Set<String> types = new TreeSet<>();
  private final Set<Object> read = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param query what is run on a connection to see what it gives
   */
  Reading(String query) {
    this.query = query;
  }

  String text() {
    return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text.toString();
  }

  /** The classes and interfaces of the driver's objects. */
  Set<String> types() {
    return types;
  }

  Reading add(@Nullable Object value) {
    add(value, STEPS);
    return this;
  }

  private void add(@Nullable Object value, int steps) {
    if (value == null || text.length() > MOST_CHARACTERS || !read.add(value)) {
      return;
    }
    try {
      if (!addJdbc(value, steps) && !addContent(value, steps)) {
        text.append(value).append('\n');
        if (isOfDriver(value.getClass())) {
          note(value.getClass());
          getters(value, steps);
        }
      }
    } catch (Exception | LinkageError thrown) {
      addThrown(thrown);
    }
  }

  void addThrown(Throwable thrown) {
    text.append("threw ").append(thrown).append('\n');
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof SQLException exception) {
        try {
          text.append(Errors.everythingOf(exception));
        } catch (SQLException unreadable) {
          text.append(unreadable);
        }
      }
    }
  }

  private boolean addJdbc(Object value, int steps) throws Exception {
    if (value instanceof ResultSet results) {
      rows(results, steps);
    } else if (value instanceof Statement statement) {
      text.append(value).append('\n');
      statement(statement, steps);
    } else if (value instanceof Connection connection) {
      try (Statement statement = connection.createStatement()) {
        add(statement.executeQuery(query), steps);
      }
    } else if (value instanceof Clob clob) {
      text.append(clob.getSubString(1, (int) clob.length()));
    } else if (value instanceof Blob blob) {
      add(blob.getBytes(1, (int) blob.length()), steps);
    } else if (value instanceof SQLXML xml) {
      text.append(xml.getString());
    } else if (value instanceof java.sql.Array array) {
      add(array.getArray(), steps);
    } else {
      return false;
    }
    return true;
  }

  private boolean addContent(Object value, int steps) throws IOException {
    if (value instanceof byte[] bytes) {
      text.append(new String(bytes, StandardCharsets.UTF_8)).append('\n');
    } else if (value instanceof char[] characters) {
      text.append(characters).append('\n');
    } else if (value instanceof InputStream stream) {
      add(stream.readNBytes(MOST_CHARACTERS), steps);
    } else if (value instanceof Reader reader) {
      char[] buffer = new char[MOST_CHARACTERS];
      text.append(buffer, 0, Math.max(0, reader.read(buffer))).append('\n');
    } else if (value instanceof Throwable thrown) {
      addThrown(thrown);
    } else if (value instanceof Map<?, ?> map) {
      add(map.keySet(), steps);
      add(map.values(), steps);
    } else if (value instanceof Iterable<?> each) {
      int left = MOST_ELEMENTS;
      for (Object element : each) {
        if (left-- == 0) {
          break;
        }
        add(element, steps);
      }
    } else if (value.getClass().isArray()) {
      for (int i = 0; i < Math.min(MOST_ELEMENTS, Array.getLength(value)); i++) {
        add(Array.get(value, i), steps);
      }
    } else {
      return false;
    }
    return true;
  }

  private void rows(ResultSet results, int steps) throws SQLException {
    int columns = results.getMetaData().getColumnCount();
    for (int row = 0; row < MOST_ELEMENTS && results.next(); row++) {
      for (int column = 1; column <= columns; column++) {
        try {
          text.append(results.getString(column)).append('|');
          add(results.getObject(column), steps);
        } catch (SQLException thrown) {
          addThrown(thrown);
        }
      }
    }
  }

  private void statement(Statement statement, int steps) {
    if (statement instanceof PreparedStatement prepared && steps == STEPS) {
      try {
        prepared.execute();
      } catch (SQLException thrown) {
        addThrown(thrown);
      }
    }
    results(statement, steps);
  }

  /** What a statement holds of its last execution. */
  void results(Statement statement, int steps) {
    attempt(statement::getResultSet, steps);
    attempt(statement::getGeneratedKeys, steps);
    attempt(statement::getWarnings, steps);
  }

  private void attempt(Callable<? extends @Nullable Object> getter, int steps) {
    try {
      add(getter.call(), steps);
    } catch (Exception thrown) {
      addThrown(thrown);
    }
  }

  private void getters(Object value, int steps) {
    if (steps == 0) {
      return;
    }
    for (Method method : value.getClass().getMethods()) {
      if (method.getName().matches("(get|is)[A-Z].*")
          && method.getParameterCount() == 0
          && !Modifier.isStatic(method.getModifiers())
          && Modifier.isPublic(method.getDeclaringClass().getModifiers())
          && isOfDriver(method.getDeclaringClass())) {
        try {
          add(method.invoke(value), steps - 1);
        } catch (ReflectiveOperationException thrown) {
          addThrown(thrown.getCause() == null ? thrown : thrown.getCause());
        }
      }
    }
  }

  private void note(Class<?> type) {
    if (isOfDriver(type)) {
      types.add(type.getName());
    }
    for (Class<?> each : type.getInterfaces()) {
      note(each);
    }
    if (type.getSuperclass() != null) {
      note(type.getSuperclass());
    }
  }

  private static boolean isOfDriver(Class<?> type) {
    return type.getName().matches("(org\\.postgresql|org\\.mariadb|com\\.mysql|org\\.h2)\\..*");
  }
}
