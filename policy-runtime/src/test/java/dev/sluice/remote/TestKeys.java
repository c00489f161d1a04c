package dev.sluice.remote;

import dev.sluice.note.Jca;
import dev.sluice.note.NoteAlgorithm;
import dev.sluice.note.NoteException;
import dev.sluice.note.SignedNote;
import dev.sluice.note.SigningKey;
import dev.sluice.note.VerifierKey;
import java.util.Arrays;
import java.util.List;

/** Keys of people who are in all tests. */
final class TestKeys {
  static final SigningKey ALICE = make("acme.example/alice", NoteAlgorithm.ED25519);
  static final SigningKey BOB = make("acme.example/bob", NoteAlgorithm.ECDSA_P256);
  static final SigningKey CAROL = make("acme.example/carol", NoteAlgorithm.ED25519);
  static final SigningKey DAVE = make("acme.example/dave", NoteAlgorithm.ED25519);
  static final SigningKey ERIN = make("acme.example/erin", NoteAlgorithm.ECDSA_P256);

  /** In no key set. */
  static final SigningKey MALLORY = make("evil.example/mallory", NoteAlgorithm.ED25519);

  private TestKeys() {}

  static SigningKey make(String name, NoteAlgorithm algorithm) {
    try {
      return SigningKey.generate(name, algorithm, Jca.standard());
    } catch (NoteException e) {
      throw new AssertionError(e);
    }
  }

  static KeyGroup group(int threshold, SigningKey... keys) {
    List<VerifierKey> verifiers = Arrays.stream(keys).map(SigningKey::verifier).toList();
    return new KeyGroup(threshold, verifiers);
  }

  static byte[] sign(SignedNote note, SigningKey... keys) {
    SignedNote signed = note;
    try {
      for (SigningKey key : keys) {
        signed = signed.signedBy(key);
      }
    } catch (NoteException e) {
      throw new AssertionError(e);
    }
    return signed.bytes();
  }
}
