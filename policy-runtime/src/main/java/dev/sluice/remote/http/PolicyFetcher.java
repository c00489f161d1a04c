package dev.sluice.remote.http;

import dev.sluice.gate.Failures;
import dev.sluice.remote.ChannelFiles;
import dev.sluice.remote.Head;
import dev.sluice.remote.KeySet;
import dev.sluice.remote.UpdateResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server what a channel says, for as long as the process runs, on one daemon thread, and
 * offers what is new.
 *
 * <p>Each request names the head that is known ({@code If-None-Match}) and asks the server to hold
 * it until there is another ({@code Prefer: wait}, RFC 7240). A server that does so has a new
 * policy in force within moments. One that does not, a plain server of files say, answers at once:
 * then it is asked every 30 seconds or so. Which of the two it is, the time that an answer takes
 * tells, so that nothing has to be set, and no server can make us ask without a pause.
 *
 * <p>What fails is tried again later and later ({@link Backoff}), for ever. A head that is refused
 * is kept and offered again, also later and later, for the reason may pass (a bundle that was not
 * there yet, a wrong clock); meanwhile the server is asked for a better one as ever.
 */
public final class PolicyFetcher implements AutoCloseable {
  private static final int LEAST_WAIT_SECONDS = 10;

  /**
   * The times that matter.
   *
   * @param hold for which the server is asked to hold a request
   * @param poll between two requests to a server that does not
   * @param held an answer that says nothing new and took longer was held by the server
   * @param silence for which the server may send nothing, besides holding the request
   * @param total for an answer as a whole, besides holding the request
   * @param retry the least time before what failed is tried again
   */
  record Pace(
      Duration hold,
      Duration poll,
      Duration held,
      Duration silence,
      Duration total,
      Duration retry) {
    static final Pace STANDARD =
        new Pace(
            Duration.ofSeconds(50),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1));
  }

  private final ChannelAddress address;
  private final Offers offers;
  private final Failures failures;
  private final Pace pace;
  private final HttpFetch http;
  private final Backoff afterFailure;
  private final Backoff afterRefusal;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final ChannelFiles files = new Served();
  private volatile FetchStatus status = FetchStatus.NONE;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;
  private @Nullable String etag;
  private long waitSeconds;
  private byte @Nullable [] refused;
  private long offerAgainAt;

  /** For a channel; asks nothing before it is started. */
  public PolicyFetcher(
      ChannelAddress address, ServerAccess access, Offers offers, Failures failures) {
    this(address, access, offers, failures, Pace.STANDARD);
  }

  PolicyFetcher(
      ChannelAddress address, ServerAccess access, Offers offers, Failures failures, Pace pace) {
    this.address = address;
    this.offers = offers;
    this.failures = failures;
    this.pace = pace;
    this.http = new HttpFetch(access);
    this.waitSeconds = pace.hold.toSeconds();
    this.afterFailure = new Backoff(pace.retry, ThreadLocalRandom.current());
    this.afterRefusal = new Backoff(pace.retry, ThreadLocalRandom.current());
  }

  /** Begins to ask. */
  public void start() {
    Thread asking = new Thread(null, this::keepAsking, "sluice-policy", 0, false);
    asking.setDaemon(true);
    asking.setContextClassLoader(PolicyFetcher.class.getClassLoader());
    thread = asking;
    asking.start();
  }

  /**
   * Waits until the server has been asked once, and what it said was decided.
   *
   * @return whether that was so in time
   */
  public boolean awaitFirst(Duration most) throws InterruptedException {
    return asked.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How it goes with the server. */
  public FetchStatus status() {
    return status;
  }

  /** Stops asking; a request under way is left to end by itself. */
  @Override
  public void close() {
    closed = true;
    Thread asking = thread;
    if (asking != null) {
      asking.interrupt();
    }
  }

  private void keepAsking() {
    String inForce = offers.headInForce();
    etag = inForce == null ? null : '"' + inForce + '"';
    boolean first = true;
    while (!closed) {
      Duration pause = ask(first || status.failures() > 0);
      first = false;
      asked.countDown();
      try {
        Thread.sleep(Math.max(0, pause.toMillis()));
      } catch (InterruptedException e) { // only close() does that
        return;
      }
    }
  }

  /**
   * Asks once.
   *
   * @param atOnce whether the server must not hold the request: at the start, as somebody waits for
   *     the answer, and after a failure, so that it is known soon that it is over
   * @return how long not to ask
   */
  private Duration ask(boolean atOnce) {
    Duration wait = atOnce || etag == null ? Duration.ZERO : hold();
    long begin = System.nanoTime();
    try {
      HttpFetch.Answer answer = get(wait);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      Duration pause = answered(answer, wait, took);
      afterFailure.reset();
      offers.asked(status);
      return atOnce && answer.body() == null ? Duration.ZERO : pause;
    } catch (IOException e) {
      return failed(e, Duration.ofNanos(System.nanoTime() - begin));
    } catch (RuntimeException | Error e) { // whatever it is, the next time may be better
      failures.count("policy.fetch", "asking for the policy failed", e);
      return failed(
          new IOException("an internal failure: " + e.getClass().getName()), Duration.ZERO);
    }
  }

  /**
   * How long the server is to hold the request: not past the time to offer again what it refused.
   */
  private Duration hold() {
    if (refused == null) {
      return Duration.ofSeconds(waitSeconds);
    }
    long until = TimeUnit.NANOSECONDS.toSeconds(offerAgainAt - System.nanoTime()) + 1;
    return Duration.ofSeconds(Math.max(1, Math.min(waitSeconds, until)));
  }

  private HttpFetch.Answer get(Duration wait) throws IOException {
    Map<String, String> headers = headers();
    if (etag != null) {
      headers.put("If-None-Match", etag);
    }
    if (!wait.isZero()) {
      headers.put("Prefer", "wait=" + wait.toSeconds());
    }
    return http.get(
        address.head(), headers, Head.MOST_BYTES, pace.silence.plus(wait), pace.total.plus(wait));
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    headers.put("User-Agent", "sluice-agent");
    headers.put("Accept", "*/*");
    headers.put(AgentReport.HEADER, offers.report().header());
    return headers;
  }

  private Duration answered(HttpFetch.Answer answer, Duration wait, Duration took) {
    boolean held = !wait.isZero() && took.compareTo(least(pace.held, wait.dividedBy(2))) >= 0;
    byte[] head = answer.body();
    if (head == null) {
      status = status.answered(Instant.now(), wait.isZero() ? status.held() : held);
      offerAgain();
      if (!held) {
        return nextPoll(took);
      }
      waitSeconds = Math.min(pace.hold.toSeconds(), waitSeconds * 2);
      return Duration.ZERO;
    }
    etag = answer.etag();
    UpdateResult result = offers.offer(head, files);
    status = status.answered(Instant.now(), status.held() || held);
    if (result instanceof UpdateResult.Rejected) {
      return refused(head, took);
    }
    accepted();
    return result instanceof UpdateResult.Unchanged && !held ? nextPoll(took) : Duration.ZERO;
  }

  /** A better one is asked for soon; a server that has nothing but bad ones, rarely. */
  private Duration refused(byte[] head, Duration took) {
    boolean another = !Arrays.equals(head, refused);
    refused = head;
    Duration later = afterRefusal.next();
    offerAgainAt = System.nanoTime() + later.toNanos();
    return another ? least(later, pace.poll) : nextPoll(took);
  }

  private void accepted() {
    refused = null;
    afterRefusal.reset();
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private Duration nextPoll(Duration took) {
    return Backoff.about(pace.poll, ThreadLocalRandom.current()).minus(took);
  }

  /** What was refused may be right now; the head itself need not be fetched again. */
  private void offerAgain() {
    byte[] head = refused;
    if (head == null || System.nanoTime() - offerAgainAt < 0) {
      return;
    }
    if (offers.offer(head, files) instanceof UpdateResult.Rejected) {
      offerAgainAt = System.nanoTime() + afterRefusal.next().toNanos();
    } else {
      accepted();
    }
  }

  private Duration failed(IOException problem, Duration took) {
    if (took.compareTo(pace.held) >= 0) {
      // something on the way does not hold requests for so long
      waitSeconds = Math.max(LEAST_WAIT_SECONDS, Math.min(waitSeconds, took.toSeconds()) / 2);
    }
    status = status.failed(describe(problem));
    offers.asked(status);
    Duration pause = afterFailure.next();
    if (problem instanceof HttpFetch.StatusException answered) {
      Duration asked = Duration.ofSeconds(answered.retryAfterSeconds());
      return asked.isZero() ? pause : asked.plus(pause);
    }
    return pause;
  }

  private static String describe(IOException problem) {
    String message = problem.getMessage();
    boolean clear =
        problem.getClass() == IOException.class || problem instanceof HttpFetch.StatusException;
    if (message == null) {
      return problem.getClass().getSimpleName();
    }
    return clear ? message : problem.getClass().getSimpleName() + ": " + message;
  }

  /** What a head names, from the same server. */
  private final class Served implements ChannelFiles {
    @Override
    public InputStream keySet(int number) throws IOException {
      return get(address.keySet(number), KeySet.MOST_BYTES);
    }

    @Override
    public InputStream blob(String sha256) throws IOException {
      return get(address.blob(sha256), Head.Blob.MOST_BYTES);
    }

    private InputStream get(URL url, int most) throws IOException {
      byte[] body = http.get(url, headers(), most, pace.silence, pace.total).body();
      if (body == null) {
        throw new IOException("the server says that it has not changed, which nobody asked");
      }
      return new ByteArrayInputStream(body);
    }
  }
}
