package dev.sluice.remote;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.note.SignedNote;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a channel says at this moment: which bundles are in force where.
 *
 * <pre>
 * {"channel":"prod","expires":"...","issued":"...","keys":1,"min_agent":"0.1.0","serial":7,
 *  "stable":{"sha256":"...","size":1234},"type":"sluice/head/v1",
 *  "candidate":{"match":{"hosts":["canary-*"],"services":["billing"]},"mode":"shadow",
 *   "percent":25,"sha256":"...","size":1300}}
 * </pre>
 *
 * <p>An agent refuses a key that it does not know, for it might restrict something; keys that begin
 * with {@code x_} are remarks and never read. A later version of this format that has more keys
 * therefore names the first agent that knows them as {@code min_agent}, which is looked at before
 * the keys: older agents keep the policy that they have, and say why.
 *
 * @param serial goes up with each head under the same key set
 * @param issued when it was made
 * @param expires from when on the policy counts as stale; it stays in force
 * @param keys the number of the key set that signs it
 * @param minAgent the oldest version of the agent that understands it
 */
public record Head(
    String channel,
    long serial,
    Instant issued,
    Instant expires,
    int keys,
    String minAgent,
    Blob stable,
    @Nullable Candidate candidate) {
  /** Enough for all that a head may hold. */
  public static final int MOST_BYTES = 64 << 10;

  private static final String TYPE = "sluice/head/v1";
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6}){0,3}");
  private static final Map<String, Mode> MODES =
      Map.of("shadow", Mode.SHADOW, "enforce", Mode.ENFORCE);

  /**
   * A bundle.
   *
   * @param sha256 in lower-case hexadecimal digits
   * @param size in bytes
   */
  public record Blob(String sha256, int size) {
    /** The largest bundle. */
    public static final int MOST_BYTES = 4 << 20;

    static Blob read(StrictJson json) throws RefusedException {
      return new Blob(
          json.text("sha256", SHA256, "64 hexadecimal digits"),
          (int) json.number("size", 1, MOST_BYTES));
    }

    void write(JsonGenerator json) throws IOException {
      json.writeStringField("sha256", sha256);
      json.writeNumberField("size", size);
    }
  }

  /** What a candidate is for. */
  public enum Mode {
    /** It decides beside the stable bundle, which is enforced; differences are reported. */
    SHADOW,
    /** It is enforced instead of the stable bundle. */
    ENFORCE
  }

  /**
   * A bundle that only some instances try.
   *
   * @param percent how many of those that match, from 0 to 100
   * @param services globs of names of services; empty for all
   * @param hosts globs of names of hosts; empty for all
   */
  public record Candidate(
      Blob blob, int percent, List<String> services, List<String> hosts, Mode mode) {
    /** Makes a candidate. */
    public Candidate {
      services = List.copyOf(services);
      hosts = List.copyOf(hosts);
    }

    static Candidate read(StrictJson json) throws RefusedException {
      json.only(Set.of("match", "mode", "percent", "sha256", "size"));
      Mode mode = MODES.get(json.text("mode"));
      if (mode == null) {
        throw json.wrong("mode", "expected `shadow` or `enforce` for `mode`");
      }
      List<String> services = List.of();
      List<String> hosts = List.of();
      if (json.has("match")) {
        StrictJson match = json.object("match");
        match.only(Set.of("hosts", "services"));
        services = globs(match, "services");
        hosts = globs(match, "hosts");
      }
      return new Candidate(
          Blob.read(json), (int) json.number("percent", 0, 100), services, hosts, mode);
    }

    /** An empty list matches nothing where it is written down, so that it is a mistake. */
    private static List<String> globs(StrictJson match, String key) throws RefusedException {
      if (!match.has(key)) {
        return List.of();
      }
      List<String> globs = match.texts(key);
      if (globs.isEmpty()) {
        throw match.wrong(key, "the list of `" + key + "` is empty: fill it or remove the key");
      }
      return globs;
    }

    private void write(JsonGenerator json) throws IOException {
      json.writeStartObject();
      Map<String, List<String>> match = new TreeMap<>();
      match.put("hosts", hosts);
      match.put("services", services);
      match.values().removeIf(List::isEmpty);
      if (!match.isEmpty()) {
        json.writeObjectFieldStart("match");
        for (Map.Entry<String, List<String>> globs : match.entrySet()) {
          json.writeFieldName(globs.getKey());
          String[] texts = globs.getValue().toArray(String[]::new);
          json.writeArray(texts, 0, texts.length);
        }
        json.writeEndObject();
      }
      json.writeStringField("mode", mode == Mode.SHADOW ? "shadow" : "enforce");
      json.writeNumberField("percent", percent);
      blob.write(json);
      json.writeEndObject();
    }
  }

  /**
   * What a head says of itself before anybody verified it: enough to find the keys that should have
   * signed it, and to report it.
   */
  record Claim(int keys, long serial) implements Comparable<Claim> {
    @Override
    public int compareTo(Claim other) {
      int order = Integer.compare(keys, other.keys);
      return order != 0 ? order : Long.compare(serial, other.serial);
    }

    static Claim read(String document, SignedNote note) throws RefusedException {
      StrictJson json = StrictJson.read(document, note.text());
      return new Claim(
          (int) json.number("keys", 1, KeySet.MOST), json.number("serial", 1, StrictJson.MOST));
    }
  }

  /**
   * Reads a head.
   *
   * @param document what it is, for messages
   * @param agentVersion the version of who reads it, of which only leading numbers count
   * @throws RefusedException if it is none, or for newer agents
   */
  public static Head parse(String document, SignedNote note, String agentVersion)
      throws RefusedException {
    StrictJson json = StrictJson.read(document, note.text());
    Notes.requireType(json, TYPE, document);
    String minAgent = json.text("min_agent", VERSION, "a version such as 1.2.0");
    if (Versions.compare(agentVersion, minAgent) < 0) {
      throw new RefusedException(
          Check.AGENT,
          document,
          "it needs the agent " + minAgent + " or later, this one is " + agentVersion);
    }
    json.only(
        Set.of(
            "candidate",
            "channel",
            "expires",
            "issued",
            "keys",
            "min_agent",
            "serial",
            "stable",
            "type"));
    StrictJson stable = json.object("stable");
    stable.only(Set.of("sha256", "size"));
    Head head =
        new Head(
            json.text("channel", Channel.NAME, Channel.RULE),
            json.number("serial", 1, StrictJson.MOST),
            json.instant("issued"),
            json.instant("expires"),
            (int) json.number("keys", 1, KeySet.MOST),
            minAgent,
            Blob.read(stable),
            json.has("candidate") ? Candidate.read(json.object("candidate")) : null);
    if (!head.expires.isAfter(head.issued)) {
      throw json.wrong("expires", "`expires` is not after `issued`");
    }
    return head;
  }

  /** The head as a note that nobody signed yet. */
  public SignedNote unsigned() {
    return Notes.unsigned(
        StrictJson.write(
            json -> {
              if (candidate != null) {
                json.writeFieldName("candidate");
                candidate.write(json);
              }
              json.writeStringField("channel", channel);
              json.writeStringField("expires", expires.toString());
              json.writeStringField("issued", issued.toString());
              json.writeNumberField("keys", keys);
              json.writeStringField("min_agent", minAgent);
              json.writeNumberField("serial", serial);
              json.writeObjectFieldStart("stable");
              stable.write(json);
              json.writeEndObject();
              json.writeStringField("type", TYPE);
            }));
  }
}
