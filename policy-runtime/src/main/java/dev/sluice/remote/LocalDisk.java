package dev.sluice.remote;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The disk of this machine. Only {@code java.nio.file} can replace a file in one step everywhere,
 * and make a folder durable; nothing of this runs before the service's main class is on its way.
 */
final class LocalDisk implements Disk {
  @Override
  public byte @Nullable [] read(File file, int most) throws IOException {
    if (!file.exists()) {
      return null;
    }
    try (InputStream in = new FileInputStream(file)) {
      return in.readNBytes(most + 1);
    }
  }

  @Override
  public List<String> list(File folder) {
    String[] names = folder.list();
    return names == null ? List.of() : List.of(names);
  }

  @Override
  public void makeFolder(File folder) throws IOException {
    if (folder.isDirectory()) {
      return;
    }
    File parent = folder.getAbsoluteFile().getParentFile();
    if (parent != null) {
      makeFolder(parent);
    }
    if (!folder.mkdir() && !folder.isDirectory()) {
      throw new IOException("cannot make the folder " + folder);
    }
    boolean closed =
        folder.setReadable(false, false)
            && folder.setWritable(false, false)
            && folder.setExecutable(false, false);
    boolean opened =
        folder.setReadable(true, true)
            && folder.setWritable(true, true)
            && folder.setExecutable(true, true);
    if (!opened && closed) {
      throw new IOException("cannot set who may use the folder " + folder);
    }
  }

  @Override
  public void write(File file, byte[] bytes) throws IOException {
    try (FileOutputStream out = new FileOutputStream(file)) {
      out.write(bytes);
      out.getFD().sync();
    }
  }

  @Override
  public void rename(File from, File to) throws IOException {
    Files.move(
        from.toPath(),
        to.toPath(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    sync(to.getAbsoluteFile().getParentFile());
  }

  /** Windows cannot open a folder, and keeps its entries in order by itself. */
  private static void sync(File folder) throws IOException {
    if (File.separatorChar == '\\') {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder.toPath(), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void delete(File file) throws IOException {
    Files.deleteIfExists(file.toPath());
  }
}
