package dev.sluice.otel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.gate.Failures;
import dev.sluice.members.ClassMembers;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The current span of the service's own OpenTelemetry, whichever version of the API that is, and
 * however many copies of it the service has; without one, that of the OpenTelemetry agent.
 *
 * <p>A copy of the API is looked for in the context class loader of the thread, then in the system
 * class loader. It is used only once the service itself has begun to use it: to ask for the current
 * span initializes the API's context storage, and a service that did not get to set up its storage
 * before would find its own set-up ignored. {@code GlobalOpenTelemetry} is never asked, for asking
 * would set it (<a href="https://github.com/open-telemetry/opentelemetry-java/issues/5555">
 * opentelemetry-java#5555</a>).
 *
 * <p>Class loaders are held weakly. What was learned of an API's classes hangs on those classes
 * themselves, by {@link ClassValue}, and goes with them. Where nothing is found, the next look is
 * taken after a second, and after twice the time with each further failure, up to a minute.
 */
public final class ServiceSpans implements ParentSpanSource {
  private static final String SPAN = "io.opentelemetry.api.trace.Span";
  private static final String CONTEXT = "io.opentelemetry.context.Context";

  /** Loaded at the first use of the context storage, in all versions of the API since 1.0. */
  private static final String STORAGE = "io.opentelemetry.context.LazyStorage";

  private static final int MOST_COPIES = 16;
  private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_RETRY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LoadedClasses loadedClasses;
  private final Failures failures;
  private final ClassMembers<SpanReader> ofAgent;
  private volatile @Nullable Cache<ClassLoader, Search> searches;
  private volatile List<WeakReference<Class<?>>> copies = List.of();

  private final ClassValue<SpanReader> readers =
      new ClassValue<>() {
        @Override
        protected SpanReader computeValue(Class<?> spanType) {
          return SpanReader.of(spanType);
        }
      };

  /**
   * @param loadedClasses tells whether the service uses its API yet
   * @param failures told where an API is not as expected
   */
  public ServiceSpans(LoadedClasses loadedClasses, Failures failures) {
    this.loadedClasses = loadedClasses;
    this.failures = failures;
    this.ofAgent = new ClassMembers<>("telemetry.parent", SpanReader::of, failures);
  }

  @Override
  public @Nullable SpanContextData current() {
    // A span is current in the one copy that made it so: the others answer with an invalid one.
    List<WeakReference<Class<?>>> known = copies();
    for (int i = 0; i < known.size(); i++) {
      Class<?> spanType = known.get(i).get();
      SpanContextData current = spanType == null ? null : readers.get(spanType).current();
      if (current != null) {
        return current;
      }
    }
    Class<?> bridged = AgentSpan.TYPE;
    SpanReader agent = bridged == null ? null : ofAgent.of(bridged);
    return agent == null ? null : agent.current();
  }

  /**
   * The current span as the value of a header {@code traceparent}; null if there is none.
   *
   * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
   */
  public @Nullable String traceparent() {
    SpanContextData span = current();
    return span == null
        ? null
        : "00-"
            + span.traceId()
            + "-"
            + span.spanId()
            + "-"
            + HexFormat.of().toHexDigits(span.flags());
  }

  /** The class {@code Span} of each copy of the API that is in use. */
  List<WeakReference<Class<?>>> copies() {
    ClassLoader systemLoader = ClassLoader.getSystemClassLoader();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    if (loader != null && loader != systemLoader) {
      searchIfDue(loader);
    }
    searchIfDue(systemLoader);
    return copies;
  }

  private void searchIfDue(ClassLoader loader) {
    Cache<ClassLoader, Search> searches = searches();
    Search search = searches.getIfPresent(loader);
    if (search == null || search.isDue()) {
      // Noted before the search, so that other threads do not search as well.
      searches.put(loader, search == null ? Search.failed() : search.failedAgain());
      if (search(loader)) {
        searches.put(loader, Search.FOUND);
      }
    }
  }

  /** Made late, as Caffeine asks for a logger, which nobody must in a premain. */
  private Cache<ClassLoader, Search> searches() {
    Cache<ClassLoader, Search> current = searches;
    if (current == null) {
      synchronized (this) {
        current = searches;
        if (current == null) {
          current = Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();
          searches = current;
        }
      }
    }
    return current;
  }

  /** No lock is held here: class loaders run code of the service. */
  private boolean search(ClassLoader loader) {
    Class<?> spanType;
    try {
      spanType = Class.forName(SPAN, false, loader);
      ClassLoader contextLoader =
          Class.forName(CONTEXT, false, spanType.getClassLoader()).getClassLoader();
      if (contextLoader == null || !loadedClasses.isLoaded(contextLoader, STORAGE)) {
        return false;
      }
    } catch (ClassNotFoundException | LinkageError | RuntimeException notThere) {
      // Loaders of applications that have been stopped throw what they like.
      return false;
    }
    try {
      readers.get(spanType);
    } catch (RuntimeException unlikeTheApi) {
      failures.count("telemetry.parent", "cannot read spans of " + spanType, unlikeTheApi);
      return true;
    }
    add(spanType);
    return true;
  }

  private synchronized void add(Class<?> spanType) {
    List<WeakReference<Class<?>>> living = new ArrayList<>();
    for (WeakReference<Class<?>> copy : copies) {
      Class<?> known = copy.get();
      if (known == spanType) {
        return;
      }
      if (known != null) {
        living.add(copy);
      }
    }
    if (living.size() < MOST_COPIES) {
      living.add(new WeakReference<>(spanType));
    }
    copies = List.copyOf(living);
  }

  /** Looked up at the first use. */
  private static final class AgentSpan {
    static final @Nullable Class<?> TYPE = AgentApi.find(SPAN);
  }

  /** When to look again; never, if the waiting time is 0. */
  private record Search(long waitNanos, long since) {
    static final Search FOUND = new Search(0, 0);

    static Search failed() {
      return new Search(FIRST_RETRY_NANOS, System.nanoTime());
    }

    Search failedAgain() {
      return new Search(Math.min(waitNanos * 2, LONGEST_RETRY_NANOS), System.nanoTime());
    }

    boolean isDue() {
      return waitNanos > 0 && System.nanoTime() - since > waitNanos;
    }
  }
}
