package dev.sluice.remote.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A server that answers each request with whatever bytes a test likes, at whatever pace. */
final class RawServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Answer answer;
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong sent = new AtomicLong();

  /** What is sent for a request; an exception ends the connection. */
  interface Answer {
    void to(String request, Out out) throws IOException, InterruptedException;
  }

  /** Where answers are written. */
  final class Out {
    private final OutputStream stream;

    private Out(OutputStream stream) {
      this.stream = stream;
    }

    Out say(String text) throws IOException {
      return say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Out say(byte[] bytes) throws IOException {
      stream.write(bytes);
      stream.flush();
      sent.addAndGet(bytes.length);
      return this;
    }

    /** Says a text byte by byte. */
    void trickle(String text, long pauseMillis) throws IOException, InterruptedException {
      for (int i = 0; i < text.length(); i++) {
        say(text.substring(i, i + 1));
        Thread.sleep(pauseMillis);
      }
    }
  }

  private RawServer(ServerSocket listener, Answer answer) {
    this.listener = listener;
    this.answer = answer;
  }

  static RawServer start(Answer answer) throws IOException {
    RawServer server =
        new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
    Thread thread = new Thread(server::accept, "raw-server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** The heads of all requests so far. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Bytes that clients took, or that lie on their way. */
  long sent() {
    return sent.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread thread = new Thread(() -> serve(socket), "raw-server-connection");
        thread.setDaemon(true);
        thread.start();
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
      for (String request = head(in); !request.isEmpty(); request = head(in)) {
        requests.add(request);
        answer.to(request, new Out(socket.getOutputStream()));
      }
    } catch (IOException | InterruptedException clientWentAway) {
      // what tests are about
    }
  }

  private static String head(BufferedReader in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.append(line).append('\n');
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
