package dev.sluice.remote.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.remote.http.AgentReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves a published folder, and holds requests for a head until it changes. A small server for
 * development, tests and a first try: no TLS, no users; put a real one before it, or behind it, in
 * production.
 *
 * <p>Only names that a published folder has are looked up, so that no path leads out of it. A held
 * request takes no thread: its exchange waits in a queue, and one thread looks at the few files
 * that anybody waits for, fifty times a second. Threads, connections and waiting requests are
 * bounded; past the bound an answer is given at once. Thread-safe.
 */
public final class ChannelServer implements AutoCloseable {
  /** Connections beyond it are closed by the JDK's server. Read when its first class is loaded. */
  private static final String MOST_CONNECTIONS = "jdk.httpserver.maxConnections";

  /** Seconds for which a client may take to send its request. Read at the same time. */
  private static final String LONGEST_REQUEST = "sun.net.httpserver.maxReqTime";

  /**
   * Whether small packets are sent at once. The JDK's server writes the head and the body of an
   * answer one by one: without it the body waits until the client's system has acknowledged the
   * head, which takes 40 ms. Read at the same time.
   */
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  private static final int MOST_THREADS = 32;
  private static final int MOST_WAITING = 4_000;
  private static final int MOST_HEAD_BYTES = 1 << 20;
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final int BACKLOG = 1_024;

  private static final Pattern HEAD = Pattern.compile("/([a-z0-9][a-z0-9._-]{0,63})/head");
  private static final Pattern LASTING =
      Pattern.compile("/(?:[a-z0-9][a-z0-9._-]{0,63}/keys/[0-9]{1,9}|blobs/sha256/[0-9a-f]{64})");
  private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,6})\\b");

  private final Path root;
  private final HttpServer server;
  private final ExecutorService workers;
  private final ScheduledExecutorService looks;
  private final BiConsumer<AgentReport, String> fleet;
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();

  private ChannelServer(Path root, HttpServer server, BiConsumer<AgentReport, String> fleet) {
    this.root = root;
    this.server = server;
    this.fleet = fleet;
    this.workers =
        new ThreadPoolExecutor(
            0,
            MOST_THREADS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            ChannelServer::daemon,
            new ThreadPoolExecutor.CallerRunsPolicy());
    this.looks = new ScheduledThreadPoolExecutor(1, ChannelServer::daemon);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sluice-serve");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Begins to serve.
   *
   * @param folder a published folder; may be filled later
   * @param fleet told of each agent that asks, with its address, on the server's threads
   * @throws IOException if there is no such folder, or the address is taken
   */
  public static ChannelServer start(
      Path folder, InetSocketAddress address, BiConsumer<AgentReport, String> fleet)
      throws IOException {
    setUnlessSet(MOST_CONNECTIONS, Integer.toString(2 * MOST_WAITING));
    setUnlessSet(LONGEST_REQUEST, "10");
    setUnlessSet(NO_DELAY, "true");
    ChannelServer server =
        new ChannelServer(folder.toRealPath(), HttpServer.create(address, BACKLOG), fleet);
    server.server.setExecutor(server.workers);
    server.server.createContext("/", server::handle);
    server.server.start();
    Future<?> unused =
        server.looks.scheduleWithFixedDelay(
            server::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return server;
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** How many requests are held at this moment. */
  public int waiting() {
    return waiting.get();
  }

  @Override
  public void close() {
    looks.shutdownNow();
    server.stop(0);
    workers.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    boolean kept = false;
    try {
      report(exchange);
      String method = exchange.getRequestMethod();
      String path = exchange.getRequestURI().getRawPath();
      Matcher head = HEAD.matcher(path);
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        say(exchange, 405, "only GET and HEAD");
      } else if (head.matches()) {
        kept = head(exchange, path);
      } else if (LASTING.matcher(path).matches()) {
        lasting(exchange, path);
      } else {
        say(exchange, 404, "no such file");
      }
    } finally {
      if (!kept) {
        exchange.close();
      }
    }
  }

  private void report(HttpExchange exchange) {
    AgentReport report =
        AgentReport.parse(exchange.getRequestHeaders().getFirst(AgentReport.HEADER));
    if (report != null) {
      fleet.accept(report, exchange.getRemoteAddress().getAddress().getHostAddress());
    }
  }

  /** Answers, or keeps the request: returns whether it is kept. */
  private boolean head(HttpExchange exchange, String path) throws IOException {
    Duration wait = wait(exchange.getRequestHeaders());
    Content content = read(path);
    if (content != null && isKnown(exchange, content.etag) && !wait.isZero()) {
      if (waiting.incrementAndGet() <= MOST_WAITING) {
        watched
            .computeIfAbsent(path, Watched::new)
            .keep(new Waiting(exchange, content.etag, System.nanoTime() + wait.toNanos()));
        return true;
      }
      waiting.decrementAndGet();
    }
    answer(exchange, content, false);
    return false;
  }

  private static Duration wait(Headers request) {
    for (String prefer : request.getOrDefault("Prefer", List.of())) {
      Matcher seconds = WAIT.matcher(prefer);
      if (seconds.find()) {
        Duration wait = Duration.ofSeconds(Long.parseLong(seconds.group(1)));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
      }
    }
    return Duration.ZERO;
  }

  private static boolean isKnown(HttpExchange exchange, String etag) {
    for (String known : exchange.getRequestHeaders().getOrDefault("If-None-Match", List.of())) {
      if (known.contains(etag)) {
        return true;
      }
    }
    return false;
  }

  private static void answer(HttpExchange exchange, @Nullable Content content, boolean held)
      throws IOException {
    if (content == null) {
      say(exchange, 404, "no such channel");
      return;
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("Cache-Control", "no-cache");
    headers.set("ETag", content.etag);
    if (held) {
      headers.set("Preference-Applied", "wait");
    }
    if (isKnown(exchange, content.etag)) {
      exchange.sendResponseHeaders(304, -1);
    } else {
      send(exchange, content.bytes);
    }
  }

  private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /** Files whose content never changes under their name. */
  private void lasting(HttpExchange exchange, String path) throws IOException {
    Path file = inside(path);
    if (file == null) {
      say(exchange, 404, "no such file");
      return;
    }
    exchange.getResponseHeaders().set("Cache-Control", "public, max-age=31536000, immutable");
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    long size = Files.size(file);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(size));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, size == 0 ? -1 : size);
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = exchange.getResponseBody()) {
      in.transferTo(out);
    }
  }

  private static void say(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.US_ASCII);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=us-ascii");
    boolean bodiless = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, bodiless ? -1 : bytes.length);
    if (!bodiless) {
      exchange.getResponseBody().write(bytes);
    }
  }

  /** A file of the folder; null if there is none, or a link leads out. */
  private @Nullable Path inside(String path) throws IOException {
    Path file = root.resolve(path.substring(1));
    if (!Files.isRegularFile(file)) {
      return null;
    }
    Path real = file.toRealPath();
    return real.startsWith(root) ? real : null;
  }

  private @Nullable Content read(String path) throws IOException {
    Path file = inside(path);
    if (file == null) {
      return null;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_HEAD_BYTES);
      return new Content(bytes, '"' + sha256(bytes) + '"');
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Content(byte[] bytes, String etag) {}

  /** A request that is held as long as the head is the one of that tag. */
  private record Waiting(HttpExchange exchange, String etag, long until) {}

  /** Answers what has waited long enough, or for what has changed. */
  private void look() {
    for (Watched each : watched.values()) {
      try {
        each.look();
      } catch (IOException | RuntimeException unreadable) {
        each.forget();
      }
    }
  }

  /** A head that requests wait for. */
  private final class Watched {
    private final String path;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private @Nullable Object seen;
    private String etag = "";

    Watched(String path) {
      this.path = path;
    }

    void keep(Waiting request) {
      queue.add(request);
    }

    /** So that the next look reads the file. */
    void forget() {
      seen = null;
    }

    /** Called by one thread. */
    void look() throws IOException {
      if (queue.isEmpty()) {
        seen = null;
        return;
      }
      Object stamp = stamp(root.resolve(path.substring(1)));
      if (!stamp.equals(seen)) {
        Content content = read(path);
        etag = content == null ? "" : content.etag;
        seen = stamp;
      }
      long now = System.nanoTime();
      List<Waiting> due = new ArrayList<>();
      for (Iterator<Waiting> requests = queue.iterator(); requests.hasNext(); ) {
        Waiting request = requests.next();
        // what has waited since before the change may have come into the queue after it
        if (!request.etag.equals(etag) || now - request.until >= 0) {
          requests.remove();
          due.add(request);
        }
      }
      if (!due.isEmpty()) {
        Content latest = read(path);
        due.forEach(request -> release(request, latest));
      }
    }

    private Object stamp(Path file) throws IOException {
      if (!Files.exists(file)) {
        return "none";
      }
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return List.of(
          attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
    }
  }

  private void release(Waiting request, @Nullable Content content) {
    waiting.decrementAndGet();
    try {
      workers.execute(() -> finish(request.exchange, content));
    } catch (RejectedExecutionException stopping) {
      request.exchange.close();
    }
  }

  private static void finish(HttpExchange exchange, @Nullable Content content) {
    try (exchange) {
      answer(exchange, content, true);
    } catch (IOException goneAway) {
      exchange.close(); // nobody waits any more
    }
  }
}
