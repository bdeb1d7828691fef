// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import dev.probity.auditsink.entry.BodyCipher;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.entry.SubjectKey;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TreeHasher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The two secrets of an installation that stand outside the database: the pseudonym key, which
 * turns an id into the reference a row carries, and the key-encryption key, which wraps the key of
 * each person. {@code wrapped = nonce12 ‖ AES-256-GCM(KEK, nonce, "probity/v1/dek" ‖ reference,
 * key)}, 60 bytes. Safe for several threads.
 */
public final class VaultKeys {
  /** Bytes of either secret. */
  public static final int SECRET_BYTES = 32;

  /** Bytes of a wrapped key. */
  public static final int WRAPPED_BYTES = BodyCipher.NONCE_BYTES + SubjectKey.BYTES + 16;

  private static final int TAG_BITS = 128;
  private static final byte[] DEK = "probity/v1/dek".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEK = "probity/v1/kek".getBytes(StandardCharsets.US_ASCII);
  private static final int ID_BYTES = 8;

  private final Mac pseudonyms;
  private final Cipher cipher;
  private final String current;
  private final Map<String, SecretKeySpec> keks = new LinkedHashMap<>();

  /**
   * The secrets.
   *
   * @param keks key-encryption keys of 32 bytes: the first wraps, all of them unwrap
   * @param pseudonymKey 32 bytes that never change
   */
  public VaultKeys(List<byte[]> keks, byte[] pseudonymKey) {
    if (keks.isEmpty() || pseudonymKey.length != SECRET_BYTES) {
      throw new IllegalArgumentException("expected a key-encryption key and a pseudonym key");
    }
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
      this.pseudonyms = Mac.getInstance("HmacSHA256");
      pseudonyms.init(new SecretKeySpec(pseudonymKey, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES-GCM or HMAC", e);
    }
    for (byte[] kek : keks) {
      if (kek.length != SECRET_BYTES) {
        throw new IllegalArgumentException("a key-encryption key has " + kek.length + " bytes");
      }
      this.keks.put(id(kek), new SecretKeySpec(kek, "AES"));
    }
    this.current = id(keks.getFirst());
  }

  private static String id(byte[] kek) {
    var sha256 = TreeHasher.sha256();
    sha256.update(KEK);
    return HexFormat.of().formatHex(sha256.digest(kek), 0, ID_BYTES);
  }

  /** Names the key-encryption key that wraps now: 16 hexadecimal digits of its hash. */
  public String kekId() {
    return current;
  }

  /** The reference of a person: HMAC-SHA-256(pseudonym key, id). */
  public synchronized Hash reference(String subject) {
    return Hash.of(pseudonyms.doFinal(subject.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The reference of a record that does not say whom it is about. Ids hold no zero byte, so that no
   * id has such a reference.
   */
  public synchronized Hash referenceOfRecord(Source source, long offset) {
    byte[] name = source.topic().getBytes(StandardCharsets.UTF_8);
    ByteBuffer place = ByteBuffer.allocate(1 + name.length + 1 + 4 + 8);
    place.put((byte) 0).put(name).put((byte) 0).putInt(source.partition()).putLong(offset);
    return Hash.of(pseudonyms.doFinal(place.array()));
  }

  /** Wraps the key of a reference with the 12 nonce bytes at {@code nonceAt}. */
  public synchronized byte[] wrap(Hash reference, SubjectKey key, byte[] nonces, int nonceAt) {
    byte[] wrapped = new byte[WRAPPED_BYTES];
    System.arraycopy(nonces, nonceAt, wrapped, 0, BodyCipher.NONCE_BYTES);
    try {
      init(Cipher.ENCRYPT_MODE, keks.get(current), wrapped, reference);
      cipher.doFinal(key.toBytes(), 0, SubjectKey.BYTES, wrapped, BodyCipher.NONCE_BYTES);
      return wrapped;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key could not be wrapped", e);
    }
  }

  /**
   * Unwraps the key of a reference.
   *
   * @param kekId which key-encryption key wrapped it
   * @return null when that one is not known here, or the bytes are not what it wrapped
   */
  public synchronized @Nullable SubjectKey unwrap(Hash reference, String kekId, byte[] wrapped) {
    SecretKeySpec kek = keks.get(kekId);
    if (kek == null || wrapped.length != WRAPPED_BYTES) {
      return null;
    }
    try {
      init(Cipher.DECRYPT_MODE, kek, wrapped, reference);
      byte[] key =
          cipher.doFinal(wrapped, BodyCipher.NONCE_BYTES, WRAPPED_BYTES - BodyCipher.NONCE_BYTES);
      return SubjectKey.of(key, 0);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key could not be unwrapped", e);
    }
  }

  private void init(int mode, @Nullable SecretKeySpec kek, byte[] wrapped, Hash reference)
      throws GeneralSecurityException {
    GCMParameterSpec nonce = new GCMParameterSpec(TAG_BITS, wrapped, 0, BodyCipher.NONCE_BYTES);
    cipher.init(mode, kek, nonce);
    cipher.updateAAD(DEK);
    cipher.updateAAD(reference.toBytes());
  }

  /** Names the key that wraps, never a key. */
  @Override
  public String toString() {
    return "VaultKeys[" + current + "]";
  }
}
