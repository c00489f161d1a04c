package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.OnFailure;
import dev.sluice.identity.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void everySettingHasADefaultAPropertyAndAVariable(Setting setting) {
    assertThat(read(Map.of(), Map.of()).get(setting)).isEqualTo(setting.otherwise());
    assertThat(read(Map.of(setting.property(), " a "), Map.of()).get(setting)).isEqualTo("a");
    assertThat(read(Map.of(), Map.of(setting.variable(), "b")).get(setting)).isEqualTo("b");
    assertThat(setting.variable()).matches("SLUICE_[A-Z_]+");
    assertThat(setting.meaning()).isNotBlank();
  }

  @Test
  void aPropertyBeatsTheEnvironmentWhichBeatsTheFile() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("sluice.properties"),
            "sluice.mode=off\nsluice.policy=file\nsluice.traces=false\n");
    Settings settings =
        read(
            Map.of("sluice.mode", "observe", "sluice.config", file.toString()),
            Map.of("SLUICE_MODE", "enforce", "SLUICE_POLICY", "environment"));

    assertThat(settings.get(Setting.MODE)).isEqualTo("observe");
    assertThat(settings.get(Setting.POLICY)).isEqualTo("environment");
    assertThat(settings.isOn(Setting.TRACES)).isFalse();
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void theFileMayBeNamedByTheEnvironment() throws IOException {
    Path file = Files.writeString(directory.resolve("s.properties"), "sluice.mode=off\n");

    assertThat(read(Map.of(), Map.of("SLUICE_CONFIG", file.toString())).get(Setting.MODE))
        .isEqualTo("off");
  }

  @Test
  void aFileThatCannotBeReadIsReported() {
    String missing = directory.resolve("missing").toString();

    assertThat(read(Map.of("sluice.config", missing), Map.of()).warnings())
        .singleElement()
        .asString()
        .contains("cannot read the settings in " + missing);
  }

  @ParameterizedTest
  @CsvSource({
    "sluice.polcy, sluice.policy",
    "sluice.on-failure, sluice.on_failure",
    "sluice.otlp.endpont, sluice.otlp.endpoint",
  })
  void aMistypedPropertyIsReportedWithWhatIsMeant(String mistyped, String meant) {
    assertThat(read(Map.of(mistyped, "x"), Map.of()).warnings())
        .singleElement()
        .asString()
        .contains("system property " + mistyped)
        .contains("did you mean")
        .contains(meant);
  }

  @Test
  void aMistypedVariableIsReported() {
    assertThat(read(Map.of(), Map.of("SLUICE_POLCY", "x")).warnings())
        .singleElement()
        .asString()
        .contains("SLUICE_POLCY")
        .contains("SLUICE_POLICY");
  }

  @Test
  void aMistypedKeyIsReportedWithItsFile() throws IOException {
    Path file = Files.writeString(directory.resolve("s.properties"), "sluice.mod=off\n");

    assertThat(read(Map.of("sluice.config", file.toString()), Map.of()).warnings())
        .singleElement()
        .asString()
        .contains("sluice.mod in " + file)
        .contains("sluice.mode");
  }

  @Test
  void whatCannotBeUsedIsReportedAndTheDefaultTaken() {
    Settings settings =
        read(
            Map.of(
                "sluice.on_failure", "ask",
                "sluice.traces", "maybe",
                "sluice.metrics.interval", "0"),
            Map.of());

    assertThat(settings.oneOf(Setting.ON_FAILURE, OnFailure.class)).isEqualTo(OnFailure.AUTO);
    assertThat(settings.isOn(Setting.TRACES)).isTrue();
    assertThat(settings.seconds(Setting.METRICS_INTERVAL)).isEqualTo(60);
    assertThat(settings.warnings())
        .containsExactly(
            "sluice.on_failure=ask is not usable: expected one of auto, open, closed; auto is taken",
            "sluice.traces=maybe is not usable: expected true or false; true is taken",
            "sluice.metrics.interval=0 is not usable: expected a whole number of seconds, at least"
                + " 1; 60 is taken");
  }

  @Test
  void aSettingThatNeedsAnotherSaysSo() {
    Settings settings = read(Map.of("sluice.threads.started", "true"), Map.of());

    assertThat(settings.isOnWith(Setting.THREADS_STARTED, Setting.THREADS, true)).isTrue();
    assertThat(settings.warnings()).isEmpty();
    assertThat(settings.isOnWith(Setting.THREADS_STARTED, Setting.THREADS, false)).isFalse();
    assertThat(settings.warnings())
        .containsExactly(
            "sluice.threads.started=true does nothing without sluice.threads=true: set both, or"
                + " neither");
  }

  @Test
  void valuesOfEnumsAreReadInAnyCase() {
    assertThat(
            read(Map.of("sluice.on_failure", "Closed"), Map.of())
                .oneOf(Setting.ON_FAILURE, OnFailure.class))
        .isEqualTo(OnFailure.CLOSED);
  }

  @Test
  void aServiceIsNamedByTheFirstThatNamesIt() {
    Map<String, String> command = Map.of("sun.java.command", "/opt/shop.jar --port 80");

    assertThat(read(Map.of("sluice.service.name", "a"), Map.of("OTEL_SERVICE_NAME", "b")))
        .extracting(settings -> settings.service().name())
        .isEqualTo("a");
    assertThat(read(command, Map.of("OTEL_SERVICE_NAME", "b")).service().name()).isEqualTo("b");
    assertThat(read(Map.of("spring.application.name", "c"), Map.of()).service().name())
        .isEqualTo("c");
    assertThat(read(command, Map.of()).service().name()).isEqualTo("shop");
    assertThat(read(Map.of("sun.java.command", "com.acme.Main x"), Map.of()).service().name())
        .isEqualTo("Main");
    assertThat(read(Map.of(), Map.of()).service().name()).isEqualTo("unknown_service:java");
  }

  @Test
  void resourceAttributesTellOfTheServiceWhatIsNotSaidOtherwise() {
    Map<String, String> variable =
        Map.of(
            "OTEL_RESOURCE_ATTRIBUTES",
            "service.name=b,service.version=1.2%2B3,service.instance.id=i,"
                + "deployment.environment.name=prod,k8s.pod.name=p");
    Map<String, String> property =
        Map.of("otel.resource.attributes", "service.name=c,deployment.environment=dev");

    assertThat(read(Map.of("spring.application.name", "x"), variable).service())
        .isEqualTo(new Service("b", "1.2+3", "i", "prod"));
    assertThat(read(Map.of(), variable).furtherResourceAttributes())
        .containsExactly(Map.entry("k8s.pod.name", "p"));
    assertThat(read(property, variable).service()).isEqualTo(new Service("c", "", "", "dev"));
    assertThat(read(Map.of("otel.service.name", "a"), variable).service().name()).isEqualTo("a");
    assertThat(read(Map.of(), Map.of("OTEL_SERVICE_NAME", "a")).service().name()).isEqualTo("a");
    assertThat(
            read(
                    Map.of("otel.service.name", "a", "sluice.service.name", "s"),
                    Map.of("OTEL_SERVICE_NAME", "b"))
                .service()
                .name())
        .isEqualTo("s");
  }

  @Test
  void springNamesAServiceThatOpenTelemetryDoesNot() {
    assertThat(
            read(Map.of("spring.application.version", "2"), Map.of("SPRING_APPLICATION_NAME", "d"))
                .service())
        .isEqualTo(new Service("d", "2", "", ""));
  }

  @Test
  void theStandardVariableIsTheDefaultOfOurs() {
    Map<String, String> environment = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://standard");

    assertThat(
            read(Map.of(), environment)
                .getOr(Setting.OTLP_ENDPOINT, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://otherwise"))
        .isEqualTo("http://standard");
    assertThat(
            read(Map.of("sluice.otlp.endpoint", "http://own"), environment)
                .getOr(Setting.OTLP_ENDPOINT, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://otherwise"))
        .isEqualTo("http://own");
  }

  private static Settings read(Map<String, String> system, Map<String, String> environment) {
    Properties properties = new Properties();
    properties.putAll(system);
    return Settings.read(properties, environment);
  }
}
