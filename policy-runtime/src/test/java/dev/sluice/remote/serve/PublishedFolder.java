package dev.sluice.remote.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder with one channel, {@code prod}, in which files are replaced as a whole. */
public record PublishedFolder(Path root) {
  /** Publishes a head. */
  public PublishedFolder head(String text) throws IOException {
    return put("prod/head", text);
  }

  /** Publishes a file. */
  public PublishedFolder put(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Path fresh = Files.writeString(root.resolve("fresh.tmp"), text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return this;
  }
}
