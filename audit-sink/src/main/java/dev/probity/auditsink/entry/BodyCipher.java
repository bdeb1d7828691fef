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
 * with its 16-byte tag, or {@code 0x02} and the same over the packed body, where that is shorter.
 * The additional data name the record's place ({@code "probity/v1/aad" ‖ u8 length ‖ topic ‖ u32
 * partition ‖ u64 offset ‖ decision id or zeros}), so that a body cannot be moved to another entry,
 * and behind it {@code "packed"} for a packed one. The salt of the commitments lies inside. One
 * instance per thread.
 */
public final class BodyCipher {
  /** Bytes of a nonce. */
  public static final int NONCE_BYTES = 12;

  private static final int TAG_BITS = 128;
  private static final int HEAD = 1 + NONCE_BYTES;
  private static final byte[] DOMAIN = "probity/v1/aad".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] AS_PACKED = "packed".getBytes(StandardCharsets.US_ASCII);

  private final Cipher cipher;
  private final BodyCompression compression = new BodyCompression();

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
    byte[] packed = compression.pack(plain, 1);
    return packed == null
        ? seal(Body.ENCRYPTED, key, nonces, nonceAt, place, plain, 1)
        : seal(Body.PACKED, key, nonces, nonceAt, place, packed, 0);
  }

  private byte[] seal(
      byte form, SubjectKey key, byte[] nonces, int nonceAt, byte[] place, byte[] inner, int from) {
    int length = inner.length - from;
    byte[] stored = new byte[HEAD + length + TAG_BITS / 8];
    stored[0] = form;
    System.arraycopy(nonces, nonceAt, stored, 1, NONCE_BYTES);
    try {
      cipher.init(
          Cipher.ENCRYPT_MODE, key.aes(), new GCMParameterSpec(TAG_BITS, nonces, nonceAt, 12));
      bind(form, place);
      cipher.doFinal(inner, from, length, stored, HEAD);
      return stored;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a body could not be encrypted", e);
    }
  }

  private void bind(byte form, byte[] place) {
    cipher.updateAAD(place);
    if (form == Body.PACKED) {
      cipher.updateAAD(AS_PACKED);
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
    if (stored.length < HEAD + TAG_BITS / 8 || !Body.encrypted(stored)) {
      throw new MalformedEntryException("body is not in encrypted stored form");
    }
    byte form = stored[0];
    int reserve = form == Body.PACKED ? 0 : 1;
    byte[] inner = new byte[reserve + stored.length - HEAD - TAG_BITS / 8];
    try {
      cipher.init(
          Cipher.DECRYPT_MODE, key.aes(), new GCMParameterSpec(TAG_BITS, stored, 1, NONCE_BYTES));
      bind(form, place(source, offset, decisionId));
      cipher.doFinal(stored, HEAD, stored.length - HEAD, inner, reserve);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a body could not be decrypted", e);
    }
    // The byte in front is zero: Body.PLAIN.
    return Body.parse(form == Body.PACKED ? compression.unpack(inner, 1) : inner);
  }
}
