package dev.sluice.policy;

import java.io.File;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The policy that decides at this moment: a fixed one, or that of a file, which is read again when
 * it changes. A file that is missing or wrong changes nothing: what was in force stays so, and the
 * problem is told once. {@link #current} is a single volatile read; everything here is thread-safe.
 */
public final class PolicyInForce implements AutoCloseable {
  private static final Duration STANDARD_INTERVAL = Duration.ofMillis(400);

  private final @Nullable PolicyFile file;
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
      @Nullable PolicyFile file,
      PolicySettings settings,
      Consumer<String> warnings,
      InstantSource clock) {
    this.current = current;
    this.state = PolicyState.of(current, PolicyState.BUILT_IN, clock.millis());
    this.file = file;
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
        policy, null, PolicySettings.standard(), warning -> {}, InstantSource.system());
  }

  /**
   * Reads a policy from a file, and again within a second of each change, on a daemon thread.
   *
   * @param warnings told of each problem with the file once, in one or more lines
   */
  public static PolicyInForce watching(
      File file, PolicySettings settings, OnMissing onMissing, Consumer<String> warnings) {
    return watching(file, settings, onMissing, warnings, STANDARD_INTERVAL);
  }

  /**
   * Reads a policy from a file, and again after each change, on a daemon thread.
   *
   * @param warnings told of each problem with the file once, in one or more lines
   * @param interval between two looks at the file; a change is applied at the second look that
   *     finds it
   */
  public static PolicyInForce watching(
      File file,
      PolicySettings settings,
      OnMissing onMissing,
      Consumer<String> warnings,
      Duration interval) {
    PolicyInForce inForce = unwatched(file, settings, onMissing, warnings, InstantSource.system());
    inForce.watch(interval);
    return inForce;
  }

  static PolicyInForce unwatched(
      File file,
      PolicySettings settings,
      OnMissing onMissing,
      Consumer<String> warnings,
      InstantSource clock) {
    Policy fallback = fallback(onMissing, settings);
    PolicyInForce inForce =
        new PolicyInForce(fallback, new PolicyFile(file, clock), settings, warnings, clock);
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

  /** Looks at the file and applies it if it has changed and is right. */
  synchronized void check() {
    if (file == null) {
      return;
    }
    PolicyFile.Look look = file.look();
    if (look instanceof PolicyFile.Look.Changed changed) {
      apply(file.name(), changed.text());
    } else if (look instanceof PolicyFile.Look.Unreadable unreadable) {
      warn("cannot read the policy " + file.name() + ": " + unreadable.reason());
    }
  }

  private void apply(String source, String text) {
    try {
      Policy applied = PolicyReader.read(source, text, loads + 1, settings);
      current = applied;
      state = PolicyState.of(applied, source, clock.millis());
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
