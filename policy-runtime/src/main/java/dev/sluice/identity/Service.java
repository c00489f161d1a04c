package dev.sluice.identity;

/**
 * The running service, as it is named to OpenTelemetry. What is not known is empty.
 *
 * @param name {@code service.name}
 * @param version {@code service.version}
 * @param instance {@code service.instance.id}
 * @param environment {@code deployment.environment.name}
 */
public record Service(String name, String version, String instance, String environment) {
  /** A service of which nothing but the name is known. */
  public static Service named(String name) {
    return new Service(name, "", "", "");
  }
}
