package dev.sluice.remote;

import static dev.sluice.remote.TestServer.CHANNEL;
import static dev.sluice.remote.TestServer.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.note.NoteException;
import dev.sluice.note.SignedNote;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadTest {
  private static final String SHA = "ab".repeat(32);

  /** As in the documentation of heads, with every key that there is. */
  private static final String WHOLE =
      "{\"candidate\":{\"match\":{\"hosts\":[\"canary-*\"],\"services\":[\"billing\"]},"
          + "\"mode\":\"shadow\",\"percent\":25,\"sha256\":\"SHA\",\"size\":1300},"
          + "\"channel\":\"prod\",\"expires\":\"2026-12-29T12:00:00Z\","
          + "\"issued\":\"2026-11-29T12:00:00Z\",\"keys\":1,\"min_agent\":\"0.1.0\",\"serial\":7,"
          + "\"stable\":{\"sha256\":\"SHA\",\"size\":1234},\"type\":\"sluice/head/v1\"}\n";

  private static Head head(Head.@Nullable Candidate candidate) {
    return new Head(
        CHANNEL,
        7,
        NOON,
        NOON.plus(Duration.ofDays(30)),
        1,
        "0.1.0",
        new Head.Blob(SHA, 1234),
        candidate);
  }

  private static Head parse(String text) throws RefusedException {
    try {
      return Head.parse("head", SignedNote.unsigned(text), "0.1.0-SNAPSHOT");
    } catch (NoteException e) {
      throw new AssertionError(e);
    }
  }

  private static RefusedException refusal(String text) {
    return catchThrowableOfType(RefusedException.class, () -> parse(text));
  }

  @Test
  void aHeadIsWrittenInOneWayAndReadBack() throws RefusedException {
    Head.Candidate candidate =
        new Head.Candidate(
            new Head.Blob(SHA, 1300),
            25,
            List.of("billing"),
            List.of("canary-*"),
            Head.Mode.SHADOW);

    assertThat(head(candidate).unsigned().text()).isEqualTo(WHOLE.replace("SHA", SHA));
    assertThat(parse(WHOLE.replace("SHA", SHA))).isEqualTo(head(candidate));
    assertThat(parse(head(null).unsigned().text())).isEqualTo(head(null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"serial\":7|\"serial\":0|expected a whole number from 1 to 9007199254740991 for `serial`",
        "\"serial\":7|\"serial\":9007199254740992|expected a whole number from 1 to",
        "\"serial\":7|\"serial\":99999999999999999999|the number is too large",
        "\"serial\":7|\"serial\":7.0|expected a text, a whole number",
        "\"serial\":7|\"serial\":\"7\"|expected a whole number",
        "\"serial\":7|\"serial\":07|it is no JSON",
        "\"serial\":7|\"serial\":7,\"serial\":8|Duplicate field 'serial'",
        "\"serial\":7|\"serial\":null|expected a text, a whole number",
        "\"serial\":7,||`serial` is missing",
        "\"keys\":1|\"keys\":0|expected a whole number from 1 to 1000000 for `keys`",
        "\"channel\":\"prod\"|\"channel\":\"../prod\"|expected a-z, 0-9",
        "\"channel\":\"prod\"|\"channel\":\"Prod\"|expected a-z, 0-9",
        "2026-12-29T12:00:00Z|2026-12-29|expected a time such as",
        "2026-12-29T12:00:00Z|2026-11-29T12:00:00Z|`expires` is not after `issued`",
        "\"min_agent\":\"0.1.0\"|\"min_agent\":\"latest\"|expected a version such as 1.2.0",
        "\"percent\":25|\"percent\":101|expected a whole number from 0 to 100 for `percent`",
        "\"mode\":\"shadow\"|\"mode\":\"on\"|expected `shadow` or `enforce` for `mode`",
        "[\"canary-*\"]|[]|the list of `hosts` is empty",
        "[\"canary-*\"]|[1]|expected a list of texts for `hosts`",
        "\"hosts\"|\"host\"|unknown key `host`",
        "\"size\":1234|\"size\":1234,\"url\":\"x\"|unknown key `url`",
        "\"size\":1300|\"size\":4194305|expected a whole number from 1 to 4194304 for `size`",
        "\"size\":1234|\"size\":0|expected a whole number from 1 to 4194304 for `size`",
        "\"type\"|\"regions\":[\"eu\"],\"type\"|unknown key `regions`",
        "abab\"|abaB\"|expected 64 hexadecimal digits for `sha256`",
        "\"prod\"|\"pr\\u0000d\"|a text has a control character"
      })
  void whatIsWrongIsRefusedWithItsPlace(String old, @Nullable String changed, String reason) {
    String text = WHOLE.replace("SHA", SHA);
    String wrong = text.replace(old, changed == null ? "" : changed);
    assertThat(wrong).isNotEqualTo(text);

    RefusedException refusal = refusal(wrong);

    assertThat(refusal.check()).isEqualTo(Check.DOCUMENT);
    assertThat(refusal.reason()).contains(reason);
    assertThat(refusal.place()).matches("head:1:[0-9]+");
  }

  @Test
  void nothingFollowsTheObject() {
    String text = WHOLE.replace("SHA", SHA);

    assertThat(refusal(text + "{}\n").reason()).isEqualTo("something follows the object");
    assertThat(refusal("[" + text.strip() + "]\n").reason()).isEqualTo("it is no JSON object");
    assertThat(refusal(text.replace("{\"cand", "/**/{\"cand")).reason()).contains("it is no JSON");
    assertThat(refusal("{\"a\":".repeat(50) + "1" + "}".repeat(50) + "\n").reason())
        .contains("nesting depth");
  }

  @Test
  void remarksAreNotRead() throws RefusedException {
    String text = WHOLE.replace("SHA", SHA);

    assertThat(parse(text.replace("\"type\"", "\"x_ticket\":\"SEC-1\",\"type\"")))
        .isEqualTo(parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1.0, 0.1.0, 0",
    "0.1.0-SNAPSHOT, 0.1.0, 0",
    "0.1, 0.1.0, 0",
    "0.1.1, 0.1, 1",
    "0.10.0, 0.9.9, 1",
    "1.0.0, 0.99.99, 1",
    "0.1.0, 0.2.0, -1",
    "unknown, 0.0.1, -1"
  })
  void versionsAreComparedByNumbers(String one, String other, int order) {
    assertThat(Integer.signum(Versions.compare(one, other))).isEqualTo(order);
    assertThat(Integer.signum(Versions.compare(other, one))).isEqualTo(-order);
  }
}
