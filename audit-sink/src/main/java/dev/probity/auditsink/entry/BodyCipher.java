// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import dev.probity.auditsink.tree.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Bodies in encrypted stored form: {@code 0x01 ‖ nonce12 ‖ AES-256-GCM(key, nonce, AAD, plain)}
 * with its 16-byte tag. The additional data name the record's place ({@code "probity/v1/aad" ‖ u8
 * length ‖ topic ‖ u32 partition ‖ u64 offset ‖ decision id or zeros}), so that a body cannot be
 * moved to another entry. The salt of the commitments lies inside. One instance per thread.
 */
public final class BodyCipher {
  /** Bytes of a nonce. */
  public static final int NONCE_BYTES = 12;

  private static final int TAG_BITS = 128;
  private static final int HEAD = 1 + NONCE_BYTES;
  private static final byte[] DOMAIN = "probity/v1/aad".getBytes(StandardCharsets.US_ASCII);

  private final Cipher cipher;

  /** A cipher of the JDK's own provider. */
  public BodyCipher() {
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES-GCM", e);
    }
  }

  /** What a body is bound to. */
  static byte[] place(Source source, long offset, byte @Nullable [] decisionId) {
    byte[] topic = source.topic().getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer place = ByteBuffer.allocate(DOMAIN.length + 1 + topic.length + 4 + 8 + Hash.BYTES);
    place.put(DOMAIN).put((byte) topic.length).put(topic);
    place.putInt(source.partition()).putLong(offset);
    if (decisionId != null) {
      place.put(decisionId);
    }
    return place.array();
  }

  /**
   * Encrypts a body in plain stored form with the 12 nonce bytes at {@code nonceAt}. A nonce must
   * not come twice under one key.
   */
  byte[] seal(SubjectKey key, byte[] nonces, int nonceAt, byte[] place, byte[] plain) {
    byte[] stored = new byte[HEAD + plain.length - 1 + TAG_BITS / 8];
    stored[0] = Body.ENCRYPTED;
    System.arraycopy(nonces, nonceAt, stored, 1, NONCE_BYTES);
    try {
      cipher.init(
          Cipher.ENCRYPT_MODE, key.aes(), new GCMParameterSpec(TAG_BITS, nonces, nonceAt, 12));
      cipher.updateAAD(place);
      cipher.doFinal(plain, 1, plain.length - 1, stored, HEAD);
      return stored;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a body could not be encrypted", e);
    }
  }

  /**
   * Decrypts a stored body.
   *
   * @param key the key of its subject
   * @param source topic and partition of the record
   * @param offset its offset
   * @param decisionId prediction id its entry names, null when it names none
   * @param stored encrypted stored form
   * @return the body, null when this is not the key it was encrypted with, or not its place
   * @throws MalformedEntryException when what comes out is no body
   */
  public @Nullable Body open(
      SubjectKey key, Source source, long offset, byte @Nullable [] decisionId, byte[] stored) {
    if (stored.length < HEAD + TAG_BITS / 8 || stored[0] != Body.ENCRYPTED) {
      throw new MalformedEntryException("body is not in encrypted stored form");
    }
    byte[] plain = new byte[stored.length - NONCE_BYTES - TAG_BITS / 8];
    plain[0] = Body.PLAIN;
    try {
      cipher.init(
          Cipher.DECRYPT_MODE, key.aes(), new GCMParameterSpec(TAG_BITS, stored, 1, NONCE_BYTES));
      cipher.updateAAD(place(source, offset, decisionId));
      cipher.doFinal(stored, HEAD, stored.length - HEAD, plain, 1);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a body could not be decrypted", e);
    }
    return Body.parse(plain);
  }
}
