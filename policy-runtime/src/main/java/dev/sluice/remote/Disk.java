package dev.sluice.remote;

import java.io.File;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The few things that are done with files, each of which may fail or be the last before a crash.
 */
interface Disk {
  /** At most so many bytes and one of a file, or null if there is no such file. */
  byte @Nullable [] read(File file, int most) throws IOException;

  /** The names in a folder, in any order; none if it is not there. */
  List<String> list(File folder);

  /** Makes a folder that only its owner can use, with those above it, unless it is there. */
  void makeFolder(File folder) throws IOException;

  /** Writes a file and waits until the device has it. Until then it may hold any part. */
  void write(File file, byte[] bytes) throws IOException;

  /** Gives a file another name, whoever had it before, and waits until the device knows. */
  void rename(File from, File to) throws IOException;

  void delete(File file) throws IOException;
}
