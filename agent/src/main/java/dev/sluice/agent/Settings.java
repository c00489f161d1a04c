package dev.sluice.agent;

import dev.sluice.identity.Service;
import dev.sluice.policy.Spelling;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agent's settings, read once. A value that cannot be used, or a name that is no setting's, is
 * reported with the mend and the default taken: settings never keep the service from starting.
 */
final class Settings {
  private static final String PROPERTY_PREFIX = "sluice.";
  private static final String VARIABLE_PREFIX = "SLUICE_";

  // what OpenTelemetry calls them in a resource
  private static final String NAME = "service.name";
  private static final String VERSION = "service.version";
  private static final String INSTANCE = "service.instance.id";
  private static final String ENVIRONMENT = "deployment.environment.name";
  private static final String OLD_ENVIRONMENT = "deployment.environment";

  private final Map<Setting, String> values = new EnumMap<>(Setting.class);
  private final Map<String, String> environment;
  private final Properties system;
  private final List<String> warnings = new ArrayList<>();

  private Settings(Properties system, Map<String, String> environment) {
    this.system = system;
    this.environment = environment;
  }

  static Settings read(Properties system, Map<String, String> environment) {
    Settings settings = new Settings(system, environment);
    settings.readFile();
    settings.readEnvironment();
    settings.readSystem();
    return settings;
  }

  /** What is wrong with the settings, a line each. */
  List<String> warnings() {
    return warnings;
  }

  /** The value of a setting; its default, or the empty string, if nobody set it. */
  String get(Setting setting) {
    return values.getOrDefault(setting, setting.otherwise());
  }

  /** The value as a list, separated by commas; empty parts are left out. */
  List<String> list(Setting setting) {
    return Stream.of(get(setting).split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** The value as a truth; anything but {@code true} and {@code false} is the default. */
  boolean isOn(Setting setting) {
    String value = get(setting).toLowerCase(Locale.ROOT);
    if (value.equals("true") || value.equals("false")) {
      return Boolean.parseBoolean(value);
    }
    warnings.add(unusable(setting, "true or false"));
    return Boolean.parseBoolean(setting.otherwise());
  }

  /**
   * The value as a truth, of a setting that does nothing unless another is on.
   *
   * @param on whether that is on
   */
  boolean isOnWith(Setting setting, Setting other, boolean on) {
    boolean wanted = isOn(setting);
    if (wanted && !on) {
      warnings.add(
          setting.property()
              + "=true does nothing without "
              + other.property()
              + "=true: set both, or neither");
    }
    return wanted && on;
  }

  /** The value as a whole number of seconds, at least 1. */
  long seconds(Setting setting) {
    try {
      long seconds = Long.parseLong(get(setting));
      if (seconds > 0) {
        return seconds;
      }
    } catch (NumberFormatException notANumber) {
      // Reported below, together with numbers that are too small.
    }
    warnings.add(unusable(setting, "a whole number of seconds, at least 1"));
    return Long.parseLong(setting.otherwise());
  }

  /** The value as one of an enum's constants, named in lower case. */
  <E extends Enum<E>> E oneOf(Setting setting, Class<E> type) {
    E otherwise = null;
    StringBuilder expected = new StringBuilder();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(get(setting).toLowerCase(Locale.ROOT))) {
        return constant;
      }
      if (name.equals(setting.otherwise())) {
        otherwise = constant;
      }
      expected.append(expected.length() == 0 ? "" : ", ").append(name);
    }
    if (otherwise == null) {
      throw new IllegalStateException("the default of " + setting + " is no " + type);
    }
    warnings.add(unusable(setting, "one of " + expected));
    return otherwise;
  }

  /**
   * What the service calls itself, each from the first of the places where services say so: our own
   * setting, OpenTelemetry's, Spring's. As everywhere, a system property comes before a variable.
   */
  Service service() {
    Map<String, String> said = resourceAttributes();
    return new Service(
        first(
            get(Setting.SERVICE_NAME),
            standard("otel.service.name"),
            said.get(NAME),
            standard("spring.application.name"),
            mainName(system.getProperty("sun.java.command", "")),
            "unknown_service:java"),
        first(said.get(VERSION), standard("spring.application.version")),
        first(said.get(INSTANCE)),
        first(said.get(ENVIRONMENT), said.get(OLD_ENVIRONMENT)));
  }

  /** What OpenTelemetry's settings say of the service beside what {@link #service()} tells. */
  Map<String, String> furtherResourceAttributes() {
    Map<String, String> further = resourceAttributes();
    further.keySet().removeAll(List.of(NAME, VERSION, INSTANCE, ENVIRONMENT));
    return further;
  }

  private Map<String, String> resourceAttributes() {
    String said = standard("otel.resource.attributes");
    return said == null ? new LinkedHashMap<>() : KeyValues.parse(said);
  }

  /**
   * A setting of another's by its system property, else by its variable: {@code otel.service.name}
   * is {@code OTEL_SERVICE_NAME}.
   */
  private @Nullable String standard(String property) {
    String value = system.getProperty(property, "");
    return value.isBlank()
        ? environment.get(property.replace('.', '_').toUpperCase(Locale.ROOT))
        : value;
  }

  /** The first that says something; empty if none does. */
  private static String first(@Nullable String... candidates) {
    for (String candidate : candidates) {
      if (candidate != null && !candidate.isBlank()) {
        return candidate.strip();
      }
    }
    return "";
  }

  /** A setting that has a standard OpenTelemetry variable as its default. */
  String getOr(Setting setting, String variable, String otherwise) {
    String value = get(setting);
    if (!value.isEmpty()) {
      return value;
    }
    String standard = environment.getOrDefault(variable, "");
    return standard.isEmpty() ? otherwise : standard;
  }

  private static String mainName(String command) {
    int space = command.indexOf(' ');
    String main = space < 0 ? command : command.substring(0, space);
    if (main.endsWith(".jar")) {
      String name = new File(main).getName();
      return name.substring(0, name.length() - ".jar".length());
    }
    return main.substring(main.lastIndexOf('.') + 1);
  }

  private void readSystem() {
    for (String name : system.stringPropertyNames()) {
      if (name.startsWith(PROPERTY_PREFIX)) {
        put(name, system.getProperty(name), "system property " + name, Setting::property);
      }
    }
  }

  private void readEnvironment() {
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(VARIABLE_PREFIX)) {
            put(name, value, "environment variable " + name, Setting::variable);
          }
        });
  }

  private void readFile() {
    String name =
        system.getProperty(
            Setting.CONFIG.property(), environment.getOrDefault(Setting.CONFIG.variable(), ""));
    if (name.isEmpty()) {
      return;
    }
    Properties properties = new Properties();
    try (Reader reader = new InputStreamReader(new FileInputStream(name), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      warnings.add(
          "cannot read the settings in " + name + " (" + unreadable.getMessage() + "): ignored");
      return;
    }
    for (String key : properties.stringPropertyNames()) {
      put(key, properties.getProperty(key), key + " in " + name, Setting::property);
    }
  }

  private void put(String name, String value, String where, Function<Setting, String> key) {
    for (Setting setting : Setting.values()) {
      if (key.apply(setting).equals(name)) {
        values.put(setting, value.trim());
        return;
      }
    }
    List<String> names = Stream.of(Setting.values()).map(key).toList();
    warnings.add("unknown setting: " + where + "; " + Spelling.suggest(name, names));
  }

  private String unusable(Setting setting, String expected) {
    return setting.property()
        + "="
        + get(setting)
        + " is not usable: expected "
        + expected
        + "; "
        + setting.otherwise()
        + " is taken";
  }
}
