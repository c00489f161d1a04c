package dev.sluice.agent.boot;

import java.io.File;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.security.CodeSource;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The entry points of the agent's jar: {@code -javaagent}, attaching to a running JVM, and the
 * command line.
 *
 * <p>Runs before the service's main class, on the service's class path, so it does as little as it
 * can: no logging framework, no {@code java.util.logging}, no NIO file systems, no JMX, which a
 * service may want to configure first. Whatever goes wrong here is said on standard error, and the
 * service starts without Sluice.
 */
public final class SluiceAgent {
  private static final String ATTACHED = "dev.sluice.agent.attached";
  private static final String[] JDK_TOOLS = {
    "jdk.", "sun.", "com.sun.tools.", "java.base/sun.", "jdk.jartool/", "jdk.jcmd/", "jdk.compiler/"
  };

  private SluiceAgent() {}

  /** Called by the JVM for {@code -javaagent}. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    start(instrumentation);
  }

  /** Called by the JVM when the agent is attached to a running service. */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    start(instrumentation);
  }

  /** The command line: {@code java -jar sluice-agent.jar}. */
  public static void main(String[] arguments) throws Exception {
    ClassLoader loader = new AgentClassLoader(jarFile());
    Object exitCode =
        loader
            .loadClass("dev.sluice.agent.tool.Tool")
            .getMethod("run", String[].class)
            .invoke(null, (Object) arguments);
    System.exit((Integer) exitCode);
  }

  private static void start(Instrumentation instrumentation) {
    try {
      if (isJdkTool() || System.getProperty(ATTACHED) != null) {
        return;
      }
      File file = jarFile();
      System.setProperty(ATTACHED, "true");
      new AgentClassLoader(file)
          .loadClass("dev.sluice.agent.AgentStart")
          .getMethod("start", Instrumentation.class)
          .invoke(null, instrumentation);
    } catch (InvocationTargetException problem) {
      complain(problem.getCause());
    } catch (Throwable problem) {
      complain(problem);
    }
  }

  private static void complain(@Nullable Throwable problem) {
    System.err.println("[sluice] the agent did not start; the service runs without it");
    if (problem != null) {
      problem.printStackTrace(System.err);
    }
  }

  /** {@code JAVA_TOOL_OPTIONS} puts agents into keytool, jcmd and javac too. */
  private static boolean isJdkTool() {
    for (String property : new String[] {"sun.java.command", "jdk.module.main"}) {
      String main = System.getProperty(property, "");
      for (String tool : JDK_TOOLS) {
        if (main.startsWith(tool)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The jar that this class came from.
   *
   * @throws IllegalStateException if it is not the agent's own jar: merged into an uber jar, the
   *     agent's manifest is lost and so is its isolation
   */
  private static File jarFile() throws Exception {
    CodeSource source = SluiceAgent.class.getProtectionDomain().getCodeSource();
    URI location = source == null ? null : source.getLocation().toURI();
    if (location == null || !"file".equals(location.getScheme())) {
      throw new IllegalStateException("the agent must be a jar file of its own, not " + location);
    }
    File file = new File(location);
    if (!file.isFile()) {
      throw new IllegalStateException("the agent must run from its jar, not from " + file);
    }
    try (JarFile jar = new JarFile(file, false);
        InputStream in = jar.getInputStream(jar.getEntry(JarFile.MANIFEST_NAME))) {
      String premain = new Manifest(in).getMainAttributes().getValue("Premain-Class");
      if (!SluiceAgent.class.getName().equals(premain)) {
        throw new IllegalStateException(
            file + " is not the agent's jar: use sluice-agent.jar as is");
      }
    }
    return file;
  }
}
