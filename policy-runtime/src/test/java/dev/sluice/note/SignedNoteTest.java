package dev.sluice.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The vectors are those of the specification (c2sp.org/signed-note, "Verifier keys"), of
 * golang.org/x/mod/sumdb/note (note_test.go) and, for ECDSA, checkpoints of Sigstore's Rekor and of
 * the Pixel 6 log as in github.com/transparency-dev/formats (note/note_verifier_test.go).
 */
class SignedNoteTest {
  private static final String SPEC_KEY =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  private static final String SPEC_NOTE =
      "This is an example message.\n\n\u2014 example.com/foo"
          + " Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

  private static final String PETER =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  private static final String PETERS_SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
  private static final String ENOCH =
      "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
  private static final String TEXT =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.
      """;
  private static final String PETERS_LINE =
      "\u2014 PeterNeumann"
          + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  private static final String ENOCHS_LINE =
      "\u2014 EnochRoot"
          + " rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

  private static final String REKOR =
      "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=";
  private static final String REKOR_NOTE =
      "Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n\u2014 rekor.sigstore.dev"
          + " wNI9ajBEAiARInWIWyCdyG27CO6LPnPekyw20qO0YJfoaPaowGp/XgIgc+qEHS3+GKVClgqq20uDLet7MCoTURUCRdxwWBHHufk=\n";
  private static final String PIXEL =
      "pixel6_transparency_log+91c16e30+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN+4x0Jk1yTwvLFI9A4NDdGZcX0aiWVdWM5XJVy0M4VWD3AvyW5Q6Hs9A0mcDkpUoYgn+KKPNzFC0H3nN3q6JQ8=";
  private static final String PIXEL_NOTE =
      "DEFAULT\n10\nbsWRucJU5xJPHb5eBdOm6+DM+VelCZBuvtI3sHERJ9Y=\n\n\u2014 pixel6_transparency_log"
          + " kcFuMDBFAiEAhqMAP8P6qf6QxtUJhzMhbN+MbZ9dwfUHzGQJmffJHtoCIGD0cNe47dHWBoPwYdgBCepB06/+g5O1FmYjXl06owL4\n";

  private static VerifierKey key(String text) {
    try {
      return VerifierKey.parse(text, Jca.standard());
    } catch (NoteException e) {
      throw new AssertionError(e);
    }
  }

  private static SignedNote note(String text) throws NoteException {
    return SignedNote.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theSpecificationsVectorVerifies() throws NoteException {
    VerifierKey foo = key(SPEC_KEY);

    assertThat(foo.name()).isEqualTo("example.com/foo");
    assertThat(foo.idText()).isEqualTo("530d903a");
    assertThat(foo).hasToString(SPEC_KEY);
    assertThat(note(SPEC_NOTE).signersAmong(List.of(foo))).containsExactly(foo);
    assertThat(note(SPEC_NOTE).text()).isEqualTo("This is an example message.\n");
    assertThat(note(SPEC_NOTE).bytes()).isEqualTo(SPEC_NOTE.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void checkpointsOfLogsWithEcdsaKeysVerify() throws NoteException {
    assertThat(note(REKOR_NOTE).signersAmong(List.of(key(REKOR)))).containsExactly(key(REKOR));
    assertThat(note(PIXEL_NOTE).signersAmong(List.of(key(PIXEL)))).containsExactly(key(PIXEL));
    assertThat(key(REKOR)).hasToString(REKOR);
  }

  @Test
  void signingMakesTheBytesThatGoMakes() throws NoteException {
    byte[] seed = Base64.getDecoder().decode(PETERS_SEED);
    byte[] pkcs8 =
        NoteAlgorithm.concat(
            HexFormat.of().parseHex("302e020100300506032b657004220420"),
            java.util.Arrays.copyOfRange(seed, 1, seed.length));
    SigningKey peter =
        SigningKey.parse(
            "public key: "
                + PETER
                + "\n-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(pkcs8)
                + "\n-----END PRIVATE KEY-----\n",
            () -> {
              throw new AssertionError("no pass phrase is needed");
            },
            Jca.standard());

    SignedNote signed = SignedNote.unsigned(TEXT).signedBy(peter);

    assertThat(new String(signed.bytes(), StandardCharsets.UTF_8))
        .isEqualTo(TEXT + "\n" + PETERS_LINE);
    assertThat(signed.signedBy(peter).bytes()).isEqualTo(signed.bytes());
  }

  @Test
  void signaturesOfUnknownKeysArePassedOver() throws NoteException {
    SignedNote both = note(TEXT + "\n" + PETERS_LINE + ENOCHS_LINE);

    assertThat(both.signersAmong(List.of(key(PETER)))).containsExactly(key(PETER));
    assertThat(both.signersAmong(List.of(key(ENOCH), key(PETER))))
        .containsExactly(key(PETER), key(ENOCH));
    assertThat(both.signersAmong(List.of(key(SPEC_KEY)))).isEmpty();
    assertThat(both.signersAmong(List.of())).isEmpty();
    assertThat(both.claimedSigners()).containsExactly("PeterNeumann", "EnochRoot");
  }

  @Test
  void aKeyThatSignedTwiceIsOneSigner() throws NoteException {
    SignedNote twice = note(TEXT + "\n" + PETERS_LINE + PETERS_LINE);

    assertThat(twice.signersAmong(List.of(key(PETER)))).containsExactly(key(PETER));
  }

  @Test
  void aWrongSignatureOfAKnownKeyRefusesTheNote() throws NoteException {
    SignedNote changed = note("A" + TEXT + "\n" + PETERS_LINE + ENOCHS_LINE);

    assertThatThrownBy(() -> changed.signersAmong(List.of(key(PETER))))
        .isInstanceOf(NoteException.class)
        .hasMessage("the signature of PeterNeumann+c74f20a3 does not fit the text");
  }

  @Test
  void everyChangedByteOfANoteIsSeen() throws NoteException {
    List<VerifierKey> peter = List.of(key(PETER));
    byte[] note = (TEXT + "\n" + PETERS_LINE + ENOCHS_LINE).getBytes(StandardCharsets.UTF_8);
    int enochs = note.length - ENOCHS_LINE.getBytes(StandardCharsets.UTF_8).length;
    List<String> unseen = new ArrayList<>();
    for (int at = 0; at < note.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = note.clone();
        changed[at] ^= (byte) (1 << bit);
        boolean believed = isSignedBy(changed, peter);
        boolean onlyTheIgnoredLine = at >= enochs;
        if (believed && !onlyTheIgnoredLine) {
          unseen.add("bit " + bit + " of byte " + at);
        }
      }
    }
    assertThat(unseen).isEmpty();
  }

  @Test
  void everyChangedByteOfAnEcdsaNoteIsSeen() throws NoteException {
    byte[] note = REKOR_NOTE.getBytes(StandardCharsets.UTF_8);
    List<String> unseen = new ArrayList<>();
    for (int at = 0; at < note.length; at++) {
      byte[] changed = note.clone();
      changed[at] ^= 1;
      if (isSignedBy(changed, List.of(key(REKOR)))) {
        unseen.add("byte " + at);
      }
    }
    assertThat(unseen).isEmpty();
  }

  @Test
  void noPartOfANoteIsOne() throws NoteException {
    byte[] note = (TEXT + "\n" + PETERS_LINE).getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < note.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(note, length);
      assertThat(isSignedBy(cut, List.of(key(PETER)))).as("the first %s bytes", length).isFalse();
    }
  }

  /** Whether the text that was signed is believed; a changed text must not be. */
  private static boolean isSignedBy(byte[] note, List<VerifierKey> keys) {
    try {
      return !SignedNote.parse(note).signersAmong(keys).isEmpty();
    } catch (NoteException refused) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\n\n",
        "text\r\n\r\n\u2014 a AAAAAAA=\n",
        "te\txt\n\n\u2014 a AAAAAAA=\n",
        "te\u0000xt\n\n\u2014 a AAAAAAA=\n",
        "text\n\n\u2014 a AAAAAAA=",
        "text\n\n\u2014 a AAAAAAA=\nmore\n",
        "text\n\n\u2014 a AAAAAAA=\n\n",
        "text\n\n\u2014 a AAAAAAA\n",
        "text\n\n\u2014 a AAAAAAB=\n",
        "text\n\n\u2014 a AAAAAAA= \n",
        "text\n\n\u2014 a  AAAAAAA=\n",
        "text\n\n\u2014 a AAAAAA==\n",
        "text\n\n\u2014 a+b AAAAAAA=\n",
        "text\n\n\u2014 a\u00a0b AAAAAAA=\n",
        "text\n\n\u2014  AAAAAAA=\n",
        "text\n\n\u2014 AAAAAAA=\n",
        "text\n\n\u2013 a AAAAAAA=\n",
        "text\n\n- a AAAAAAA=\n"
      })
  void whatIsNoNoteIsRefused(String text) {
    assertThatThrownBy(() -> note(text)).isInstanceOf(NoteException.class);
  }

  @Test
  void aTextMayHoldEmptyLinesAndWhatLooksLikeASignature() throws NoteException {
    String text = "one\n\n" + PETERS_LINE;
    SigningKey key = SigningKey.generate("k", NoteAlgorithm.ED25519, Jca.standard());
    SignedNote read = SignedNote.parse(SignedNote.unsigned(text).signedBy(key).bytes());

    assertThat(read.text()).isEqualTo(text);
    assertThat(read.signersAmong(List.of(key.verifier(), key(PETER))))
        .containsExactly(key.verifier());
  }

  @Test
  void takesSixteenSignaturesAndRefusesAThousand() throws NoteException {
    assertThat(note("t\n\n" + "\u2014 a AAAAAAA=\n".repeat(16)).claimedSigners()).hasSize(16);
    assertThatThrownBy(() -> note("t\n\n" + "\u2014 a AAAAAAA=\n".repeat(1000)))
        .isInstanceOf(NoteException.class)
        .hasMessageContaining("more than 100 signatures");
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] bytes = SPEC_NOTE.getBytes(StandardCharsets.UTF_8);
    bytes[3] = (byte) 0xff;

    assertThatThrownBy(() -> SignedNote.parse(bytes)).hasMessage("it is not UTF-8 text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "bananas.sigstore.dev+12344556",
        "rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!",
        "rekor.sigstore.dev+12345678+AwEB"
      })
  void whatIsNoKeyIsRefused(String text) {
    assertThatThrownBy(() -> VerifierKey.parse(text, Jca.standard()))
        .isInstanceOf(NoteException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {PETER, REKOR})
  void noPartOfAKeyAndNoChangedOneIsAKey(String text) {
    List<String> taken = new ArrayList<>();
    for (int from = 0; from < text.length(); from++) {
      for (int to = from + 1; to <= text.length(); to++) {
        if (to - from < text.length() && isKey(text.substring(from, to))) {
          taken.add(text.substring(from, to));
        }
      }
      char[] changed = text.toCharArray();
      changed[from]++;
      // the id of an ECDSA key says nothing of its name
      boolean nameOfEcdsa = text.equals(REKOR) && from < REKOR.indexOf('+');
      if (!nameOfEcdsa && isKey(new String(changed))) {
        taken.add(new String(changed));
      }
    }
    if (text.equals(REKOR)) {
      taken.removeIf(suffix -> REKOR.endsWith(suffix));
    }
    assertThat(taken).isEmpty();
  }

  private static boolean isKey(String text) {
    try {
      VerifierKey.parse(text, Jca.standard());
      return true;
    } catch (NoteException refused) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(NoteAlgorithm.class)
  void keysSurviveBeingWritten(NoteAlgorithm algorithm) throws NoteException {
    SigningKey key = SigningKey.generate("acme.example/alice", algorithm, Jca.standard());
    SigningKey plain =
        SigningKey.parse(
            key.unencrypted(),
            () -> {
              throw new AssertionError("no pass phrase is needed");
            },
            Jca.standard());
    String text = key.encrypted("correct horse".toCharArray());
    SigningKey opened = SigningKey.parse(text, "correct horse"::toCharArray, Jca.standard());

    assertThat(text).doesNotContain(key.unencrypted().split("\n", -1)[2]);
    for (SigningKey each : List.of(key, plain, opened)) {
      SignedNote note = SignedNote.parse(SignedNote.unsigned("text\n").signedBy(each).bytes());
      assertThat(note.signersAmong(List.of(key.verifier()))).containsExactly(key.verifier());
    }
    assertThatThrownBy(() -> SigningKey.parse(text, "wrong horse"::toCharArray, Jca.standard()))
        .isInstanceOf(NoteException.class)
        .hasMessage("the pass phrase is wrong, or the key is damaged");
  }

  @Test
  void aPrivateKeyUnderAnotherPublicKeyIsRefused() throws NoteException {
    SigningKey alice = SigningKey.generate("alice", NoteAlgorithm.ED25519, Jca.standard());
    SigningKey bob = SigningKey.generate("bob", NoteAlgorithm.ED25519, Jca.standard());
    String mixed =
        alice.unencrypted().replace(alice.verifier().toString(), bob.verifier().toString());

    assertThatThrownBy(() -> SigningKey.parse(mixed, () -> new char[0], Jca.standard()))
        .isInstanceOf(NoteException.class)
        .hasMessage("the private key is not that of bob");
  }

  @Test
  void aKeyTellsNothingSecret() throws NoteException {
    SigningKey alice = SigningKey.generate("alice", NoteAlgorithm.ED25519, Jca.standard());

    assertThat(alice.toString()).isEqualTo("the private key of alice+" + alice.verifier().idText());
  }

  @Test
  void aProviderCanBeNamed() throws NoteException {
    assertThat(Jca.named("SUN").sha256(new byte[0])).isEqualTo(Jca.standard().sha256(new byte[0]));
    assertThatThrownBy(() -> VerifierKey.parse(SPEC_KEY, Jca.named("SUN")))
        .as("SUN has no Ed25519")
        .isInstanceOf(NoteException.class)
        .hasMessageContaining("example.com/foo cannot be used");
    assertThatThrownBy(() -> Jca.named("SunEC"))
        .isInstanceOf(NoteException.class)
        .hasMessageContaining("no SHA-256");
    assertThatThrownBy(() -> Jca.named("NoSuch"))
        .isInstanceOf(NoteException.class)
        .hasMessageContaining("NoSuch");
  }
}
