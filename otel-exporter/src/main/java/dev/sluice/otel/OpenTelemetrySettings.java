package dev.sluice.otel;

import dev.sluice.identity.Service;
import dev.sluice.policy.PolicyState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where telemetry goes, and what it tells. Immutable. All but the service's name has a default.
 *
 * <p>Where the OpenTelemetry agent is present, its own settings decide on endpoint, headers,
 * resource and intervals.
 */
public final class OpenTelemetrySettings {
  private final Service service;
  private final String endpoint;
  private final Map<String, String> headers;
  private final Map<String, String> resourceAttributes;
  private final boolean exportTraces;
  private final boolean exportMetrics;
  private final byte @Nullable [] pseudonymKey;
  private final boolean showSubject;
  private final Duration spanInterval;
  private final Duration metricInterval;
  private final Duration timeout;
  private final ParentSpanSource parents;
  private final @Nullable Supplier<PolicyState> policy;

  private OpenTelemetrySettings(Builder builder) {
    service = builder.service;
    endpoint = builder.endpoint;
    headers = Map.copyOf(builder.headers);
    resourceAttributes = Map.copyOf(builder.resourceAttributes);
    exportTraces = builder.exportTraces;
    exportMetrics = builder.exportMetrics;
    pseudonymKey = builder.pseudonymKey == null ? null : builder.pseudonymKey.clone();
    showSubject = builder.showSubject;
    spanInterval = builder.spanInterval;
    metricInterval = builder.metricInterval;
    timeout = builder.timeout;
    parents = builder.parents;
    policy = builder.policy;
  }

  /**
   * Begins with the defaults.
   *
   * @param service of which the resource tells
   */
  public static Builder builder(Service service) {
    return new Builder(service);
  }

  Service service() {
    return service;
  }

  /** Where a signal is sent. */
  String endpoint(String signal) {
    return endpoint + (endpoint.endsWith("/") ? "v1/" : "/v1/") + signal;
  }

  Map<String, String> headers() {
    return headers;
  }

  Map<String, String> resourceAttributes() {
    return resourceAttributes;
  }

  boolean exportTraces() {
    return exportTraces;
  }

  boolean exportMetrics() {
    return exportMetrics;
  }

  byte @Nullable [] pseudonymKey() {
    return pseudonymKey == null ? null : pseudonymKey.clone();
  }

  boolean showSubject() {
    return showSubject;
  }

  Duration spanInterval() {
    return spanInterval;
  }

  Duration metricInterval() {
    return metricInterval;
  }

  Duration timeout() {
    return timeout;
  }

  ParentSpanSource parents() {
    return parents;
  }

  /** Gives the policy in force; null if nothing is to be told of it but its serial. */
  @Nullable Supplier<PolicyState> policy() {
    return policy;
  }

  /** Not thread-safe. */
  public static final class Builder {
    private final Service service;
    private String endpoint = "http://localhost:4318";
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> resourceAttributes = new LinkedHashMap<>();
    private boolean exportTraces = true;
    private boolean exportMetrics = true;
    private byte @Nullable [] pseudonymKey;
    private boolean showSubject;
    private Duration spanInterval = Duration.ofSeconds(1);
    private Duration metricInterval = Duration.ofMinutes(1);
    private Duration timeout = Duration.ofSeconds(10);
    private ParentSpanSource parents = ParentSpanSource.NONE;
    private @Nullable Supplier<PolicyState> policy;

    private Builder(Service service) {
      this.service = service;
    }

    /**
     * The base URL of an OTLP/HTTP receiver, to which {@code /v1/traces} and {@code /v1/metrics}
     * are added; {@code http://localhost:4318} by default.
     */
    public Builder endpoint(String baseUrl) {
      endpoint = baseUrl;
      return this;
    }

    /** Adds HTTP headers to each request, such as the receiver's API key. */
    public Builder headers(Map<String, String> more) {
      headers.putAll(more);
      return this;
    }

    /** Adds attributes to the resource; what is known of the service wins over them. */
    public Builder resourceAttributes(Map<String, String> more) {
      resourceAttributes.putAll(more);
      return this;
    }

    /** Whether there are spans; on by default. */
    public Builder exportTraces(boolean on) {
      exportTraces = on;
      return this;
    }

    /** Whether there are metrics; on by default. */
    public Builder exportMetrics(boolean on) {
      exportMetrics = on;
      return this;
    }

    /**
     * The key of the HMAC-SHA256 that makes {@code enduser.pseudo.id} of a subject; without a key,
     * or with an empty one, there is no such attribute.
     */
    public Builder pseudonymKey(byte[] key) {
      pseudonymKey = key.length == 0 ? null : key.clone();
      return this;
    }

    /** Whether spans show {@code enduser.id} and {@code user.roles}; off by default. */
    public Builder showSubject(boolean on) {
      showSubject = on;
      return this;
    }

    /** The longest time that a span waits to be sent; one second by default. */
    public Builder spanInterval(Duration interval) {
      spanInterval = interval;
      return this;
    }

    /** The time between two exports of the metrics; one minute by default. */
    public Builder metricInterval(Duration interval) {
      metricInterval = interval;
      return this;
    }

    /** How long a request may take with all its retries; ten seconds by default. */
    public Builder timeout(Duration longest) {
      timeout = longest;
      return this;
    }

    /** Where the parents of spans come from; from nowhere by default. */
    public Builder parents(ParentSpanSource source) {
      parents = source;
      return this;
    }

    /**
     * Gives the policy in force, for its age and whether it is stale; by default nothing is told of
     * these. Asked for each statement: must cost next to nothing.
     */
    public Builder policy(Supplier<PolicyState> inForce) {
      policy = inForce;
      return this;
    }

    public OpenTelemetrySettings build() {
      return new OpenTelemetrySettings(this);
    }
  }
}
