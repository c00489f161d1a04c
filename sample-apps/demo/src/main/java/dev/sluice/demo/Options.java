package dev.sluice.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param service the support desk's jar
 * @param reactive the jar of the desk that never blocks
 * @param agent Sluice's jar; null if only the half without it is to be shown
 * @param colour whether to use colours
 */
record Options(Path service, Path reactive, @Nullable Path agent, boolean colour) {
  static final String USAGE =
      """
      Usage: demo --service JAR --reactive JAR (--agent JAR | --without-only) [--colour]
        --service JAR    the support desk, a Spring Boot jar
        --reactive JAR   the desk that never blocks, another one
        --agent JAR      the Sluice agent
        --without-only   show only what happens without Sluice
        --colour         use colours
      """;

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if they make no sense; the message says why
   */
  static Options of(String... arguments) {
    Path service = null;
    Path reactive = null;
    Path agent = null;
    boolean withoutOnly = false;
    boolean colour = false;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--service" -> service = file(arguments, ++i);
        case "--reactive" -> reactive = file(arguments, ++i);
        case "--agent" -> agent = file(arguments, ++i);
        case "--without-only" -> withoutOnly = true;
        case "--colour" -> colour = true;
        default -> throw new IllegalArgumentException("unknown option: " + arguments[i]);
      }
    }
    if (service == null) {
      throw new IllegalArgumentException("--service is missing");
    }
    if (reactive == null) {
      throw new IllegalArgumentException("--reactive is missing");
    }
    if (withoutOnly) {
      return new Options(existing(service), existing(reactive), null, colour);
    }
    if (agent == null) {
      throw new IllegalArgumentException("--agent is missing");
    }
    return new Options(existing(service), existing(reactive), existing(agent), colour);
  }

  private static Path file(String[] arguments, int index) {
    if (index == arguments.length) {
      throw new IllegalArgumentException(arguments[index - 1] + " needs a file");
    }
    return Path.of(arguments[index]);
  }

  private static Path existing(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException("no such file: " + path);
    }
    return path.toAbsolutePath();
  }
}
