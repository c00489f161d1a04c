package com.example.supportdesk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Looks for what this service must not know: the word that stands for what runs around it. */
final class Foreign {
  private static final String WORD = "sluice";

  private Foreign() {}

  /** The files under a folder that say the word, in their name or in their bytes. */
  static List<String> mentionsIn(Path folder) throws IOException {
    List<String> mentions = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (says(folder.relativize(file).toString()) || says(Files.readAllBytes(file))) {
          mentions.add(file.toString());
        }
      }
    }
    return mentions;
  }

  /**
   * The entries of a jar, and of the jars inside it, that say the word in their name or in their
   * bytes.
   */
  static List<String> mentionsIn(String jar, InputStream content) throws IOException {
    List<String> mentions = new ArrayList<>();
    try (ZipInputStream entries = new ZipInputStream(content)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        String name = jar + "!/" + entry.getName();
        byte[] bytes = entries.readAllBytes();
        if (says(entry.getName())) {
          mentions.add(name);
        } else if (entry.getName().endsWith(".jar")) {
          mentions.addAll(mentionsIn(name, new ByteArrayInputStream(bytes)));
        } else if (says(bytes)) {
          mentions.add(name);
        }
      }
    }
    return mentions;
  }

  private static boolean says(byte[] bytes) {
    return says(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static boolean says(String text) {
    return text.toLowerCase(Locale.ROOT).contains(WORD);
  }
}
