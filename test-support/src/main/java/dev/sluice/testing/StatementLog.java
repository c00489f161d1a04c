package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A database server's log of statements. Servers write it a moment after the statement; so that a
 * missing statement is proof, a marker is sent through the server first, and the log is read when
 * the marker stands in it.
 */
final class StatementLog {
  private static final String MARKER = "sluice-log-marker-";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path file;
  private final Function<String, List<String>> format;

  /**
   * @param format finds the statements in the log's text
   */
  StatementLog(Path file, Function<String, List<String>> format) {
    this.file = file;
    this.format = format;
  }

  /**
   * Reads the statements so far, without markers.
   *
   * @param sendMarker runs a statement whose text holds the marker
   */
  List<String> read(Consumer<String> sendMarker) {
    String marker = MARKER + UUID.randomUUID();
    sendMarker.accept(marker);
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      String text = text();
      if (text.contains(marker)) {
        return format.apply(text).stream().filter(sql -> !sql.contains(MARKER)).toList();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the server does not write to " + file);
      }
      pause();
    }
  }

  private String text() {
    try {
      // Statements may hold bytes that are no UTF-8; a strict decoder would give up.
      return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the statement log", e);
    }
  }
}
