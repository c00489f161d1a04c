package dev.sluice.policy;

import java.io.File;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The policy that decides at this moment: a fixed one, or that of files, which are read again when
 * one changes. A file that is missing or wrong changes nothing: what was in force stays so, and the
 * problem is told once. {@link #current} is a single volatile read; everything here is thread-safe.
 */
public final class PolicyInForce implements AutoCloseable {
  private static final Duration STANDARD_INTERVAL = Duration.ofMillis(400);

  private final List<PolicyFile> files;
  private final Map<PolicyFile, String> texts = new HashMap<>();
  private final PolicySettings settings;
  private final Consumer<String> warnings;
  private final InstantSource clock;
  private volatile Policy current;
  private volatile PolicyState state;
  private volatile @Nullable Thread watcher;
  private long loads;
  private @Nullable String warned;

  private PolicyInForce(
      Policy current,
      List<PolicyFile> files,
      PolicySettings settings,
      Consumer<String> warnings,
      InstantSource clock) {
    this.current = current;
    this.state = PolicyState.of(current, PolicyState.BUILT_IN, clock.millis(), 0);
    this.files = List.copyOf(files);
    this.settings = settings;
    this.warnings = warnings;
    this.clock = clock;
  }

  /** What is in force from the start if the file is missing or wrong, until it is mended. */
  public enum OnMissing {
    /** The policy that is in force without any file ({@link BuiltInPolicy}). */
    BUILTIN,
    /** Every statement is refused. */
    DENY,
    /** Every statement is allowed and traced. */
    OBSERVE
  }

  /** A policy that never changes. */
  public static PolicyInForce of(Policy policy) {
    return new PolicyInForce(
        policy, List.of(), PolicySettings.standard(), warning -> {}, InstantSource.system());
  }

  /** What is in force where a policy is missing, until another comes. */
  public static PolicyInForce missing(OnMissing onMissing, PolicySettings settings) {
    return of(fallback(onMissing, settings));
  }

  /**
   * Reads a policy from files, and again within a second of each change of any of them, on a daemon
   * thread.
   *
   * @param files one for each layer, the highest first; at least one
   * @param warnings told of each problem with the file once, in one or more lines
   */
  public static PolicyInForce watching(
      List<File> files, PolicySettings settings, OnMissing onMissing, Consumer<String> warnings) {
    return watching(files, settings, onMissing, warnings, STANDARD_INTERVAL);
  }

  /**
   * Reads a policy from files, and again after each change of any of them, on a daemon thread.
   *
   * @param files one for each layer, the highest first; at least one
   * @param warnings told of each problem with the file once, in one or more lines
   * @param interval between two looks at the file; a change is applied at the second look that
   *     finds it
   */
  public static PolicyInForce watching(
      List<File> files,
      PolicySettings settings,
      OnMissing onMissing,
      Consumer<String> warnings,
      Duration interval) {
    PolicyInForce inForce = unwatched(files, settings, onMissing, warnings, InstantSource.system());
    inForce.watch(interval);
    return inForce;
  }

  static PolicyInForce unwatched(
      List<File> files,
      PolicySettings settings,
      OnMissing onMissing,
      Consumer<String> warnings,
      InstantSource clock) {
    Policy fallback = fallback(onMissing, settings);
    List<PolicyFile> looked = files.stream().map(file -> new PolicyFile(file, clock)).toList();
    PolicyInForce inForce = new PolicyInForce(fallback, looked, settings, warnings, clock);
    inForce.check();
    return inForce;
  }

  private static Policy fallback(OnMissing onMissing, PolicySettings settings) {
    return switch (onMissing) {
      case BUILTIN -> BuiltInPolicy.create(settings);
      case DENY -> BuiltInPolicy.denyingAll(settings);
      case OBSERVE -> BuiltInPolicy.observingAll(settings);
    };
  }

  /**
   * The policy in force. Its serial is the number of times that a file was applied, this one
   * included: 1 for the first, 0 if none was.
   */
  public Policy current() {
    return current;
  }

  /** The policy in force with what is known of it. */
  public PolicyState state() {
    return state;
  }

  /** Looks at the files and applies them if any has changed and all are right. */
  synchronized void check() {
    boolean changed = false;
    for (PolicyFile file : files) {
      PolicyFile.Look look = file.look();
      if (look instanceof PolicyFile.Look.Changed found) {
        texts.put(file, found.text());
        changed = true;
      } else if (look instanceof PolicyFile.Look.Unreadable unreadable) {
        texts.remove(file);
        warn("cannot read the policy " + file.name() + ": " + unreadable.reason());
      }
    }
    if (changed && texts.size() == files.size()) {
      apply();
    }
  }

  private void apply() {
    List<PolicyBundle.Source> layers = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (PolicyFile file : files) {
      layers.add(new PolicyBundle.Source(file.name(), texts.getOrDefault(file, "")));
      names.add(file.name());
    }
    String source = String.join(",", names);
    try {
      Policy applied = PolicyReader.read(layers, loads + 1, settings);
      current = applied;
      state = PolicyState.of(applied, source, clock.millis(), state.refusals());
      loads++;
      warned = null;
      if (watcher != null) {
        warnings.accept(
            "in force now: the policy " + applied.name() + ", serial " + applied.serial());
      }
    } catch (PolicyException e) {
      warn("the policy " + source + " is wrong:\n" + e.getMessage());
    }
  }

  private void warn(String problem) {
    if (!problem.equals(warned)) {
      warned = problem;
      state = state.after(problem, clock.millis());
      tell(problem + "\nin force: the policy " + current.name() + ", serial " + current.serial());
    }
  }

  /** A sink that fails must not end the watch. */
  private void tell(String warning) {
    try {
      warnings.accept(warning);
    } catch (RuntimeException e) {
      System.err.println("[sluice] a warning could not be delivered: " + warning + ": " + e);
    }
  }

  private void watch(Duration interval) {
    Thread thread = new Thread(() -> keepChecking(interval), "sluice-policy-file");
    thread.setDaemon(true);
    thread.setContextClassLoader(PolicyInForce.class.getClassLoader());
    watcher = thread;
    thread.start();
  }

  private void keepChecking(Duration interval) {
    while (watcher != null) {
      try {
        Thread.sleep(interval.toMillis());
        check();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) { // whatever it is, the next look may succeed
        warnFromOutside("looking at the policy file failed: " + e);
      }
    }
  }

  private synchronized void warnFromOutside(String problem) {
    warn(problem);
  }

  /** Stops watching; the policy stays in force. */
  @Override
  public void close() {
    Thread thread = watcher;
    watcher = null;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
