package dev.sluice.agent.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Writes the files that a command line names. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Writes a file in one step, whatever was there; through a link, what it leads to.
   *
   * @throws ParameterException if it cannot be written
   */
  static void replace(CommandSpec spec, Path file, byte[] bytes) {
    try {
      Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        Files.write(target, bytes); // a pipe or a device, which must stay what it is
        return;
      }
      Path folder = target.toAbsolutePath().getParent();
      Path unfinished = Files.createTempFile(folder, ".sluice-", ".tmp");
      try {
        Files.write(unfinished, bytes);
        readableByAll(unfinished);
        Files.move(
            unfinished,
            target,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw cannotWrite(spec, file, e);
    }
  }

  /** As any file is; a temporary one is not. */
  private static void readableByAll(Path file) throws IOException {
    if (isPosix(file)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  /**
   * Writes a file that is not there yet and that only its owner may read.
   *
   * @throws ParameterException if it is there, or cannot be written
   */
  static void secret(CommandSpec spec, Path file, String text) {
    try {
      if (isPosix(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
      Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new ParameterException(
          spec.commandLine(), file + " is there already: a key is never overwritten");
    } catch (IOException e) {
      throw cannotWrite(spec, file, e);
    }
  }

  private static boolean isPosix(Path file) {
    Set<String> views = file.getFileSystem().supportedFileAttributeViews();
    return views.contains("posix");
  }

  private static ParameterException cannotWrite(CommandSpec spec, Path file, IOException e) {
    return new ParameterException(
        spec.commandLine(), "cannot write " + file + ": " + reason(file, e));
  }

  private static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no folder " + file.toAbsolutePath().getParent() + ": make it first";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return reason == null ? e.toString() : reason;
  }
}
