package dev.sluice.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Where it was measured.
 *
 * @param processors that this JVM may use
 * @param memoryBytes of the machine or container
 * @param java name and version of the Java that measures and is measured
 * @param system name and architecture
 * @param load how many processors others were using in the last minute; negative if unknown
 */
record Machine(int processors, long memoryBytes, String java, String system, double load) {
  static Machine here() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        system.getAvailableProcessors(),
        system.getTotalMemorySize(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        system.getName() + " " + system.getArch(),
        system.getSystemLoadAverage());
  }

  /** All of it in a line. */
  String line() {
    return String.format(
        Locale.ROOT,
        "machine: %d processors, %.0f GB, %s, %s; load before: %.2f",
        processors,
        memoryBytes / 1e9,
        java,
        system,
        load);
  }
}
