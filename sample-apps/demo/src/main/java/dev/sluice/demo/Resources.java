package dev.sluice.demo;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What must not outlive the demo, closed in reverse order at its end, or when the JVM is told to
 * stop before. Thread-safe.
 */
final class Resources implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final PrintStream err;
  private boolean stopping;

  /**
   * Holds nothing yet.
   *
   * @param err is told of what cannot be closed
   */
  Resources(PrintStream err) {
    this.err = err;
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "demo-stop"));
  }

  /**
   * Takes charge of a resource.
   *
   * @throws IllegalStateException if the JVM is stopping: the resource is closed then
   */
  synchronized <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    if (stopping) {
      close();
      throw new IllegalStateException("the demo is being stopped");
    }
    return resource;
  }

  /** Whether the JVM has been told to stop. */
  synchronized boolean stopping() {
    return stopping;
  }

  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      AutoCloseable resource = open.pop();
      try {
        resource.close();
      } catch (Exception e) { // the others must still be closed
        err.println("Could not be closed: " + resource + ": " + e);
      }
    }
  }

  private synchronized void stop() {
    stopping = true;
    close();
  }
}
