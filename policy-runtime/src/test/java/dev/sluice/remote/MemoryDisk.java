package dev.sluice.remote;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A disk that can be copied, spoilt and looked at in no time. */
class MemoryDisk implements Disk {
  final Map<File, byte[]> files = new TreeMap<>();

  MemoryDisk() {}

  MemoryDisk(MemoryDisk other) {
    files.putAll(other.files);
  }

  @Override
  public byte @Nullable [] read(File file, int most) throws IOException {
    return files.get(file);
  }

  @Override
  public List<String> list(File folder) {
    return files.keySet().stream()
        .filter(file -> folder.equals(file.getParentFile()))
        .map(File::getName)
        .toList();
  }

  @Override
  public void makeFolder(File folder) throws IOException {
    // files need none here
  }

  @Override
  public void write(File file, byte[] bytes) throws IOException {
    files.put(file, bytes.clone());
  }

  @Override
  public void rename(File from, File to) throws IOException {
    byte[] moved = files.remove(from);
    if (moved == null) {
      throw new FileNotFoundException(from.getPath());
    }
    files.put(to, moved);
  }

  @Override
  public void delete(File file) throws IOException {
    files.remove(file);
  }
}
