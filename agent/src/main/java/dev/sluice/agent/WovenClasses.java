package dev.sluice.agent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Which classes were woven, by package: the drivers, pools and frameworks that are governed. Holds
 * at most 200 packages; further ones are counted together. Thread-safe.
 */
final class WovenClasses {
  private static final int MOST_PACKAGES = 200;
  private static final String OTHERS = "others";

  private final Map<String, LongAdder> packages = new ConcurrentHashMap<>();

  /** Counts one class, while it is being loaded. */
  void count(String className) {
    String name = className.substring(0, Math.max(0, className.lastIndexOf('.')));
    if (!packages.containsKey(name) && packages.size() >= MOST_PACKAGES) {
      name = OTHERS;
    }
    packages.computeIfAbsent(name, key -> new LongAdder()).increment();
  }

  /** What the status tells. */
  Map<String, ?> status() {
    Map<String, Long> counts = new TreeMap<>();
    long classes = 0;
    for (Map.Entry<String, LongAdder> entry : packages.entrySet()) {
      long count = entry.getValue().sum();
      counts.put(entry.getKey(), count);
      classes += count;
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("classes", classes);
    status.put("packages", counts);
    return status;
  }
}
