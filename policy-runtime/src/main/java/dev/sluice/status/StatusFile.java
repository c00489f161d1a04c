package dev.sluice.status;

import dev.sluice.gate.Failures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the status of this process in a file, {@code PID.json}, that only its owner can read:
 * looked at every second, and written when it has changed or half a minute has passed.
 *
 * <p>A file, rather than a question to the running JVM: it needs no JDK, no attaching (which
 * services switch off, and which newer JVMs warn of) and no open port, it can be read when the
 * service hangs, and reading it runs nothing inside the service. It is replaced as a whole. That it
 * cannot be written is counted and changes nothing else. Permissions, and replacing in one step,
 * need {@code java.nio.file}: first touched when the gate is made, long after premain.
 */
public final class StatusFile implements AutoCloseable {
  /** What a status begins with: the version of its form. */
  public static final String FORM = "sluice status/v1";

  private static final Pattern NAME = Pattern.compile("(\\d{1,18})\\.json");
  private static final Pattern UNFIT_FOR_A_NAME = Pattern.compile("[^A-Za-z0-9._-]");
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private final Path directory;
  private final boolean shared;
  private final StatusBoard board;
  private final Failures failures;
  private final Path file;
  private final @Nullable Instant processStart;
  private @Nullable Map<String, Object> written;
  private Instant writtenAt = Instant.EPOCH;
  private boolean prepared;
  private boolean closed;

  /**
   * @param shared whether the directory lies where other users can make one of that name
   */
  StatusFile(Path directory, boolean shared, StatusBoard board, Failures failures) {
    this.directory = directory;
    this.shared = shared;
    this.board = board;
    this.failures = failures;
    ProcessHandle self = ProcessHandle.current();
    this.file = directory.resolve(self.pid() + ".json");
    this.processStart = startOf(self);
  }

  /** The directory of this user's status files where no other is named. */
  public static Path standardDirectory() {
    String user = UNFIT_FOR_A_NAME.matcher(System.getProperty("user.name", "")).replaceAll("_");
    return Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "sluice-" + user);
  }

  /**
   * Begins to keep the status, on a daemon thread.
   *
   * @param directory made if it is not there; empty for the standard one, which lies among files of
   *     other users, so that it is only used if none but this user can write to it
   * @throws java.nio.file.InvalidPathException if there cannot be such a directory
   */
  public static StatusFile keep(String directory, StatusBoard board, Failures failures) {
    StatusFile file =
        directory.isEmpty()
            ? new StatusFile(standardDirectory(), true, board, failures)
            : new StatusFile(Path.of(directory), false, board, failures);
    Thread thread = new Thread(null, file::keepWriting, "sluice-status", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(StatusFile.class.getClassLoader());
    thread.start();
    return file;
  }

  /** When a process started, to the second; null if the system does not tell. */
  public static @Nullable Instant startOf(ProcessHandle process) {
    return process.info().startInstant().map(at -> at.truncatedTo(ChronoUnit.SECONDS)).orElse(null);
  }

  private void keepWriting() {
    while (write()) {
      try {
        Thread.sleep(INTERVAL.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * Writes the status if it is due.
   *
   * @return whether to go on
   */
  boolean write() {
    try {
      Map<String, Object> sections = board.read();
      synchronized (this) {
        Instant now = Instant.now();
        if (!closed && (!sections.equals(written) || now.isAfter(writtenAt.plus(HEARTBEAT)))) {
          replace(text(sections, now));
          written = sections;
          writtenAt = now;
        }
        return !closed;
      }
    } catch (IOException | RuntimeException | LinkageError problem) {
      failures.count("status.write", "the status cannot be written to " + file, problem);
      return true;
    }
  }

  private String text(Map<String, Object> sections, Instant now) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("form", FORM);
    status.put("pid", ProcessHandle.current().pid());
    if (processStart != null) {
      status.put("process_started", processStart.toString());
    }
    status.put("written", now.truncatedTo(ChronoUnit.MILLIS).toString());
    status.putAll(sections);
    return StatusText.write(status) + "\n";
  }

  private void replace(String text) throws IOException {
    if (!prepared) {
      prepare();
    }
    // only the owner can read a temporary file
    Path fresh = Files.createTempFile(directory, file.getFileName() + "-", ".tmp");
    try {
      if (shared) {
        requireOwn(fresh);
      }
      Files.writeString(fresh, text, StandardCharsets.UTF_8);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private void prepare() throws IOException {
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    if (shared) {
      try {
        Files.createDirectory(directory, ownerOnly);
      } catch (FileAlreadyExistsException another) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
          throw another;
        }
      }
    } else {
      Files.createDirectories(directory, ownerOnly);
    }
    sweep();
    prepared = true;
  }

  /** Another user may have made the directory before us, to read or to forge what it holds. */
  private void requireOwn(Path fresh) throws IOException {
    boolean ours =
        Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(fresh));
    if (ours && directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
      ours =
          !permissions.contains(PosixFilePermission.GROUP_WRITE)
              && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }
    if (!ours) {
      throw new IOException(
          directory + " is not this user's alone: remove it, or set sluice.status.dir");
    }
  }

  /** Removes what processes left that were killed. */
  private void sweep() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
      for (Path other : files) {
        Matcher name = NAME.matcher(other.getFileName().toString());
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          Files.deleteIfExists(other);
        }
      }
    }
  }

  /** Stops, and removes the file: it tells of running processes only. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      try {
        Files.deleteIfExists(file);
      } catch (IOException | RuntimeException problem) {
        failures.count("status.write", "the status cannot be removed: " + file, problem);
      }
    }
  }
}
