package dev.sluice.agent;

import dev.sluice.gate.Failures;
import dev.sluice.gate.OnFailure;
import dev.sluice.gate.StatementGate;
import dev.sluice.identity.CallerResolver;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.IdentityInstrumentation;
import dev.sluice.instrumentation.identity.IdentitySettings;
import dev.sluice.jdbc.JdbcInstrumentation;
import dev.sluice.mask.Hash;
import dev.sluice.otel.LoadedClasses;
import dev.sluice.otel.OpenTelemetryObserver;
import dev.sluice.otel.OpenTelemetrySettings;
import dev.sluice.otel.ServiceSpans;
import dev.sluice.policy.BuiltInPolicy;
import dev.sluice.policy.Mode;
import dev.sluice.policy.PolicyInForce;
import dev.sluice.policy.PolicySettings;
import dev.sluice.sql.SqlAnalyzer;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Puts the agent together: settings, policy, gate, telemetry, weaving. Called once, before the
 * service's main class, so what takes long (reading the policy, warming up the SQL parser) is done
 * beside it, and the first statement waits for the policy if it comes too early.
 */
public final class AgentStart {
  private static final int CACHED_SHAPES = 10_000;
  private static final int RANDOM_KEY_BYTES = 32;
  private static final int LEAST_KEY_LENGTH = 16;

  private final Instrumentation instrumentation;
  private final Settings settings;
  private final PrintStream err;
  private final Failures failures;
  private final Executor background;

  private AgentStart(Instrumentation instrumentation, Settings settings, PrintStream err) {
    this.instrumentation = instrumentation;
    this.settings = settings;
    this.err = err;
    this.failures = new Failures(err);
    this.background = new BackgroundThread("sluice-background");
  }

  /** Starts to govern the service, unless {@code sluice.mode} is off. */
  public static void start(Instrumentation instrumentation)
      throws ReflectiveOperationException, IOException {
    preload();
    Settings settings = Settings.read(System.getProperties(), System.getenv());
    AgentMode mode = settings.oneOf(Setting.MODE, AgentMode.class);
    if (mode != AgentMode.OFF) {
      new AgentStart(instrumentation, settings, System.err).start(mode);
    }
  }

  /**
   * These would otherwise be loaded for the first time inside a class file transformer, and fail.
   *
   * @see <a href="https://github.com/raphw/byte-buddy/issues/1666">byte-buddy 1666</a>
   */
  private static void preload() throws ClassNotFoundException {
    ThreadLocalRandom.current();
    Class.forName("java.lang.invoke.MethodHandle$1", false, null);
  }

  private void start(AgentMode mode) throws ReflectiveOperationException, IOException {
    byte[] key = hashKey();
    CompletableFuture<PolicyInForce> policy = new CompletableFuture<>();
    SqlAnalyzer analyzer = new SqlAnalyzer(CACHED_SHAPES);
    IdentitySettings identity =
        IdentitySettings.DEFAULT.withHeaders(
            optional(Setting.CALLER_HEADER), optional(Setting.CALLER_GROUPS_HEADER));
    HumanSource humans = IdentityInstrumentation.humanSource(identity, failures);
    OpenTelemetryObserver observer = observer(key);
    Mode gateMode = mode == AgentMode.OBSERVE ? Mode.OBSERVE : Mode.ENFORCE;
    StatementGate gate =
        new StatementGate(
            analyzer::analyze,
            () -> policy.join().current(),
            new CallerResolver(settings.serviceName(), humans),
            observer,
            failures,
            settings.oneOf(Setting.ON_FAILURE, OnFailure.class),
            gateMode);
    PolicyInForce.OnMissing onMissing =
        settings.oneOf(Setting.ON_MISSING, PolicyInForce.OnMissing.class);
    settings.warnings().forEach(this::warn);
    background.execute(() -> preparePolicy(policy, policySettings(key, gateMode), onMissing));
    background.execute(analyzer::warmUp);
    JdbcInstrumentation.start(gate, failures, background);
    Class<?> dispatcher =
        DispatcherDefinition.define(
            instrumentation, AdviceLinker.configured(failures, gateMode == Mode.ENFORCE));
    Weaver.install(
        instrumentation,
        dispatcher,
        failures,
        List.of(
            JdbcInstrumentation::weave,
            (builder, advice) ->
                IdentityInstrumentation.weave(builder, advice, identity, humans, failures)));
    Runtime.getRuntime().addShutdownHook(new Thread(observer::close, "sluice-shutdown"));
  }

  private void preparePolicy(
      CompletableFuture<PolicyInForce> policy,
      PolicySettings policySettings,
      PolicyInForce.OnMissing onMissing) {
    try {
      String file = settings.get(Setting.POLICY);
      PolicyInForce inForce =
          file.isEmpty()
              ? PolicyInForce.of(BuiltInPolicy.create(policySettings))
              : PolicyInForce.watching(new File(file), policySettings, onMissing, this::warn);
      policy.complete(inForce);
      err.println(
          "[sluice] "
              + Version.current()
              + " governs this service; policy "
              + inForce.current().name()
              + ", mode "
              + inForce.current().mode().name().toLowerCase(Locale.ROOT));
    } catch (Throwable problem) {
      policy.completeExceptionally(problem);
      failures.count("policy.start", "no policy could be put in force", problem);
    }
  }

  private static PolicySettings policySettings(byte[] key, Mode mode) {
    return new PolicySettings(new Hash(key), mode == Mode.OBSERVE);
  }

  private OpenTelemetryObserver observer(byte[] key) {
    OpenTelemetrySettings.Builder telemetry =
        OpenTelemetrySettings.builder(settings.serviceName())
            .endpoint(
                settings.getOr(
                    Setting.OTLP_ENDPOINT, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"))
            .headers(
                KeyValues.parse(
                    settings.getOr(Setting.OTLP_HEADERS, "OTEL_EXPORTER_OTLP_HEADERS", "")))
            .exportTraces(settings.isOn(Setting.TRACES))
            .exportMetrics(settings.isOn(Setting.METRICS))
            .showSubject(settings.isOn(Setting.SPAN_SUBJECT))
            .pseudonymKey(key)
            .metricInterval(Duration.ofSeconds(settings.seconds(Setting.METRICS_INTERVAL)))
            .parents(new ServiceSpans(LoadedClasses.of(instrumentation), failures));
    return OpenTelemetryObserver.create(telemetry.build(), failures);
  }

  private byte[] hashKey() {
    String key = settings.get(Setting.HASH_KEY);
    if (key.length() >= LEAST_KEY_LENGTH) {
      return key.getBytes(StandardCharsets.UTF_8);
    }
    if (!key.isEmpty()) {
      warn(
          Setting.HASH_KEY.property()
              + " has fewer than "
              + LEAST_KEY_LENGTH
              + " characters; a random key is taken");
    }
    byte[] random = new byte[RANDOM_KEY_BYTES];
    new SecureRandom().nextBytes(random);
    return random;
  }

  private @Nullable String optional(Setting setting) {
    String value = settings.get(setting);
    return value.isEmpty() ? null : value;
  }

  private void warn(String warning) {
    err.println("[sluice] " + warning);
  }
}
