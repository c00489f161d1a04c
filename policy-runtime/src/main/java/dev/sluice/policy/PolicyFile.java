package dev.sluice.policy;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * A file that is looked at from time to time. Whether it has changed is told by its time and
 * length, and by its text as long as the time is so recent that another change may carry it too. A
 * change is taken at the second look that finds it, for half a policy may well be a valid one, with
 * half of the rules; only the first look of all takes what it finds. Not thread-safe.
 */
final class PolicyFile {
  private static final int MOST_BYTES = 4 << 20;
  private static final long SETTLED_AFTER_MILLIS = 3_000;

  private final File file;
  private final InstantSource clock;
  private @Nullable Stamp seen;
  private @Nullable String text;
  private boolean settled;

  PolicyFile(File file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /** What a look at the file found. */
  sealed interface Look {
    /** The file is as it was, or is being written at this moment. */
    record Unchanged() implements Look {}

    /** The file has another text than before. */
    record Changed(String text) implements Look {}

    /** The file is not there or cannot be read. */
    record Unreadable(String reason) implements Look {}
  }

  String name() {
    return file.getPath();
  }

  Look look() {
    Stamp stamp = Stamp.of(file);
    boolean sameAsBefore = stamp.equals(seen);
    if (sameAsBefore && settled) {
      return new Look.Unchanged();
    }
    boolean mayBeBeingWritten = !sameAsBefore && seen != null && stamp.exists;
    seen = stamp;
    settled = false;
    if (!stamp.exists) {
      text = null;
      return new Look.Unreadable("there is no such file");
    }
    if (mayBeBeingWritten) {
      return new Look.Unchanged();
    }
    try {
      return compare(read(), stamp);
    } catch (CharacterCodingException e) {
      text = null;
      return new Look.Unreadable("it is not UTF-8 text");
    } catch (IOException e) {
      text = null;
      return new Look.Unreadable(String.valueOf(e.getMessage()));
    }
  }

  private Look compare(String read, Stamp stamp) {
    if (!Stamp.of(file).equals(stamp)) {
      return new Look.Unchanged();
    }
    settled = Math.abs(clock.millis() - stamp.lastModified) > SETTLED_AFTER_MILLIS;
    if (read.equals(text)) {
      return new Look.Unchanged();
    }
    text = read;
    return new Look.Changed(read);
  }

  private String read() throws IOException {
    try (InputStream in = new FileInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES);
      if (in.read() >= 0) {
        throw new IOException("it is larger than " + MOST_BYTES + " bytes");
      }
      String decoded =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
    }
  }

  private record Stamp(boolean exists, long lastModified, long length) {
    static Stamp of(File file) {
      return new Stamp(file.isFile(), file.lastModified(), file.length());
    }
  }
}
