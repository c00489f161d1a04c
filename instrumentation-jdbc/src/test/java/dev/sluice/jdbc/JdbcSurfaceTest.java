package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.jdbc.JdbcSurface.Row;
import dev.sluice.jdbc.JdbcSurface.Standing;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of ways leaves nothing out that the drivers offer. */
class JdbcSurfaceTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "jdbc-surface.md");

  /** A class of each driver, whose jar is walked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.postgresql.Driver",
        "org.mariadb.jdbc.Driver",
        "com.mysql.cj.jdbc.Driver",
        "org.h2.Driver"
      })
  void everyMethodOfADriverIsInARow(String driver) throws Exception {
    Set<String> missing = new TreeSet<>();
    int walked = 0;
    for (Class<?> type : walkedClasses(driver)) {
      for (Method method : type.getMethods()) {
        if (isOffered(method)) {
          walked++;
          if (JdbcSurface.rowOf(type, method.getName()) == null) {
            missing.add(type.getName() + " " + method.getName());
          }
        }
      }
    }

    assertThat(walked).isGreaterThan(500);
    assertThat(missing).as(() -> String.join("\n", missing)).isEmpty();
  }

  @Test
  void everyRefusedMethodExists() throws ClassNotFoundException {
    for (Row row : JdbcSurface.rows()) {
      if (row.standing() == Standing.REFUSED) {
        Set<String> names = new TreeSet<>();
        for (Method method : Class.forName(row.type(), false, loader()).getMethods()) {
          names.add(method.getName());
        }
        assertThat(names).as(row.type()).containsAll(row.methods());
      }
    }
  }

  @Test
  void theDocumentIsTheTable() throws IOException {
    String document = document();
    if (Boolean.getBoolean("sluice.docs.write")) {
      Files.createDirectories(DOCUMENT.getParent());
      Files.writeString(DOCUMENT, document);
    }

    assertThat(Files.readString(DOCUMENT, StandardCharsets.UTF_8))
        .as("docs/jdbc-surface.md; -Dsluice.docs.write=true writes it anew")
        .isEqualTo(document);
  }

  private static List<Class<?>> walkedClasses(String driver)
      throws IOException, ClassNotFoundException, URISyntaxException {
    Path jar =
        Path.of(
            Class.forName(driver, false, loader())
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    List<Class<?>> walked = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (var entry : (Iterable<JarEntry>) file.stream()::iterator) {
        String name = entry.getName();
        if (name.endsWith(".class") && !name.startsWith("META-INF") && !name.contains("-info")) {
          Class<?> type = load(name.substring(0, name.length() - 6).replace('/', '.'));
          if (type != null && isWalked(type)) {
            walked.add(type);
          }
        }
      }
    }
    return walked;
  }

  /**
   * Null for a class that has no methods, or needs a library which is not there: then no service
   * can use it either.
   */
  private static @Nullable Class<?> load(String name) throws ClassNotFoundException {
    try {
      Class<?> type = Class.forName(name, false, loader());
      return type.getMethods().length == 0 ? null : type;
    } catch (NoClassDefFoundError missing) {
      return null;
    }
  }

  /** An interface offers what the classes do that implement it. */
  private static boolean isWalked(Class<?> type) {
    if (type.isInterface()) {
      return false;
    }
    for (Row row : JdbcSurface.rows()) {
      boolean walked = row.standing() == Standing.REFUSED || row.type().startsWith("java.");
      if (walked && isOf(type, row)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOffered(Method method) {
    return method.getDeclaringClass() != Object.class
        && !Set.of("toString", "equals", "hashCode").contains(method.getName())
        && Modifier.isPublic(method.getDeclaringClass().getModifiers())
        && !Modifier.isStatic(method.getModifiers())
        && !method.isBridge();
  }

  private static boolean isOf(Class<?> type, Row row) {
    return typeOf(row).isAssignableFrom(type);
  }

  private static Class<?> typeOf(Row row) {
    try {
      return Class.forName(row.type(), false, loader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(row.type(), e);
    }
  }

  private static ClassLoader loader() {
    return JdbcSurfaceTest.class.getClassLoader();
  }

  private static String document() {
    StringBuilder text =
        new StringBuilder(
            """
            # The ways that JDBC drivers offer

            What of JDBC, and of what the drivers of PostgreSQL, MariaDB, MySQL and H2 add to it,\
             reads or changes data, and how Sluice deals with it:

            - **governed**: decided, masked or observed.
            - **refused**: to callers whom the policy restricts on the database (a mask, a rule\
             that denies, a default that denies), with SQLState `42501`; open to all others.\
             What a driver does by itself passes.
            - **harmless**: left as it is.

            A row holds for all overloads of its methods; of several rows that fit, the first one\
             counts. `*` stands for any rest of a name.

            | Type | Methods | | Why |
            |---|---|---|---|
            """);
    for (Row row : JdbcSurface.rows()) {
      text.append("| `")
          .append(row.type())
          .append("` | `")
          .append(String.join("`, `", row.methods()))
          .append("` | ")
          .append(row.standing().word())
          .append(" | ")
          .append(row.reason())
          .append(" |\n");
    }
    return text.toString();
  }
}
