// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A witness's key: signs {@code cosignature/v1\ntime <unix seconds>\n ‖ checkpoint text} and puts
 * the time before the signature, so that nobody can move it.
 */
public final class Cosigner {
  static final int TIME_BYTES = 8;
  private static final int KEY_ID_BYTES = 4;

  private final byte[] seed;
  private final VerifierKey key;

  /** A witness of this name with a 32-byte seed. */
  public Cosigner(String name, byte[] seed) {
    this.seed = seed.clone();
    this.key = VerifierKey.ofSeed(name, VerifierKey.COSIGNATURE, seed);
  }

  /** The public half. */
  public VerifierKey key() {
    return key;
  }

  /**
   * A line to add to a checkpoint.
   *
   * @param checkpoint what was seen
   * @param time seconds since 1970, 1 or more
   */
  public SignatureLine cosign(Checkpoint checkpoint, long time) {
    if (time < 1) {
      throw new IllegalArgumentException("time is " + time + ", expected 1 or more");
    }
    byte[] text = checkpoint.text().getBytes(StandardCharsets.UTF_8);
    byte[] signature = Ed25519.sign(seed, message(text, time));
    byte[] blob =
        ByteBuffer.allocate(KEY_ID_BYTES + TIME_BYTES + signature.length)
            .putInt(key.keyId())
            .putLong(time)
            .put(signature)
            .array();
    return SignatureLine.of(key.name(), blob);
  }

  static long time(byte[] signature) {
    return ByteBuffer.wrap(signature).getLong();
  }

  static byte[] message(byte[] text, long time) {
    byte[] head = ("cosignature/v1\ntime " + time + "\n").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(head.length + text.length).put(head).put(text).array();
  }

  /** Names the key, never the seed. */
  @Override
  public String toString() {
    return "witness " + key;
  }
}
