package dev.sluice.instrumentation.identity.threads;

import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.Carried;
import java.util.concurrent.Callable;

/** A task done for whom it was handed over; in place of one whose identity nobody can see. */
interface CarriedTask {
  /** A task without a result. */
  record OfRunnable(Runnable task, Carried carried) implements CarriedTask, Runnable {
    @Override
    public void run() {
      AgentFrames.Task entered = AgentFrames.enter(carried);
      try {
        task.run();
      } finally {
        if (entered != null) {
          entered.close();
        }
      }
    }

    @Override
    public String toString() {
      return task.toString();
    }
  }

  /** A task with a result. */
  record OfCallable<T>(Callable<T> task, Carried carried) implements CarriedTask, Callable<T> {
    @Override
    public T call() throws Exception {
      AgentFrames.Task entered = AgentFrames.enter(carried);
      try {
        return task.call();
      } finally {
        if (entered != null) {
          entered.close();
        }
      }
    }

    @Override
    public String toString() {
      return task.toString();
    }
  }
}
