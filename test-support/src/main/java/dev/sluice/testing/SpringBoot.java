package dev.sluice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/** What services of Spring Boot have in common. */
public final class SpringBoot {
  private static final Pattern STARTED = Pattern.compile("(?:Tomcat|Netty) started on port (\\d+)");

  private SpringBoot() {}

  /**
   * Describes a service that takes requests on a free port of the loopback interface, and leaves
   * its database as it is.
   */
  public static ForkedJvm.Builder service(Path jar) {
    return ForkedJvm.builder()
        .options("-Xmx256m")
        .jar(jar)
        .arguments("--server.address=127.0.0.1", "--server.port=0", "--spring.sql.init.mode=never");
  }

  /** Whether a line of a service's log says that it takes requests now. */
  public static boolean isStarted(String line) {
    return STARTED.matcher(line).find();
  }

  /**
   * The base URL of a service.
   *
   * @param line which {@link #isStarted} says yes to
   * @throws IllegalArgumentException if it does not
   */
  public static URI base(String line) {
    Matcher matcher = STARTED.matcher(line);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no port in: " + line);
    }
    return URI.create("http://127.0.0.1:" + matcher.group(1));
  }

  /**
   * The statements that make a service's database, schema first, as its own jar has them.
   *
   * @throws UncheckedIOException if the jar cannot be read, or has none
   */
  public static String[] databaseScripts(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return new String[] {text(file, "schema.sql"), text(file, "data.sql")};
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + jar, e);
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry("BOOT-INF/classes/" + name);
    if (entry == null) {
      throw new IOException(jar.getName() + " has no " + name);
    }
    try (InputStream content = jar.getInputStream(entry)) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
