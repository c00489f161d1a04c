package dev.sluice.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Puts {@link SluiceDispatcher} into the package {@code java.lang} of the module {@code java.base},
 * by public means: the package is opened to the agent's module alone, and the class is defined
 * through a lookup.
 */
final class DispatcherDefinition {
  private static final String NAME = "java/lang/SluiceDispatcher";

  private DispatcherDefinition() {}

  /**
   * Defines the dispatcher and points it to the linker.
   *
   * @return the class on the bootstrap loader
   */
  static Class<?> define(Instrumentation instrumentation, MethodHandle linker)
      throws IOException, ReflectiveOperationException {
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(DispatcherDefinition.class.getModule())),
        Set.of(),
        Map.of());
    Class<?> dispatcher =
        MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(renamed());
    dispatcher.getField("target").set(null, linker);
    return dispatcher;
  }

  private static byte[] renamed() throws IOException {
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
                  writer, new SimpleRemapper(OpenedClassReader.ASM_API, Map.of(own, NAME))),
              ClassReader.SKIP_DEBUG);
      return writer.toByteArray();
    }
  }
}
