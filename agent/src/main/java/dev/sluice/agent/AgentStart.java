package dev.sluice.agent;

import dev.sluice.gate.Failures;
import dev.sluice.gate.OnFailure;
import dev.sluice.gate.StatementGate;
import dev.sluice.identity.CallerResolver;
import dev.sluice.identity.ContextCallers;
import dev.sluice.identity.ContextSource;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.IdentityInstrumentation;
import dev.sluice.instrumentation.identity.IdentitySettings;
import dev.sluice.instrumentation.identity.jwt.JwtSettings;
import dev.sluice.instrumentation.identity.jwt.Tokens;
import dev.sluice.jdbc.JdbcInstrumentation;
import dev.sluice.mask.Hash;
import dev.sluice.orm.OrmInstrumentation;
import dev.sluice.otel.LoadedClasses;
import dev.sluice.otel.OpenTelemetryObserver;
import dev.sluice.otel.OpenTelemetrySettings;
import dev.sluice.otel.ServiceBaggage;
import dev.sluice.otel.ServiceSpans;
import dev.sluice.policy.BuiltInPolicy;
import dev.sluice.policy.LearnedTags;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PolicyInForce;
import dev.sluice.policy.PolicySettings;
import dev.sluice.policy.PolicyState;
import dev.sluice.r2dbc.R2dbcInstrumentation;
import dev.sluice.sql.SessionState;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.status.DecisionCounts;
import dev.sluice.status.StatusBoard;
import dev.sluice.status.StatusFile;
import dev.sluice.telling.DatabaseCallers;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the agent together: settings, weaving, gate, policy, telemetry. Called once, before the
 * service's main class, so it only weaves. All else begins when the first class is woven, beside
 * the service's own start: by then the service had its chance to set up {@code java.util.logging},
 * which our libraries touch, and a service without a database pays nothing. The first statement
 * waits until it is done.
 */
public final class AgentStart {
  private static final int RANDOM_KEY_BYTES = 32;
  private static final int LEAST_KEY_LENGTH = 16;

  private final Instrumentation instrumentation;
  private final Settings settings;
  private final PrintStream err;
  private final Failures failures;
  private final Executor background;
  private final StatusBoard status;
  private final WovenClasses woven = new WovenClasses();
  private volatile @Nullable StatusFile statusFile;
  private volatile @Nullable GoverningPolicy governing;

  private AgentStart(Instrumentation instrumentation, Settings settings, PrintStream err) {
    this.instrumentation = instrumentation;
    this.settings = settings;
    this.err = err;
    this.failures = new Failures(err);
    this.background = new BackgroundThread("sluice-background");
    this.status = new StatusBoard(failures);
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
    Mode gateMode = mode == AgentMode.OBSERVE ? Mode.OBSERVE : Mode.ENFORCE;
    boolean threads = settings.isOn(Setting.THREADS);
    IdentitySettings identity =
        IdentitySettings.DEFAULT
            .withHeaders(optional(Setting.CALLER_HEADER), optional(Setting.CALLER_GROUPS_HEADER))
            .withKeys(optional(Setting.CALLER_MDC), optional(Setting.CALLER_BAGGAGE))
            .withThreads(
                threads,
                settings.isOnWith(Setting.THREADS_STARTED, Setting.THREADS, threads),
                settings.isOnWith(Setting.THREADS_OPENTELEMETRY, Setting.THREADS, threads));
    ServiceSpans spans = new ServiceSpans(LoadedClasses.of(instrumentation), failures);
    Tokens tokens = tokens();
    HumanSource humans =
        IdentityInstrumentation.humanSource(
            identity, tokens, new ServiceBaggage(spans, failures), failures);
    ContextSource contexts = IdentityInstrumentation.contextSource(identity, failures);
    OpenTelemetryObserver observer = observer(key, spans);
    DecisionCounts decisions = new DecisionCounts(observer);
    OnFailure onFailure = settings.oneOf(Setting.ON_FAILURE, OnFailure.class);
    PolicyInForce.OnMissing onMissing =
        settings.oneOf(Setting.ON_MISSING, PolicyInForce.OnMissing.class);
    DatabaseCallers callers =
        new DatabaseCallers(
            settings.isOn(Setting.DATABASE_CALLER),
            settings.isOn(Setting.DATABASE_NAME),
            settings.isOn(Setting.DATABASE_COMMENT),
            settings.isOn(Setting.DATABASE_RESET));
    boolean keepsStatus = settings.isOn(Setting.STATUS);
    settings.warnings().forEach(this::warn);
    LearnedTags learned = new LearnedTags();
    learned.listen(new LearnedTagsReport(this::warn));
    CallerResolver resolver = new CallerResolver(settings.service(), humans, contexts);
    Prepared<StatementGate> gate =
        new Prepared<>(
            "sluice-start",
            () -> {
              GoverningPolicy policy =
                  policy(
                      new PolicySettings(new Hash(key), gateMode == Mode.OBSERVE, learned),
                      onMissing);
              governing = policy;
              SqlAnalyzer analyzer = new SqlAnalyzer();
              background.execute(analyzer::warmUp);
              SessionState.prepare(); // or an event loop would read the files
              if (tokens != null) {
                tokens.foresee();
              }
              AgentStatus.tell(status, settings.service().name(), mode, policy, woven, failures);
              status.add("statements", decisions::status);
              status.add(AgentStatus.TAGS, () -> AgentStatus.of(learned));
              if (keepsStatus) {
                keepStatus();
              }
              return new StatementGate(
                  analyzer::analyze,
                  policy::current,
                  policy::onTrial,
                  resolver,
                  decisions,
                  failures,
                  onFailure,
                  gateMode);
            });
    boolean closed = onFailure != OnFailure.OPEN && gateMode == Mode.ENFORCE;
    JdbcInstrumentation.start(gate::get, failures, background, closed, callers, spans::traceparent);
    OrmInstrumentation.start(gate::get, failures, closed);
    R2dbcInstrumentation.start(
        new R2dbcInstrumentation.Gate(gate::get, gate::making, resolver),
        ContextCallers.of(contexts),
        failures,
        background,
        closed,
        callers);
    Class<?> dispatcher =
        DispatcherDefinition.define(
            instrumentation, AdviceLinker.configured(failures, gateMode == Mode.ENFORCE), failures);
    Weaver.install(
        instrumentation,
        dispatcher,
        failures,
        name -> {
          woven.count(name);
          gate.begin();
        },
        List.of(
            JdbcInstrumentation::weave,
            R2dbcInstrumentation::weave,
            (builder, advice) -> OrmInstrumentation.weave(builder, advice, failures),
            (builder, advice) ->
                IdentityInstrumentation.weave(
                    builder, advice, identity, settings.service().name(), humans, failures)));
    if (identity.threads()) {
      Weaver.installInJdk(
          instrumentation,
          dispatcher,
          failures,
          IdentityInstrumentation.wovenBesideTheService(),
          (builder, advice, bootstrap) ->
              IdentityInstrumentation.weaveJdk(
                  builder, advice, bootstrap, identity, humans, failures));
      IdentityInstrumentation.linkEarly();
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(observer), "sluice-shutdown"));
  }

  private void keepStatus() {
    try {
      statusFile = StatusFile.keep(settings.get(Setting.STATUS_DIR), status, failures);
    } catch (RuntimeException | LinkageError problem) {
      failures.count("status.write", "no status is kept", problem);
    }
  }

  private void end(OpenTelemetryObserver observer) {
    StatusFile file = statusFile;
    if (file != null) {
      file.close();
    }
    observer.close();
  }

  /** The files that the setting names, the highest layer first. */
  private static List<File> layers(String files) {
    return Stream.of(files.split(",")).map(String::trim).map(File::new).toList();
  }

  private GoverningPolicy policy(PolicySettings policySettings, PolicyInForce.OnMissing onMissing) {
    RemotePolicies remotes = new RemotePolicies(settings);
    PolicyInForce local = local(policySettings, onMissing, remotes.areSet());
    GoverningPolicy policy =
        new GoverningPolicy(
            local,
            remotes.areSet() ? remotes.start(local, policySettings, this::warn, failures) : null);
    Policy current = policy.current();
    warn(
        Version.current()
            + " governs this service; policy "
            + current.name()
            + ", mode "
            + current.mode().name().toLowerCase(Locale.ROOT));
    return policy;
  }

  /**
   * The policy of this machine.
   *
   * @param remotely whether signed ones are to follow: then none here counts as a missing one
   */
  private PolicyInForce local(
      PolicySettings policySettings, PolicyInForce.OnMissing onMissing, boolean remotely) {
    String files = settings.get(Setting.POLICY);
    if (remotely && (files.isEmpty() || new File(files).isDirectory())) {
      return PolicyInForce.missing(onMissing, policySettings);
    }
    return files.isEmpty()
        ? PolicyInForce.of(BuiltInPolicy.create(policySettings))
        : PolicyInForce.watching(layers(files), policySettings, onMissing, this::warn);
  }

  /** Asked by telemetry, which begins with the first statement that the gate decided. */
  private PolicyState policyState() {
    GoverningPolicy policy = governing;
    if (policy == null) {
      throw new IllegalStateException("no policy is in force yet");
    }
    return policy.state();
  }

  private OpenTelemetryObserver observer(byte[] key, ServiceSpans spans) {
    OpenTelemetrySettings.Builder telemetry =
        OpenTelemetrySettings.builder(settings.service())
            .endpoint(
                settings.getOr(
                    Setting.OTLP_ENDPOINT, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"))
            .headers(
                KeyValues.parse(
                    settings.getOr(Setting.OTLP_HEADERS, "OTEL_EXPORTER_OTLP_HEADERS", "")))
            .resourceAttributes(settings.furtherResourceAttributes())
            .exportTraces(settings.isOn(Setting.TRACES))
            .exportMetrics(settings.isOn(Setting.METRICS))
            .showSubject(settings.isOn(Setting.SPAN_SUBJECT))
            .policy(this::policyState)
            .pseudonymKey(key)
            .metricInterval(Duration.ofSeconds(settings.seconds(Setting.METRICS_INTERVAL)))
            .parents(spans);
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

  /** What verifies bearer tokens; null if none are to be read. */
  private @Nullable Tokens tokens() {
    List<String> issuers = settings.list(Setting.JWT_ISSUERS);
    List<String> audiences = settings.list(Setting.JWT_AUDIENCE);
    if (issuers.isEmpty()) {
      return null;
    }
    if (audiences.isEmpty()) {
      warn(
          Setting.JWT_AUDIENCE.property()
              + " is empty: name whom tokens must be for, or none of them is verified");
    }
    JwtSettings jwt =
        new JwtSettings(
            issuers,
            KeyValues.parse(settings.get(Setting.JWT_JWKS)),
            Set.copyOf(audiences),
            settings.list(Setting.JWT_SUBJECT),
            settings.list(Setting.JWT_GROUPS),
            Duration.ofSeconds(settings.seconds(Setting.JWT_CLOCK_SKEW)));
    return Tokens.overHttp(jwt, new BackgroundThread("sluice-keys"), failures);
  }

  private @Nullable String optional(Setting setting) {
    String value = settings.get(setting);
    return value.isEmpty() ? null : value;
  }

  private void warn(String warning) {
    err.println("[sluice] " + warning);
  }
}
