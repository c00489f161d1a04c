package dev.sluice.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Every attack that the policy's way is meant to withstand ({@code attacks.txt}), and the test that
 * fails as soon as its check is gone: the check is taken out of the source, the class is compiled
 * again, and the test is run against it. That takes a minute: it is done with {@code
 * -Dsluice.teeth=true}.
 */
class AttacksTeethTest {
  private static final Path SOURCES = Path.of("src", "main", "java", "dev", "sluice");
  private static final JavaCompiler COMPILER =
      Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK runs the tests");

  /**
   * An attack.
   *
   * @param file the source of the check
   * @param check a part of a line, which stands there once
   * @param without what stands there when the check is gone
   * @param test the class below {@code dev.sluice} and its method
   */
  record Attack(String name, String file, String check, String without, String test) {
    @Override
    public String toString() {
      return name + ": " + test;
    }
  }

  private static final Pattern ATTACK =
      Pattern.compile(
          "attack: (.+)\\n +in: (.+)\\n +check: (.+)\\n +gone: (.+)\\n((?: +fails: .+\\n)+)");

  private static final Pattern TEST = Pattern.compile("fails: (.+)\n");

  static List<Attack> attacks() throws IOException {
    String table;
    try (InputStream in = AttacksTeethTest.class.getResourceAsStream("attacks.txt")) {
      table = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Attack> attacks = new ArrayList<>();
    int end = table.indexOf("attack: ");
    for (Matcher matcher = ATTACK.matcher(table); matcher.find(); end = matcher.end()) {
      assertThat(table.substring(end, matcher.start())).as("between two attacks").isBlank();
      for (Matcher test = TEST.matcher(matcher.group(5)); test.find(); ) {
        attacks.add(
            new Attack(
                matcher.group(1),
                matcher.group(2),
                matcher.group(3),
                matcher.group(4),
                test.group(1)));
      }
    }
    assertThat(table.substring(end)).as("after the last attack").isBlank();
    return attacks;
  }

  @ParameterizedTest
  @EnabledIfSystemProperty(named = "sluice.teeth", matches = "true")
  @MethodSource("attacks")
  void withoutItsCheckItSucceeds(Attack attack) throws IOException {
    TestExecutionSummary summary = run(compiled(attack.file, without(attack)), attack.test);

    assertThat(summary.getTestsStartedCount()).isEqualTo(1);
    assertThat(summary.getFailures())
        .as("the test fails")
        .hasSize(1)
        .allSatisfy(
            failure ->
                assertThat(failure.getException())
                    .isInstanceOfAny(AssertionError.class, ClassCastException.class));
  }

  /** The source without the check. */
  private static String without(Attack attack) throws IOException {
    String source = Files.readString(SOURCES.resolve(attack.file));
    int at = source.indexOf(attack.check);
    assertThat(at).as("%s has: %s", attack.file, attack.check).isNotNegative();
    assertThat(source.indexOf(attack.check, at + 1)).as("%s, once", attack.check).isNegative();
    return source.substring(0, at) + attack.without + source.substring(at + attack.check.length());
  }

  /** Also where the others are not run, so that the table follows the code. */
  @Test
  void theTableNamesChecksAndTestsThatAreThere() throws IOException, ReflectiveOperationException {
    for (Attack attack : attacks()) {
      assertThat(without(attack)).isNotEmpty();
      int dot = attack.test.lastIndexOf('.');
      Class<?> test = Class.forName("dev.sluice." + attack.test.substring(0, dot));
      assertThat(test.getDeclaredMethod(attack.test.substring(dot + 1)).getAnnotation(Test.class))
          .as(attack.test)
          .isNotNull();
    }
  }

  /** Runs a test against classes of ours that are all loaded anew, some of them from here. */
  private static TestExecutionSummary run(Map<String, byte[]> changed, String test) {
    ClassLoader loader = new Anew(changed, AttacksTeethTest.class.getClassLoader());
    int dot = test.lastIndexOf('.');
    Class<?> type;
    try {
      type = Class.forName("dev.sluice." + test.substring(0, dot), false, loader);
    } catch (ClassNotFoundException e) {
      throw new AssertionError("no such test: " + test, e);
    }
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(type, test.substring(dot + 1)))
                .build(),
            listener);
    return listener.getSummary();
  }

  private static Map<String, byte[]> compiled(String file, String source) throws IOException {
    Map<String, ByteArrayOutputStream> classes = new HashMap<>();
    try (JavaFileManager standard = COMPILER.getStandardFileManager(null, null, null);
        JavaFileManager manager = new InMemory(standard, classes)) {
      List<String> options = List.of("-proc:none", "-nowarn", "-classpath", classPath());
      boolean done =
          COMPILER
              .getTask(null, manager, null, options, null, List.of(new Source(file, source)))
              .call();
      assertThat(done).as("it compiles without the check").isTrue();
    }
    Map<String, byte[]> compiled = new HashMap<>();
    classes.forEach((name, bytes) -> compiled.put(name, bytes.toByteArray()));
    return compiled;
  }

  private static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///dev/sluice/" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes;

    InMemory(JavaFileManager standard, Map<String, ByteArrayOutputStream> classes) {
      super(standard);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("bytes:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          classes.put(name, bytes);
          return bytes;
        }
      };
    }
  }

  /** Loads our classes anew, so that the ones that others use stay as they are. */
  private static final class Anew extends ClassLoader {
    private final Map<String, byte[]> changed;

    Anew(Map<String, byte[]> changed, ClassLoader parent) {
      super(parent);
      this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && name.startsWith("dev.sluice.")) {
          byte[] bytes = bytes(name);
          if (bytes != null) {
            loaded = defineClass(name, bytes, 0, bytes.length);
          }
        }
        return loaded == null ? super.loadClass(name, resolve) : loaded;
      }
    }

    private byte @Nullable [] bytes(String name) throws ClassNotFoundException {
      byte[] own = changed.get(name);
      if (own != null) {
        return own;
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        return in == null ? null : in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
