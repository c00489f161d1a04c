package dev.sluice.instrumentation.identity.threads;

import dev.sluice.gate.Failures;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Puts the calls of {@link PoolCalls} around two calls inside {@code ThreadPoolExecutor}. Neither
 * locals nor branches are added, so the method's frames stay as they are.
 */
final class PoolCallsWeaving implements AsmVisitorWrapper.ForDeclaredMethods.MethodVisitorWrapper {
  private final Handle bootstrap;
  private final Failures failures;

  /**
   * @param bootstrap the static method that links woven calls
   */
  PoolCallsWeaving(MethodDescription bootstrap, Failures failures) {
    this.bootstrap =
        new Handle(
            Opcodes.H_INVOKESTATIC,
            bootstrap.getDeclaringType().asErasure().getInternalName(),
            bootstrap.getInternalName(),
            bootstrap.getDescriptor(),
            false);
    this.failures = failures;
  }

  @Override
  public MethodVisitor wrap(
      TypeDescription type,
      MethodDescription method,
      MethodVisitor next,
      Implementation.Context context,
      TypePool pool,
      int writerFlags,
      int readerFlags) {
    return new MethodVisitor(OpenedClassReader.ASM_API, next) {
      private int woven;

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        boolean offers = name.equals("offer") && descriptor.equals("(Ljava/lang/Object;)Z");
        boolean runs = name.equals("run") && owner.equals("java/lang/Runnable");
        if (offers) {
          visitInsn(Opcodes.DUP);
          visitVarInsn(Opcodes.ALOAD, 0);
          call("offered", "(Ljava/lang/Object;Ljava/lang/Object;)V");
        } else if (runs) {
          visitInsn(Opcodes.DUP);
          call("begun", "(Ljava/lang/Object;)V");
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        if (runs) {
          call("ended", "()V");
        }
      }

      private void call(String name, String descriptor) {
        visitInvokeDynamicInsn(name, descriptor, bootstrap, PoolCalls.class.getName());
        woven++;
      }

      @Override
      public void visitEnd() {
        if (woven == 0) {
          failures.count("identity.threads.weave", "nothing to weave in " + method, null);
        }
        super.visitEnd();
      }
    };
  }
}
