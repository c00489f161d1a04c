package dev.sluice.detect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table of names, {@code column-names.txt}, whose head tells how it is written. Immutable; read
 * when it is first asked for.
 */
final class NameTable {
  private static final String RESOURCE = "column-names.txt";

  private final Map<Kind, List<Ending>> endings = new EnumMap<>(Kind.class);
  private final Map<Kind, Set<String>> hints = new EnumMap<>(Kind.class);
  private final Set<String> qualifiers = new HashSet<>();
  private final Set<String> machine = new HashSet<>();

  private NameTable() {
    for (Kind kind : Kind.values()) {
      endings.put(kind, new ArrayList<>());
      hints.put(kind, new HashSet<>());
    }
    for (String line : text().lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        int colon = line.indexOf(':');
        read(line.substring(0, colon).trim(), line.substring(colon + 1).split(",", -1));
      }
    }
  }

  private static final class Loaded {
    static final NameTable TABLE = new NameTable();
  }

  static NameTable standard() {
    return Loaded.TABLE;
  }

  private void read(String key, String[] entries) {
    for (String written : entries) {
      String entry = written.trim();
      if (key.equals("qualifiers")) {
        qualifiers.add(entry);
      } else if (key.equals("machine")) {
        machine.add(entry);
      } else if (key.startsWith("hint ")) {
        of(hints, key.substring("hint ".length())).add(entry);
      } else {
        of(endings, key).add(Ending.read(entry));
      }
    }
  }

  private static <T> T of(Map<Kind, T> map, String tag) {
    Kind kind = Kind.of(tag);
    T value = kind == null ? null : map.get(kind);
    if (value == null) {
      throw new IllegalStateException(RESOURCE + " has a line for " + tag);
    }
    return value;
  }

  private static String text() {
    try (InputStream in = NameTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("Missing in the jar: " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a name says that its column holds. */
  EnumSet<Kind> kinds(String name) {
    EnumSet<Kind> found = EnumSet.noneOf(Kind.class);
    List<String> words = Words.of(name);
    while (!words.isEmpty()) {
      addKinds(words, found);
      if (!qualifiers.contains(words.get(words.size() - 1))) {
        break;
      }
      words = words.subList(0, words.size() - 1);
    }
    return found;
  }

  private void addKinds(List<String> words, Set<Kind> found) {
    String joined = String.join("", words);
    Set<Integer> starts = new HashSet<>();
    int start = 0;
    for (String word : words) {
      starts.add(start);
      start += word.length();
    }
    endings.forEach(
        (kind, those) -> {
          for (Ending ending : those) {
            if (ending.ends(joined, starts)) {
              found.add(kind);
            }
          }
        });
  }

  /** Whether one of the words of a name makes values that look like a kind be that kind. */
  private boolean hints(Kind kind, List<String> words) {
    Set<String> telling = hints.get(kind);
    return telling != null && any(words, telling);
  }

  /** Whether one of the words of a name tells of numbers and codes that machines make. */
  private boolean isMachine(List<String> words) {
    return any(words, machine);
  }

  private static boolean any(List<String> words, Set<String> among) {
    for (String word : words) {
      boolean plural = word.endsWith("s");
      if (among.contains(word)
          || (plural && among.contains(word.substring(0, word.length() - 1)))) {
        return true;
      }
    }
    return false;
  }

  /**
   * What a name ends with.
   *
   * @param glued whether it may stand within a word
   * @param whole whether it must be all of the name
   */
  private record Ending(String text, boolean glued, boolean whole) {
    static Ending read(String written) {
      boolean glued = written.startsWith("~");
      boolean whole = written.startsWith("=");
      String words = glued || whole ? written.substring(1) : written;
      return new Ending(words.replace(" ", ""), glued, whole);
    }

    boolean ends(String joined, Set<Integer> starts) {
      int start = joined.length() - text.length();
      if (whole ? start != 0 : start < 0) {
        return false;
      }
      return joined.endsWith(text) && (glued || starts.contains(start));
    }
  }

  /** What a name and that of its table say of values. */
  Hints hintsOf(@Nullable String table, String column) {
    List<String> words = new ArrayList<>(Words.of(column));
    boolean isMachine = isMachine(words);
    if (table != null) {
      words.addAll(Words.of(table));
    }
    Set<Kind> named = kinds(column);
    Set<Kind> suggested = EnumSet.copyOf(named);
    for (Kind kind : Kind.values()) {
      if (hints(kind, words)) {
        suggested.add(kind);
      }
    }
    return new Hints(suggested, isMachine && named.isEmpty());
  }
}
