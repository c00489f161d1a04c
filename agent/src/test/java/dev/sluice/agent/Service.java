package dev.sluice.agent;

import dev.sluice.agent.service.Order;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Task;
import dev.sluice.agent.service.Workbench;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A service in a JVM of its own that does what a test tells it to. For one thread at a time. */
final class Service implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ForkedJvm jvm;
  private final Socket socket;
  private final ObjectOutputStream out;
  private final ObjectInputStream in;

  private Service(ForkedJvm jvm, Socket socket, ObjectOutputStream out, ObjectInputStream in) {
    this.jvm = jvm;
    this.socket = socket;
    this.out = out;
    this.in = in;
  }

  /** Starts a service with all drivers on its class path. */
  static Service start(ForkedJvm.Builder builder) {
    return startBare(ServiceClassPath.on(builder).mainClass(Workbench.class));
  }

  /** Starts a service under a policy, which is written to a file of that name. */
  static Service under(Path directory, String name, String policy) throws IOException {
    Path file = Files.writeString(directory.resolve(name + ".yaml"), policy);
    return start(
        AgentJvm.governed()
            .property("sluice.policy", file.toString())
            .property("sluice.on_missing", "deny"));
  }

  /** Starts a workbench whose class path or module path, and main class, are given already. */
  static Service startBare(ForkedJvm.Builder builder) {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ForkedJvm jvm = builder.arguments(String.valueOf(listener.getLocalPort())).start();
      try {
        return connect(jvm, listener);
      } catch (IOException e) {
        String seen = jvm.toString();
        jvm.close();
        throw new IllegalStateException("the service does not ask for orders" + seen, e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Service connect(ForkedJvm jvm, ServerSocket listener) throws IOException {
    listener.setSoTimeout((int) PATIENCE.toMillis());
    Socket socket = listener.accept();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    ObjectOutputStream out = new ObjectOutputStream(socket.getOutputStream());
    out.flush();
    return new Service(jvm, socket, out, new ObjectInputStream(socket.getInputStream()));
  }

  /** Does a task over the one connection that the service keeps for a URL. */
  Report run(String url, Task task) {
    return order(new Order(url, false, task));
  }

  /** Does a task over a connection of a HikariCP pool of one. */
  Report runPooled(String url, Task task) {
    return order(new Order(url, true, task));
  }

  /** Does a task in either way. */
  Report order(Order order) {
    try {
      out.writeObject(order);
      out.flush();
      return (Report) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("no report of " + order + jvm, e);
    }
  }

  /** The process. */
  ForkedJvm jvm() {
    return jvm;
  }

  /** Lets the service end in order, so that it sends the rest of its telemetry. */
  void end() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int exitCode = jvm.await(PATIENCE);
    if (exitCode != 0) {
      throw new AssertionError("the service ended with " + exitCode + jvm);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      jvm.close();
    }
  }
}
