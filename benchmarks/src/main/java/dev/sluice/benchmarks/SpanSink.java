package dev.sluice.benchmarks;

import static java.io.OutputStream.nullOutputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPInputStream;

/**
 * Takes in OTLP over HTTP on the loopback interface, counts the spans of each variant and keeps
 * nothing. It runs in the controller, so that it costs the measured JVMs as little as a receiver
 * elsewhere would. Thread-safe.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
 */
final class SpanSink implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool(SpanSink::daemon);
  private final Map<Variant, LongAdder> spans = new EnumMap<>(Variant.class);

  private SpanSink(HttpServer server) {
    this.server = server;
  }

  /** Starts on a free port. */
  static SpanSink start() {
    try {
      SpanSink sink =
          new SpanSink(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      sink.listen();
      return sink;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on the loopback interface", e);
    }
  }

  /** The base URL that the exporter of a variant is given. */
  String endpoint(Variant variant) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + variant.label();
  }

  /** How many spans of a variant have come so far. */
  long spans(Variant variant) {
    LongAdder count = spans.get(variant);
    return count == null ? 0 : count.sum();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void listen() {
    for (Variant variant : Variant.values()) {
      LongAdder count = new LongAdder();
      spans.put(variant, count);
      String path = "/" + variant.label() + "/v1/";
      server.createContext(
          path + "traces",
          exchange -> answer(exchange, body -> count.add(SpanCount.of(body.readAllBytes()))));
      server.createContext(
          path, exchange -> answer(exchange, body -> body.transferTo(nullOutputStream())));
    }
    server.setExecutor(executor);
    server.start();
  }

  private static void answer(HttpExchange exchange, Reader reader) throws IOException {
    try (exchange;
        InputStream body = body(exchange)) {
      reader.read(body);
      // An empty message is a valid Export*ServiceResponse of full success.
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
        ? new GZIPInputStream(in)
        : in;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "span-sink");
    thread.setDaemon(true);
    return thread;
  }

  private interface Reader {
    void read(InputStream body) throws IOException;
  }
}
