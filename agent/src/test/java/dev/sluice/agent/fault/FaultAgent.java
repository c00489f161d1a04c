package dev.sluice.agent.fault;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Makes methods fail on demand, in classes of whatever loader, as they are loaded. The option is a
 * list of {@code class#method:thrown}, separated by commas: the method throws such an exception as
 * long as the system property {@code fault.method} is {@code true}. {@code class#none} takes all
 * methods away.
 */
public final class FaultAgent implements ClassFileTransformer {
  private static final String NONE = "none";

  private final List<Fault> faults = new ArrayList<>();

  private FaultAgent(String options) {
    for (String option : options.split(",", -1)) {
      int hash = option.indexOf('#');
      int colon = option.indexOf(':');
      faults.add(
          new Fault(
              option.substring(0, hash).replace('.', '/'),
              option.substring(hash + 1, colon < 0 ? option.length() : colon),
              colon < 0 ? "" : option.substring(colon + 1).replace('.', '/')));
    }
  }

  /** Called by the JVM. */
  public static void premain(String options, Instrumentation instrumentation) {
    instrumentation.addTransformer(new FaultAgent(options));
  }

  private record Fault(String type, String method, String thrown) {}

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    List<Fault> here = faults.stream().filter(fault -> fault.type.equals(name)).toList();
    if (here.isEmpty()) {
      return null;
    }
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    new ClassReader(classFile).accept(new Spoiler(writer, here), 0);
    return writer.toByteArray();
  }

  private static final class Spoiler extends ClassVisitor {
    private final List<Fault> faults;

    Spoiler(ClassVisitor writer, List<Fault> faults) {
      super(OpenedClassReader.ASM_API, writer);
      this.faults = faults;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      if (faults.get(0).method.equals(NONE)) {
        return null;
      }
      MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
      for (Fault fault : faults) {
        if (fault.method.equals(name) && (access & Opcodes.ACC_ABSTRACT) == 0) {
          return new Thrower(method, fault);
        }
      }
      return method;
    }
  }

  private static final class Thrower extends MethodVisitor {
    private final Fault fault;

    Thrower(MethodVisitor method, Fault fault) {
      super(OpenedClassReader.ASM_API, method);
      this.fault = fault;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      Label harmless = new Label();
      visitLdcInsn("fault." + fault.method);
      visitMethodInsn(
          Opcodes.INVOKESTATIC, "java/lang/Boolean", "getBoolean", "(Ljava/lang/String;)Z", false);
      visitJumpInsn(Opcodes.IFEQ, harmless);
      visitTypeInsn(Opcodes.NEW, fault.thrown);
      visitInsn(Opcodes.DUP);
      visitLdcInsn("injected");
      visitMethodInsn(
          Opcodes.INVOKESPECIAL, fault.thrown, "<init>", "(Ljava/lang/String;)V", false);
      visitInsn(Opcodes.ATHROW);
      visitLabel(harmless);
      visitFrame(Opcodes.F_SAME, 0, null, 0, null);
      visitInsn(Opcodes.NOP); // so that no frame of the method's own falls on ours
    }
  }
}
