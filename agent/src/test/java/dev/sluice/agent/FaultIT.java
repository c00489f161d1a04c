package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.fault.FaultAgent;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Report.Failure;
import dev.sluice.agent.service.Task;
import dev.sluice.agent.service.Tasks;
import dev.sluice.agent.service.Writes;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedMetric;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever breaks inside the agent, the service goes on or is refused, by the failure rule, sees
 * nothing but an {@code SQLException}, and the failure is counted. The faults are put into the
 * packaged agent by another agent, so that the product needs no switches for it.
 */
class FaultIT {
  private static final String LIMITED = "limited";
  private static final String FREE = "free";
  private static final String SELECT = "SELECT name FROM people WHERE id = 1";
  private static final String SSN = "078-05-1120";
  private static final String POLICY =
      """
      sluice: policy/v1
      name: faults
      defaults:
        unmatched: {ai_agent: allow}
      environments:
        prod: {datasources: ["*/limited_*"]}
      tags:
        ssn: ["limited_*.*.people.ssn"]
      masks:
        - {id: mask-ssn, tags: [ssn], with: redact}
      guardrails:
        - id: no-drops
          match: {env: [prod], class: [ddl]}
          action: deny
          message: Nothing is dropped here.
      """;

  @TempDir private static Path directory;
  private static OtlpReceiver receiver;
  private static Path policy;
  private static Path faultJar;
  private static final Map<Rule, Service> services = new EnumMap<>(Rule.class);

  /** The settings of {@code sluice.on_failure}. */
  private enum Rule {
    AUTO,
    OPEN,
    CLOSED;

    boolean refuses(Fault fault, String database) {
      return this == CLOSED
          || (this == AUTO && (database.equals(LIMITED) || fault == Fault.CONNECTION));
    }
  }

  /** A method of the agent that can be made to fail, and the site at which that is counted. */
  private enum Fault {
    ANALYSIS("dev.sluice.sql.SqlAnalyzer#analyze", "java.lang.StackOverflowError", "gate.admit"),
    CALLER("dev.sluice.identity.CallerResolver#current", "", "gate.admit"),
    POLICY(
        "dev.sluice.policy.CompiledPolicy#decide", "java.lang.NoClassDefFoundError", "gate.admit"),
    GATE("dev.sluice.gate.StatementGate#admit", "", "jdbc.enter"),
    SCOPE("dev.sluice.jdbc.StatementScope#enter", "java.lang.OutOfMemoryError", "jdbc.enter"),
    LAYERS("dev.sluice.jdbc.StatementScope#admission", "", "jdbc.enter"),
    /** Where it leads nobody knows then, so it may be the limited one. */
    CONNECTION("dev.sluice.jdbc.Connections#of", "", "jdbc.enter"),
    CATALOG("dev.sluice.jdbc.DatabaseCatalog#current", "", "jdbc.enter");

    private final String method;
    private final String thrown;
    private final String site;

    Fault(String method, String thrown, String site) {
      this.method = method;
      this.thrown = thrown.isEmpty() ? "java.lang.IllegalStateException" : thrown;
      this.site = site;
    }
  }

  @BeforeAll
  static void start() throws IOException, SQLException {
    receiver = OtlpReceiver.start();
    policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
    faultJar = faultJar();
    for (String database : List.of(LIMITED, FREE)) {
      Vendor.execute(
          Vendor.H2.url(database),
          "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(40), ssn VARCHAR(40))",
          "INSERT INTO people VALUES (1, 'Kim', '" + SSN + "')");
    }
    String faults =
        Stream.concat(
                Stream.of(Fault.values()).map(fault -> fault.method + ":" + fault.thrown),
                Stream.of(
                        "dev.sluice.policy.CompiledPolicy#restricts",
                        "dev.sluice.otel.OpenTelemetryObserver#begin",
                        "dev.sluice.jdbc.StatementScope#noteMissed",
                        "dev.sluice.jdbc.StatementScope#outcome",
                        "dev.sluice.jdbc.StatementState#addBatch",
                        "dev.sluice.jdbc.Statements#prepared",
                        "dev.sluice.jdbc.Masking#results",
                        "dev.sluice.jdbc.Parameters#set",
                        "dev.sluice.jdbc.Parameters#setUnknown",
                        "dev.sluice.jdbc.Statements#state",
                        "dev.sluice.mask.Redact#text")
                    .map(method -> method + ":java.lang.IllegalStateException"))
            .collect(Collectors.joining(","));
    for (Rule rule : Rule.values()) {
      Service service = service(faults, rule);
      services.put(rule, service);
      service.run(Vendor.H2.url(FREE), Tasks.query(SELECT)); // telemetry begins with a statement
    }
  }

  private static Service service(String faults, Rule rule) {
    return Service.start(jvm(faults, rule));
  }

  private static ForkedJvm.Builder jvm(String faults, Rule rule) {
    return AgentJvm.bare()
        .agent(faultJar, faults)
        .agent(AgentJvm.jar())
        .property("sluice.otlp.endpoint", receiver.endpoint())
        .property("sluice.metrics.interval", "1")
        .property("sluice.service.name", rule.name())
        .property("sluice.policy", policy.toString())
        .property("sluice.on_missing", "deny")
        .property("sluice.on_failure", rule.name().toLowerCase(java.util.Locale.ROOT));
  }

  @AfterAll
  static void stop() {
    services.values().forEach(Service::close);
    receiver.close();
  }

  @ParameterizedTest(name = "{0} fails, {1}, {2} database")
  @MethodSource("faults")
  void theFailureRuleDecidesWhenTheDecisionFails(Fault fault, Rule rule, String database)
      throws SQLException {
    String url = Vendor.H2.url(database);
    String property = property(fault.method);
    for (Task task :
        List.of(Tasks.query(SELECT), Tasks.execute(SELECT), Tasks.preparedQuery(SELECT))) {
      Report report = run(rule, url, Tasks.withProperty(property, task));

      if (rule.refuses(fault, database)) {
        isARefusal(report);
      } else {
        assertThat(report.value()).isEqualTo("Kim");
      }
    }
    assertThat(run(rule, url, Tasks.query(SELECT)).value()).isEqualTo("Kim");
    assertThat(failures(rule, fault.site)).isPositive();
  }

  private static Stream<Arguments> faults() {
    return Stream.of(Fault.values())
        .flatMap(
            fault ->
                Stream.of(Rule.values())
                    .flatMap(
                        rule ->
                            Stream.of(LIMITED, FREE)
                                .map(database -> Arguments.of(fault, rule, database))));
  }

  @Test
  void whenNobodyCanSayWhetherTheCallerIsRestrictedItCounts() throws SQLException {
    Task task = Tasks.withProperty("fault.restricts", Tasks.query(SELECT));

    isARefusal(run(Rule.AUTO, Vendor.H2.url(FREE), Tasks.withProperty("fault.decide", task)));
    assertThat(failures(Rule.AUTO, "gate.restricts")).isPositive();
  }

  @ParameterizedTest
  @MethodSource("observers")
  void aFailingObserverIsNoConcernOfTheService(String method, String site) throws SQLException {
    for (Rule rule : Rule.values()) {
      Report report =
          run(rule, Vendor.H2.url(LIMITED), Tasks.withProperty(method, Tasks.query(SELECT)));

      assertThat(report.value()).isEqualTo("Kim");
      assertThat(failures(rule, site)).isPositive();
    }
  }

  private static Stream<Arguments> observers() {
    return Stream.of(Arguments.of("fault.begin", "observer.begin"));
  }

  @ParameterizedTest
  @MethodSource("afterwards")
  void aFailureAfterTheStatementIsNoConcernOfTheService(String method) throws SQLException {
    for (Rule rule : Rule.values()) {
      String url = Vendor.H2.url(LIMITED);
      assertThat(run(rule, url, Tasks.withProperty(method, Tasks.query(SELECT))).value())
          .isEqualTo("Kim");
      Task update = Tasks.update("UPDATE people SET name = 'Kim' WHERE id = 1");
      assertThat(run(rule, url, Tasks.withProperty(method, update)).counts()).containsExactly(1L);
      assertThat(failures(rule, "jdbc.leave")).isPositive();
    }
  }

  private static Stream<String> afterwards() {
    return Stream.of("fault.noteMissed", "fault.outcome");
  }

  @ParameterizedTest
  @MethodSource("masks")
  void aValueThatCannotBeMaskedIsWithheldWhateverTheRule(String method, String site)
      throws SQLException {
    for (Rule rule : Rule.values()) {
      Task query = Tasks.query("SELECT ssn FROM people");
      Report report = run(rule, Vendor.H2.url(LIMITED), Tasks.withProperty(method, query));

      isARefusal(report);
      assertThat(report.toString()).doesNotContain(SSN);
      assertThat(failures(rule, site)).isPositive();
      assertThat(run(rule, Vendor.H2.url(LIMITED), query).value()).isEqualTo("[redacted]");
    }
  }

  private static Stream<Arguments> masks() {
    return Stream.of(
        Arguments.of("fault.text", "mask.redact"), Arguments.of("fault.results", "jdbc.mask"));
  }

  @Test
  void aBatchThatIsNotFullyKnownIsOpaque() throws SQLException {
    Task batch = Tasks.batch("UPDATE people SET name = 'Kim' WHERE id = 1");
    for (Rule rule : Rule.values()) {
      Report limited =
          run(rule, Vendor.H2.url(LIMITED), Tasks.withProperty("fault.addBatch", batch));
      Report free = run(rule, Vendor.H2.url(FREE), Tasks.withProperty("fault.addBatch", batch));

      assertThat(limited.failures()).hasSize(2).allSatisfy(FaultIT::isARefusal);
      assertThat(free.counts()).containsExactly(1L);
      assertThat(failures(rule, "jdbc.batch")).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fault.set", "fault.state"})
  void aParameterThatIsNotKnownIsNotWrittenWhereAMaskHolds(String fault) throws SQLException {
    Task masked = Writes.update("UPDATE people SET ssn = ? WHERE id = ?", SSN, 1);
    Task batch = Writes.batch("UPDATE people SET ssn = ? WHERE id = ?", List.of(List.of(SSN, 1)));
    for (Rule rule : Rule.values()) {
      for (Task task : List.of(masked, batch)) {
        Report limited = run(rule, Vendor.H2.url(LIMITED), Tasks.withProperty(fault, task));

        assertThat(limited.failures()).isNotEmpty().allSatisfy(FaultIT::isARefusal);
        assertThat(run(rule, Vendor.H2.url(FREE), Tasks.withProperty(fault, task)).counts())
            .containsExactly(1L);
        assertThat(run(rule, Vendor.H2.url(LIMITED), task).counts()).containsExactly(1L);
      }
      assertThat(run(rule, Vendor.H2.url(LIMITED), Tasks.withProperty(fault, masked)).failure())
          .extracting(Failure::message)
          .asString()
          .contains("it would store in ", "PEOPLE.SSN a parameter", "\"code\":\"WRITE_BACK\"");
      assertThat(failures(rule, "jdbc.parameter")).isPositive();
    }
  }

  @Test
  void aParameterThatIsNotKnownMayGoWhereNoMaskHolds() throws SQLException {
    Task clear = Writes.update("UPDATE people SET name = ? WHERE id = ?", "Kim", 1);
    for (Rule rule : Rule.values()) {
      String url = Vendor.H2.url(LIMITED);
      assertThat(run(rule, url, Tasks.withProperty("fault.set", clear)).counts())
          .containsExactly(1L);
    }
  }

  @Test
  void aStatementOfWhichAParameterCannotBeForgottenIsOpaque() throws SQLException {
    Task update =
        Tasks.withProperty(
            "fault.setUnknown",
            Tasks.withProperty(
                "fault.set", Writes.update("UPDATE people SET name = ? WHERE id = ?", "Kim", 1)));
    for (Rule rule : Rule.values()) {
      isARefusal(run(rule, Vendor.H2.url(LIMITED), update));
      assertThat(run(rule, Vendor.H2.url(FREE), update).counts()).containsExactly(1L);
    }
  }

  @Test
  void aPreparedStatementThatIsNotKnownIsOpaque() throws SQLException {
    Task query = Tasks.preparedQuery(SELECT);
    for (Rule rule : Rule.values()) {
      isARefusal(run(rule, Vendor.H2.url(LIMITED), Tasks.withProperty("fault.prepared", query)));
      assertThat(
              run(rule, Vendor.H2.url(FREE), Tasks.withProperty("fault.prepared", query)).value())
          .isEqualTo("Kim");
      assertThat(failures(rule, "jdbc.prepare")).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.sluice.jdbc.RowCount#of",
        "dev.sluice.jdbc.ChangeAllowance#succeeded",
        "dev.sluice.jdbc.ChangeAllowance#takenBack"
      })
  void aChangeThatCannotBeCountedIsTakenBack(String method) throws IOException, SQLException {
    Path limits =
        Files.writeString(
            directory.resolve("limits.yaml"),
            "sluice: policy/v1\nname: few\nlimits: [{id: few, affected_rows: 1}]\n");
    ForkedJvm.Builder jvm =
        jvm(method + ":java.lang.IllegalStateException", Rule.OPEN)
            .property("sluice.policy", limits.toString())
            .property("sluice.service.name", "few");
    String url = Vendor.H2.url("counted" + method.substring(method.indexOf('#') + 1));
    Vendor.execute(
        url, "CREATE TABLE people (name VARCHAR(9))", "INSERT INTO people VALUES ('a'), ('b')");
    try (Service service = Service.start(jvm)) {
      Task update =
          Tasks.withProperty(property(method), Tasks.update("UPDATE people SET name = 'x'"));

      assertThat(service.run(url, update).failure().state()).isIn("42501", "54000");
      Report left = service.run(url, Tasks.query("SELECT MIN(name) || MAX(name) FROM people"));
      assertThat(left.value()).isEqualTo("ab");
    }
  }

  @Test
  void adviceThatCannotBeLinkedRefusesEveryCall() throws SQLException {
    try (Service service = service("dev.sluice.jdbc.StatementQueryAdvice#none", Rule.AUTO)) {
      for (String database : List.of(LIMITED, FREE)) {
        String url = Vendor.H2.url(database);
        isARefusal(service.run(url, Tasks.query(SELECT)));
        isARefusal(service.run(url, Tasks.query(SELECT)));
        assertThat(service.run(url, Tasks.execute(SELECT)).value()).isEqualTo("Kim");
      }
      assertThat(service.jvm().err())
          .anyMatch(line -> line.startsWith("[sluice] internal failure at link"));
      assertThat(failures(Rule.AUTO, "link")).isPositive();
    }
  }

  @Test
  void whereJavaLangTakesNoClassTheBootClassPathMustDo() throws SQLException {
    String fault = "dev.sluice.agent.DispatcherDefinition#inJavaLang";
    ForkedJvm.Builder jvm =
        jvm(fault + ":java.lang.IllegalStateException", Rule.AUTO)
            .property("fault.inJavaLang", "true");
    try (Service service = Service.start(jvm)) {
      String url = Vendor.H2.url(LIMITED);
      assertThat(service.run(url, Tasks.query(SELECT)).value()).isEqualTo("Kim");
      assertThat(service.run(url, Tasks.query("SELECT ssn FROM people")).value())
          .isEqualTo("[redacted]");
      isARefusal(service.run(url, Tasks.update("DROP TABLE people")));
      assertThat(service.jvm().err())
          .anyMatch(line -> line.startsWith("[sluice] internal failure at dispatcher"));
    }
  }

  private static Report run(Rule rule, String url, Task task) {
    return Objects.requireNonNull(services.get(rule)).run(url, task);
  }

  /** The count of failures at a site, when it has come over OTLP. */
  private static double failures(Rule rule, String site) {
    return receiver
        .awaitMetrics(
            metrics -> metrics.stream().anyMatch(metric -> isOf(metric, rule, site)),
            Duration.ofSeconds(10))
        .stream()
        .filter(metric -> isOf(metric, rule, site))
        .mapToDouble(ReceivedMetric::value)
        .max()
        .orElseThrow();
  }

  private static boolean isOf(ReceivedMetric metric, Rule rule, String site) {
    return isFailureAt(metric, site) && rule.name().equals(metric.resource().get("service.name"));
  }

  private static boolean isFailureAt(ReceivedMetric metric, String site) {
    return metric.name().equals("sluice.failures") && site.equals(metric.attributes().get("site"));
  }

  private static void isARefusal(Report report) {
    isARefusal(report.failure());
  }

  private static void isARefusal(Failure failure) {
    assertThat(failure.sql()).as(failure.stack()).isTrue();
    assertThat(failure.ofTheJdk()).isTrue();
    assertThat(failure.state()).isEqualTo("42501");
  }

  private static String property(String method) {
    return "fault." + method.substring(method.indexOf('#') + 1);
  }

  private static Path faultJar() throws IOException {
    Path jar = directory.resolve("fault-agent.jar");
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(new Attributes.Name("Premain-Class"), FaultAgent.class.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        ByteBuddy.class.getProtectionDomain().getCodeSource().getLocation().toString());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (String name : List.of("", "$Fault", "$Spoiler", "$Thrower")) {
        String entry = FaultAgent.class.getName().replace('.', '/') + name + ".class";
        out.putNextEntry(new JarEntry(entry));
        try (InputStream in = FaultAgent.class.getClassLoader().getResourceAsStream(entry)) {
          if (in == null) {
            throw new IOException("no " + entry);
          }
          in.transferTo(out);
        }
      }
    }
    return jar;
  }
}
