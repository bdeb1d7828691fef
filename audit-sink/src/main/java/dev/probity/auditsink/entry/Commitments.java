// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TreeHasher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Salted commitments to the parts of a record: salt_f = HMAC-SHA-256(key = salt32, dom_f), commit_f
 * = SHA-256(dom_f ‖ salt_f ‖ bytes_f). Each part has its own salt, so one can be disclosed without
 * the others; without the salt, few-valued records cannot be guessed and checked. One instance per
 * thread.
 */
public final class Commitments {
  /** Bytes of the salt that opens a body. */
  public static final int SALT_BYTES = 32;

  private static final byte[] KEY = ascii("probity/v1/key");
  private static final byte[] PAYLOAD = ascii("probity/v1/payload");
  private static final byte[] HEADERS = ascii("probity/v1/headers");
  private static final byte[] BODY = ascii("probity/v1/body");
  private static final int BLOCK = 64;

  private final MessageDigest sha256 = TreeHasher.sha256();
  private final byte[] innerPad = new byte[BLOCK];
  private final byte[] outerPad = new byte[BLOCK];

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Takes the 32 salt bytes at {@code from}; the commitments that follow use them. */
  public void salt(byte[] source, int from) {
    for (int i = 0; i < SALT_BYTES; i++) {
      innerPad[i] = (byte) (source[from + i] ^ 0x36);
      outerPad[i] = (byte) (source[from + i] ^ 0x5c);
    }
    Arrays.fill(innerPad, SALT_BYTES, BLOCK, (byte) 0x36);
    Arrays.fill(outerPad, SALT_BYTES, BLOCK, (byte) 0x5c);
  }

  /** Commitment to the raw key. */
  public byte[] key(byte[] bytes, int from, int length) {
    return commit(KEY, bytes, from, length);
  }

  /** Commitment to the raw value. */
  public byte[] value(byte[] bytes, int from, int length) {
    return commit(PAYLOAD, bytes, from, length);
  }

  /** Commitment to the encoded headers. */
  public byte[] headers(byte[] bytes, int from, int length) {
    return commit(HEADERS, bytes, from, length);
  }

  /** Salt of the key's commitment, disclosed beside the key in a proof. */
  public Hash keySalt() {
    return Hash.of(saltOf(KEY));
  }

  /** Commitment to a raw key whose salt was disclosed. */
  public static Hash keyCommitment(Hash salt, byte[] key) {
    return commitment(KEY, salt, key);
  }

  /** Commitment to a raw value whose salt was disclosed. */
  public static Hash valueCommitment(Hash salt, byte[] value) {
    return commitment(PAYLOAD, salt, value);
  }

  private static Hash commitment(byte[] domain, Hash salt, byte[] bytes) {
    MessageDigest sha256 = TreeHasher.sha256();
    sha256.update(domain);
    sha256.update(salt.toBytes());
    return Hash.of(sha256.digest(bytes));
  }

  /** Salt of the value's commitment, disclosed beside the value in a proof. */
  public Hash valueSalt() {
    return Hash.of(saltOf(PAYLOAD));
  }

  /** Digest of a stored body, which anybody can check without a key. */
  public byte[] bodyDigest(byte[] stored) {
    sha256.update(BODY);
    return sha256.digest(stored);
  }

  private byte[] commit(byte[] domain, byte[] bytes, int from, int length) {
    byte[] salt = saltOf(domain);
    sha256.update(domain);
    sha256.update(salt);
    sha256.update(bytes, from, length);
    return sha256.digest();
  }

  private byte[] saltOf(byte[] domain) {
    sha256.update(innerPad);
    byte[] inner = sha256.digest(domain);
    sha256.update(outerPad);
    return sha256.digest(inner);
  }
}
