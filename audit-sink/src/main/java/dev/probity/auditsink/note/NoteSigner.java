// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Holds an Ed25519 seed and signs notes with it; the same text always gets the same signature. */
public final class NoteSigner {
  private final byte[] seed;
  private final VerifierKey key;

  /** A signer of this name with a 32-byte seed. */
  public NoteSigner(String name, byte[] seed) {
    this.seed = seed.clone();
    this.key = VerifierKey.ofSeed(name, VerifierKey.ED25519, seed);
  }

  /** The public half. */
  public VerifierKey key() {
    return key;
  }

  /** The text with this signer's one signature line. */
  public SignedNote sign(String text) {
    byte[] signature = Ed25519.sign(seed, text.getBytes(StandardCharsets.UTF_8));
    byte[] blob =
        ByteBuffer.allocate(4 + signature.length).putInt(key.keyId()).put(signature).array();
    return new SignedNote(text, List.of(SignatureLine.of(key.name(), blob)));
  }

  /** Names the key, never the seed. */
  @Override
  public String toString() {
    return "signer " + key;
  }
}
