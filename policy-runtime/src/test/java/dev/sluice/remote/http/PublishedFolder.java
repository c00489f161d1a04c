package dev.sluice.remote.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder with one channel, {@code prod}, in which files are replaced as a whole. */
record PublishedFolder(Path root) {
  PublishedFolder head(String text) throws IOException {
    return put("prod/head", text);
  }

  PublishedFolder put(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Path fresh = Files.writeString(root.resolve("fresh.tmp"), text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return this;
  }
}
