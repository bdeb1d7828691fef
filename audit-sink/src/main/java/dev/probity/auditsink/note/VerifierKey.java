// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import dev.probity.auditsink.tree.TreeHasher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public Ed25519 key under a name, written {@code name+keyid+base64}. The key id is the first
 * four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key). A log signs the text itself (type 1), a witness
 * the text and a time (type 4).
 */
public final class VerifierKey {
  static final byte ED25519 = 1;
  static final byte COSIGNATURE = 4;

  private final String name;
  private final byte type;
  private final byte[] publicKey;
  private final int keyId;

  private VerifierKey(String name, byte type, byte[] publicKey) {
    this.name = name;
    this.type = type;
    this.publicKey = publicKey;
    this.keyId = keyId(name, type, publicKey);
  }

  /** The key of a log or of a witness that belongs to a 32-byte seed. */
  static VerifierKey ofSeed(String name, byte type, byte[] seed) {
    if (seed.length != Ed25519.KEY_BYTES) {
      throw new IllegalArgumentException("seed has " + seed.length + " bytes, expected 32");
    }
    return new VerifierKey(checkedName(name), type, Ed25519.publicKey(seed));
  }

  /** Parses a vkey; anything that would not be rendered the same is refused. */
  public static VerifierKey parse(String vkey) {
    int first = vkey.indexOf('+');
    int second = vkey.indexOf('+', first + 1);
    if (first < 1 || second < 0) {
      throw new MalformedTextException("vkey is not name+keyid+key");
    }
    byte[] typed = StrictText.base64(vkey.substring(second + 1));
    boolean known = typed.length > 0 && (typed[0] == ED25519 || typed[0] == COSIGNATURE);
    if (typed.length != 1 + Ed25519.KEY_BYTES || !known) {
      throw new MalformedTextException("vkey does not hold an Ed25519 key");
    }
    byte[] raw = Arrays.copyOfRange(typed, 1, typed.length);
    VerifierKey key = new VerifierKey(checkedName(vkey.substring(0, first)), typed[0], raw);
    if (!key.toString().equals(vkey)) {
      throw new MalformedTextException("vkey's id does not belong to its name and key");
    }
    return key;
  }

  private static int keyId(String name, byte type, byte[] publicKey) {
    MessageDigest sha256 = TreeHasher.sha256();
    sha256.update(name.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) '\n');
    sha256.update(type);
    return ByteBuffer.wrap(sha256.digest(publicKey)).getInt();
  }

  static String checkedName(String name) {
    boolean spaced =
        name.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
    boolean control = name.chars().anyMatch(c -> c < 0x20);
    if (name.isEmpty() || spaced || control || name.indexOf('+') >= 0) {
      throw new MalformedTextException("key name is empty or holds a space, control or plus");
    }
    return name;
  }

  /** Name of the key's holder. */
  public String name() {
    return name;
  }

  /** First four bytes of the key's digest, as they stand in a signature. */
  public int keyId() {
    return keyId;
  }

  /** Whether the key belongs to a witness, whose signatures carry a time. */
  public boolean cosigns() {
    return type == COSIGNATURE;
  }

  /** Whether {@code signature} is this key's over {@code message}. */
  public boolean verifies(byte[] message, byte[] signature) {
    if (!cosigns()) {
      return Ed25519.verify(publicKey, message, signature);
    }
    if (signature.length != Cosigner.TIME_BYTES + Ed25519.SIGNATURE_BYTES) {
      return false;
    }
    long time = Cosigner.time(signature);
    byte[] raw = Arrays.copyOfRange(signature, Cosigner.TIME_BYTES, signature.length);
    return time > 0 && Ed25519.verify(publicKey, Cosigner.message(message, time), raw);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey key
        && name.equals(key.name)
        && type == key.type
        && Arrays.equals(publicKey, key.publicKey);
  }

  @Override
  public int hashCode() {
    return keyId;
  }

  /** The vkey. */
  @Override
  public String toString() {
    byte[] typed = new byte[1 + publicKey.length];
    typed[0] = type;
    System.arraycopy(publicKey, 0, typed, 1, publicKey.length);
    return name
        + '+'
        + HexFormat.of().toHexDigits(keyId)
        + '+'
        + Base64.getEncoder().encodeToString(typed);
  }
}
