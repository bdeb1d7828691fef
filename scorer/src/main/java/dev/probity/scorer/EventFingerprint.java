// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * 64 bits that stand for the source and id of an event: the first eight bytes of a SHA-256, so that
 * nobody can choose an id that makes another's event look repeated.
 */
public final class EventFingerprint {
  private final MessageDigest sha256;

  /** A calculator; used by one thread. */
  public EventFingerprint() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The fingerprint of an event, from the length of the source, the source and the id. */
  public long of(String source, String id) {
    byte[] sourceBytes = source.getBytes(StandardCharsets.UTF_8);
    byte[] idBytes = id.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + sourceBytes.length + idBytes.length);
    bytes.putInt(sourceBytes.length).put(sourceBytes).put(idBytes);
    return ByteBuffer.wrap(sha256.digest(bytes.array())).getLong();
  }
}
