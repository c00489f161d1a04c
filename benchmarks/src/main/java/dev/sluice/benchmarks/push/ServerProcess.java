package dev.sluice.benchmarks.push;

import dev.sluice.remote.serve.ChannelServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A server in a JVM of its own, so that it can be killed, and its CPU time told from the agents'.
 */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one; port 0 takes a free one. */
  static ServerProcess start(Path folder, int port) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName(),
                folder.toString(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the server did not start");
    }
    return new ServerProcess(process, Integer.parseInt(line));
  }

  int port() {
    return port;
  }

  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The program of the other JVM: it ends with the one that started it. */
  public static void main(String[] arguments) throws IOException {
    try (ChannelServer server =
        ChannelServer.start(
            Path.of(arguments[0]),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])),
            (report, from) -> {})) {
      System.out.println(server.address().getPort());
      System.out.flush();
      while (System.in.read() >= 0) {
        // until standard input ends
      }
    }
  }
}
