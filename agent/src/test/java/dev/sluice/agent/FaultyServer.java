package dev.sluice.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A server of a channel that answers each second question for the head as it should, with a new
 * release each time, and each other one with the next fault. Thread-safe.
 */
final class FaultyServer implements AutoCloseable {
  private static final String OK = "HTTP/1.1 200 OK\r\nConnection: close\r\n";

  /** What it does wrong, in this order. */
  enum Fault {
    SAYS_NONSENSE,
    SENDS_8_MIB,
    SENDS_8_GIB,
    FAILS,
    HANGS_UP,
    CUTS_OFF,
    TRICKLES
  }

  /** Makes a release. */
  interface Desk {
    void publish(long number) throws IOException;
  }

  private final Path folder;
  private final Desk desk;
  private final ServerSocket listener;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong questions = new AtomicLong();
  private volatile @Nullable Fault current;

  private FaultyServer(Path folder, Desk desk, ServerSocket listener) {
    this.folder = folder;
    this.desk = desk;
    this.listener = listener;
  }

  static FaultyServer start(Path folder, Desk desk) throws IOException {
    FaultyServer server =
        new FaultyServer(folder, desk, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    inBackground(server::accept);
    return server;
  }

  private static void inBackground(Runnable task) {
    Thread thread = new Thread(task, "faulty-server");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** The latest fault. */
  @Nullable Fault current() {
    return current;
  }

  /** Bytes that the client took, or that lie on their way. */
  long sent() {
    return sent.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        inBackground(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String request = in.readLine();
      for (String line = request; line != null && !line.isEmpty(); line = in.readLine()) {
        // its headers do not matter
      }
      if (request != null) {
        answer(request.split(" ", -1)[1], socket.getOutputStream());
      }
    } catch (IOException | InterruptedException clientWentAway) {
      // as it should, from some of this
    }
  }

  private void answer(String path, OutputStream out) throws IOException, InterruptedException {
    if (path.equals("/prod/head")) {
      long question = questions.getAndIncrement();
      if (question % 2 == 1) {
        Fault fault = Fault.values()[(int) (question / 2)];
        current = fault;
        goWrong(fault, out);
        return;
      }
      desk.publish(question / 2 + 1);
    }
    byte[] file = Files.readAllBytes(folder.resolve(path.substring(1)));
    say(out, OK + "Content-Length: " + file.length + "\r\n\r\n");
    out.write(file);
    out.flush();
  }

  private void goWrong(Fault fault, OutputStream out) throws IOException, InterruptedException {
    switch (fault) {
      case SAYS_NONSENSE -> say(out, OK + "Content-Length: 8\r\n\r\nnonsense");
      case SENDS_8_MIB -> sends(out, 8L << 20);
      case SENDS_8_GIB -> sends(out, 8L << 30);
      case FAILS ->
          say(out, "HTTP/1.1 500 Wrong\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      case HANGS_UP -> out.flush();
      case CUTS_OFF -> say(out, OK + "Content-Length: 600\r\n\r\n{\"channel\"");
      case TRICKLES -> {
        String head = OK + "X-Long: " + "x".repeat(1_000);
        for (int i = 0; i < head.length(); i++) {
          say(out, head.substring(i, i + 1));
          Thread.sleep(1_000);
        }
      }
    }
  }

  private void sends(OutputStream out, long bytes) throws IOException {
    say(out, OK + "\r\n");
    byte[] some = new byte[1 << 16];
    Arrays.fill(some, (byte) 'x');
    for (long left = bytes; left > 0; left -= some.length) {
      out.write(some);
      sent.addAndGet(some.length);
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
