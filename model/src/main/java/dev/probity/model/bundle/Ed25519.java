// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** Ed25519 (RFC 8032) by the JDK, from raw bytes: the 32 of a seed, the 32 of a public key. */
final class Ed25519 {
  static final int KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  private Ed25519() {}

  /**
   * Hands the generator a seed instead of random bytes: the key of a given seed is what it then
   * computes. Draws nothing.
   */
  private static final class Seed extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      requireLength("draw", bytes, KEY_BYTES);
      System.arraycopy(seed, 0, bytes, 0, KEY_BYTES);
    }
  }

  static byte[] publicKey(byte[] seed) {
    requireLength("seed", seed, KEY_BYTES);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      KeyPair pair = generator.generateKeyPair();
      byte[] used = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      if (!MessageDigest.isEqual(seed, used)) {
        throw new IllegalStateException("this Java generates Ed25519 keys from other bytes");
      }
      byte[] encoded = pair.getPublic().getEncoded();
      return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("this Java has no Ed25519", absent);
    }
  }

  static byte[] sign(byte[] seed, byte[] message) {
    requireLength("seed", seed, KEY_BYTES);
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("this Java has no Ed25519", absent);
    }
  }

  /** The key of 32 bytes; throws if they are no point of the curve. */
  static PublicKey decode(byte[] publicKey) {
    requireLength("public key", publicKey, KEY_BYTES);
    byte[] y = publicKey.clone();
    y[31] &= 0x7f;
    EdECPoint point = new EdECPoint((publicKey[31] & 0x80) != 0, new BigInteger(1, reversed(y)));
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
      Signature.getInstance("Ed25519").initVerify(key);
      return key;
    } catch (GeneralSecurityException unusable) {
      throw new IllegalArgumentException("not an Ed25519 public key", unusable);
    }
  }

  static boolean verify(PublicKey key, byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException("this Java has no Ed25519", unusable);
    }
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private static void requireLength(String what, byte[] bytes, int length) {
    if (bytes.length != length) {
      throw new IllegalArgumentException(what + " has " + bytes.length + " bytes, not " + length);
    }
  }
}
