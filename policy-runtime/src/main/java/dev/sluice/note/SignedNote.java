package dev.sluice.note;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A text and the signatures below it:
 *
 * <pre>
 * text, one or more lines
 *
 * — name base64(key id, signature)
 * — other base64(key id, signature)
 * </pre>
 *
 * <p>Reading says nothing about who signed: {@link #signersAmong} does. Every note has one form
 * only, so that what was read is written back byte for byte. Immutable and thread-safe.
 */
public final class SignedNote {
  /** Enough for the 16 that a verifier must accept, and few enough to be checked in no time. */
  private static final int MOST_SIGNATURES = 100;

  private static final String DASH = "\u2014 ";
  private static final int ID_BYTES = 4;

  private final String text;
  private final List<Line> lines;

  private SignedNote(String text, List<Line> lines) {
    this.text = text;
    this.lines = lines;
  }

  /** One signature. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Line(String name, int id, byte[] signature) {
    static Line read(String line) throws NoteException {
      int space = line.indexOf(' ', DASH.length());
      byte[] bytes =
          line.startsWith(DASH) && space > 0
              ? StrictBase64.decode(line.substring(space + 1))
              : null;
      if (bytes == null || bytes.length <= ID_BYTES) {
        throw new NoteException("a signature line is not `\u2014 name base64`");
      }
      String name = line.substring(DASH.length(), space);
      if (!KeyName.isValid(name)) {
        throw new NoteException("a signature line has no valid key name");
      }
      return new Line(
          name, ByteBuffer.wrap(bytes).getInt(), Arrays.copyOfRange(bytes, ID_BYTES, bytes.length));
    }

    @Override
    public String toString() {
      byte[] id = ByteBuffer.allocate(ID_BYTES).putInt(this.id).array();
      return DASH + name + " " + StrictBase64.encode(NoteAlgorithm.concat(id, signature)) + "\n";
    }
  }

  /**
   * A note without a signature yet.
   *
   * @throws NoteException if the text is not one or more whole lines without control characters
   */
  public static SignedNote unsigned(String text) throws NoteException {
    requireText(text);
    if (!text.endsWith("\n")) {
      throw new NoteException("the text of a note ends with a line end");
    }
    return new SignedNote(text, List.of());
  }

  /**
   * Reads a note.
   *
   * @throws NoteException if the bytes are anything but a note with at least one signature
   */
  public static SignedNote parse(byte[] bytes) throws NoteException {
    String all = decode(bytes);
    requireText(all);
    int blank = all.lastIndexOf("\n\n");
    if (blank < 0) {
      throw new NoteException("there is no blank line between a text and its signatures");
    }
    String signatures = all.substring(blank + 2);
    if (!signatures.endsWith("\n")) {
      throw new NoteException("the last signature line has no line end: the note is cut off");
    }
    String[] read = signatures.substring(0, signatures.length() - 1).split("\n", -1);
    if (read.length > MOST_SIGNATURES) {
      throw new NoteException("there are more than " + MOST_SIGNATURES + " signatures");
    }
    List<Line> lines = new ArrayList<>();
    for (String line : read) {
      lines.add(Line.read(line));
    }
    return new SignedNote(all.substring(0, blank + 1), List.copyOf(lines));
  }

  private static String decode(byte[] bytes) throws NoteException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new NoteException("it is not UTF-8 text", e);
    }
  }

  private static void requireText(String text) throws NoteException {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' && text.charAt(i) != '\n') {
        throw new NoteException("there is a control character");
      }
    }
  }

  /** The text with its last line end. To be believed only if {@link #signersAmong} says so. */
  public String text() {
    return text;
  }

  /** The names of those who are said to have signed, in the order of the note. */
  public List<String> claimedSigners() {
    return lines.stream().map(Line::name).toList();
  }

  /**
   * Which of the keys signed. Signatures of other keys are passed over.
   *
   * @throws NoteException if a signature says that it is of one of the keys and is not
   */
  public Set<VerifierKey> signersAmong(Collection<VerifierKey> keys) throws NoteException {
    byte[] signed = text.getBytes(StandardCharsets.UTF_8);
    Set<VerifierKey> signers = new LinkedHashSet<>();
    for (Line line : lines) {
      for (VerifierKey key : keys) {
        if (!key.made(line.name, line.id)) {
          continue;
        }
        if (!key.verifies(signed, line.signature)) {
          throw new NoteException(
              "the signature of " + key.name() + "+" + key.idText() + " does not fit the text");
        }
        signers.add(key);
      }
    }
    return signers;
  }

  /** The same text with one more signature; one that the key made before is replaced. */
  public SignedNote signedBy(SigningKey key) throws NoteException {
    VerifierKey verifier = key.verifier();
    List<Line> more = new ArrayList<>(lines);
    more.removeIf(line -> verifier.made(line.name, line.id));
    byte[] signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
    more.add(new Line(verifier.name(), verifier.id(), signature));
    return new SignedNote(text, List.copyOf(more));
  }

  /** The note as it is stored and sent. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    for (Line line : lines) {
      bytes.writeBytes(line.toString().getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
