package dev.sluice.agent;

import dev.sluice.gate.Failures;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Puts {@link SluiceDispatcher} where every class of the service can link to it: into the package
 * {@code java.lang} of the module {@code java.base}, by public means. The package is opened to the
 * agent's module alone, and the class is defined through a lookup. Should a JDK not allow that, the
 * class goes onto the bootstrap class path in a jar of its own, where OSGi and JBoss Modules may
 * hide it from the service.
 */
final class DispatcherDefinition {
  private static final String IN_JAVA_LANG = "java/lang/SluiceDispatcher";
  private static final String IN_A_JAR = "dev/sluice/dispatch/SluiceDispatcher";

  private DispatcherDefinition() {}

  /**
   * Defines the dispatcher and points it to the linker.
   *
   * @return the class on the bootstrap loader
   */
  static Class<?> define(Instrumentation instrumentation, MethodHandle linker, Failures failures)
      throws IOException, ReflectiveOperationException {
    Class<?> dispatcher;
    try {
      dispatcher = inJavaLang(instrumentation);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError notAllowed) {
      failures.count(
          "dispatcher", "java.lang takes no class: the boot class path must do", notAllowed);
      dispatcher = onBootClassPath(instrumentation);
    }
    dispatcher.getField("target").set(null, linker);
    return dispatcher;
  }

  private static Class<?> inJavaLang(Instrumentation instrumentation)
      throws IOException, IllegalAccessException {
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(DispatcherDefinition.class.getModule())),
        Set.of(),
        Map.of());
    return MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup())
        .defineClass(named(IN_JAVA_LANG));
  }

  private static Class<?> onBootClassPath(Instrumentation instrumentation)
      throws IOException, ClassNotFoundException {
    File file = File.createTempFile("sluice-dispatcher", ".jar");
    file.deleteOnExit();
    try (JarOutputStream out = new JarOutputStream(new FileOutputStream(file))) {
      out.putNextEntry(new JarEntry(IN_A_JAR + ".class"));
      out.write(named(IN_A_JAR));
    }
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(file));
    return Class.forName(IN_A_JAR.replace('/', '.'), true, null);
  }

  private static byte[] named(String name) throws IOException {
    String own = SluiceDispatcher.class.getName().replace('.', '/');
    try (InputStream in =
        SluiceDispatcher.class.getClassLoader().getResourceAsStream(own + ".class")) {
      if (in == null) {
        throw new IOException("the agent's jar has no " + own);
      }
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(in)
          .accept(
              new ClassRemapper(
                  writer, new SimpleRemapper(OpenedClassReader.ASM_API, Map.of(own, name))),
              ClassReader.SKIP_DEBUG);
      return writer.toByteArray();
    }
  }
}
