package dev.sluice.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of OTLP over HTTP (binary protobuf, gzip or not) on the loopback interface, that keeps
 * the spans and metrics it gets. Log records are only counted. Thread-safe.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
 */
public final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool(OtlpReceiver::daemon);
  private final List<Consumer<ReceivedSpan>> listeners = new CopyOnWriteArrayList<>();

  private final Object lock = new Object();
  private final List<ReceivedSpan> spans = new ArrayList<>();
  private final List<ReceivedMetric> metrics = new ArrayList<>();
  private @Nullable Throwable failure;
  private int status = 200;
  private Duration delay = Duration.ZERO;
  private int requests;
  private int logRecords;

  private OtlpReceiver(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
    server.setExecutor(executor);
    server.createContext("/v1/traces", exchange -> answer(exchange, this::receiveTraces));
    server.createContext("/v1/metrics", exchange -> answer(exchange, this::receiveMetrics));
    server.createContext("/v1/logs", exchange -> answer(exchange, this::receiveLogs));
    server.start();
  }

  /** Starts on a free port. */
  public static OtlpReceiver start() {
    return new OtlpReceiver(0);
  }

  /**
   * Starts on the given port.
   *
   * @throws UncheckedIOException if the port cannot be had
   */
  public static OtlpReceiver start(int port) {
    return new OtlpReceiver(port);
  }

  /** The base that exporters are given, {@code http://127.0.0.1:port}; no slash at the end. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All spans so far, in the order of their arrival. */
  public List<ReceivedSpan> spans() {
    synchronized (lock) {
      return List.copyOf(spans);
    }
  }

  /** All data points so far, in the order of their arrival: one for each export of a metric. */
  public List<ReceivedMetric> metrics() {
    synchronized (lock) {
      return List.copyOf(metrics);
    }
  }

  /** How many requests came, whatever was answered. */
  public int requests() {
    synchronized (lock) {
      return requests;
    }
  }

  /** How many log records came. */
  public int logRecords() {
    synchronized (lock) {
      return logRecords;
    }
  }

  /**
   * Waits until the spans so far are what the caller waits for.
   *
   * @return the spans
   * @throws AssertionError if they are not within the time, or a request could not be understood
   */
  public List<ReceivedSpan> awaitSpans(Predicate<List<ReceivedSpan>> done, Duration timeout) {
    return await(this::spans, done, timeout);
  }

  /** The same for metrics. */
  public List<ReceivedMetric> awaitMetrics(Predicate<List<ReceivedMetric>> done, Duration timeout) {
    return await(this::metrics, done, timeout);
  }

  /** Forgets what came so far. */
  public void clear() {
    synchronized (lock) {
      spans.clear();
      metrics.clear();
      logRecords = 0;
    }
  }

  /** Calls a listener with each further span, on the receiver's threads. */
  public void onSpan(Consumer<ReceivedSpan> listener) {
    listeners.add(listener);
  }

  /**
   * Answers all further requests with an HTTP status after a delay; anything but 200 drops what was
   * sent.
   */
  public void answerWith(int status, Duration delay) {
    synchronized (lock) {
      this.status = status;
      this.delay = delay;
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private <T> List<T> await(Supplier<List<T>> received, Predicate<List<T>> done, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (lock) {
      while (true) {
        if (failure != null) {
          throw new AssertionError("a request could not be taken in", failure);
        }
        List<T> current = received.get();
        if (done.test(current)) {
          return current;
        }
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          throw new AssertionError("not received within " + timeout + "; so far: " + current);
        }
        try {
          lock.wait(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError("interrupted; so far: " + current, e);
        }
      }
    }
  }

  private void answer(HttpExchange exchange, Receiver receiver) throws IOException {
    try (exchange) {
      int answer;
      Duration wait;
      synchronized (lock) {
        requests++;
        answer = status;
        wait = delay;
      }
      byte[] body = body(exchange);
      Thread.sleep(wait.toMillis());
      if (answer == 200) {
        receiver.receive(body);
      }
      // An empty message is a valid Export*ServiceResponse of full success.
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(answer, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      synchronized (lock) {
        failure = e;
        lock.notifyAll();
      }
      throw e;
    }
  }

  private void receiveTraces(byte[] body) throws IOException {
    List<ReceivedSpan> received = OtlpDecoder.spans(ExportTraceServiceRequest.parseFrom(body));
    synchronized (lock) {
      spans.addAll(received);
      lock.notifyAll();
    }
    for (Consumer<ReceivedSpan> listener : listeners) {
      received.forEach(listener);
    }
  }

  private void receiveMetrics(byte[] body) throws IOException {
    List<ReceivedMetric> received =
        OtlpDecoder.metrics(ExportMetricsServiceRequest.parseFrom(body));
    synchronized (lock) {
      metrics.addAll(received);
      lock.notifyAll();
    }
  }

  private void receiveLogs(byte[] body) throws IOException {
    ExportLogsServiceRequest request = ExportLogsServiceRequest.parseFrom(body);
    synchronized (lock) {
      for (ResourceLogs ofResource : request.getResourceLogsList()) {
        for (ScopeLogs ofScope : ofResource.getScopeLogsList()) {
          logRecords += ofScope.getLogRecordsCount();
        }
      }
      lock.notifyAll();
    }
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
        return new GZIPInputStream(in).readAllBytes();
      }
      return in.readAllBytes();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "otlp-receiver");
    thread.setDaemon(true);
    return thread;
  }

  private interface Receiver {
    void receive(byte[] body) throws IOException;
  }
}
