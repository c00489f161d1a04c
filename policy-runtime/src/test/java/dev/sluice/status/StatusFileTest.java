package dev.sluice.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.Failures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StatusFileTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Failures failures =
      new Failures(new PrintStream(err, true, StandardCharsets.UTF_8));
  private final StatusBoard board = new StatusBoard(failures);
  private final AtomicLong serial = new AtomicLong(1);

  @TempDir private Path temporary;

  @BeforeEach
  void tellTheSerial() {
    board.add("policy", () -> Map.of("serial", serial.get()));
  }

  @Test
  void holdsTheSectionsAndSaysWhoWroteIt() throws IOException {
    Path directory = temporary.resolve("made/for/it");
    assertThat(file(directory, false).write()).isTrue();

    Map<String, ?> status = StatusText.read(Files.readString(ownFile(directory)));
    assertThat(status).containsKeys("written", "process_started");
    assertThat(status.get("form")).isEqualTo(StatusFile.FORM);
    assertThat(status.get("pid")).hasToString(Long.toString(ProcessHandle.current().pid()));
    assertThat(status.get("policy")).hasToString("{serial=1}");
    assertThat(files(directory)).hasSize(1);
  }

  @Test
  void isWrittenAgainWhenSomethingHasChanged() throws IOException {
    StatusFile file = file(temporary, false);
    file.write();
    FileTime past = FileTime.fromMillis(0);
    Files.setLastModifiedTime(ownFile(temporary), past);

    file.write();
    assertThat(Files.getLastModifiedTime(ownFile(temporary))).isEqualTo(past);

    serial.set(2);
    file.write();
    assertThat(Files.readString(ownFile(temporary))).contains("\"serial\": 2");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void isForItsOwnerAlone() throws IOException {
    Path directory = temporary.resolve("own");
    file(directory, true).write();

    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(ownFile(directory))).isEqualTo("rw-------");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void isNotWrittenWhereOthersCouldForgeIt() throws IOException {
    Path open = Files.createDirectory(temporary.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary);

    for (Path directory : List.of(open, link)) {
      assertThat(file(directory, true).write()).isTrue();
      assertThat(files(directory)).noneMatch(name -> name.toString().endsWith(".json"));
    }
    assertThat(failures.counts()).containsEntry("status.write", 2L);
  }

  @Test
  void whatCannotBeWrittenIsCountedAndTriedAgain() throws IOException {
    Path directory = temporary.resolve("taken");
    Files.writeString(directory, "a file");
    StatusFile file = file(directory, false);
    assertThat(file.write()).isTrue();
    assertThat(failures.counts()).containsEntry("status.write", 1L);

    Files.delete(directory);
    file.write();
    assertThat(ownFile(directory)).exists();
  }

  @Test
  void goesWithItsProcess() throws IOException {
    Path ofTheDead = Files.writeString(temporary.resolve("999999999999.json"), "{}");
    Path notOurs = Files.writeString(temporary.resolve("settings.json"), "{}");
    StatusFile file = file(temporary, false);
    file.write();
    assertThat(ofTheDead).doesNotExist();
    assertThat(notOurs).exists();

    file.close();
    assertThat(ownFile(temporary)).doesNotExist();
    assertThat(file.write()).isFalse();
    assertThat(ownFile(temporary)).doesNotExist();
  }

  private StatusFile file(Path directory, boolean shared) {
    return new StatusFile(directory, shared, board, failures);
  }

  private static Path ownFile(Path directory) {
    return directory.resolve(ProcessHandle.current().pid() + ".json");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
