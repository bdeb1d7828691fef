// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * Ed25519 (RFC 8032) by the JDK, from raw bytes. The JDK does not give the public key of a seed, so
 * that one multiplication is done here, once, when a signing key is read; it is not constant-time.
 */
final class Ed25519 {
  static final int KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final Point BASE =
      new Point(
          new BigInteger("216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a", 16),
          new BigInteger("6666666666666666666666666666666666666666666666666666666666666658", 16));

  private Ed25519() {}

  private record Point(BigInteger x, BigInteger y) {
    Point plus(Point other) {
      BigInteger cross = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y).mod(P);
      BigInteger sumX = x.multiply(other.y).add(y.multiply(other.x));
      BigInteger sumY = y.multiply(other.y).add(x.multiply(other.x));
      return new Point(
          sumX.multiply(BigInteger.ONE.add(cross).modInverse(P)).mod(P),
          sumY.multiply(BigInteger.ONE.subtract(cross).modInverse(P)).mod(P));
    }

    Point times(BigInteger scalar) {
      Point sum = new Point(BigInteger.ZERO, BigInteger.ONE);
      for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
        sum = sum.plus(sum);
        if (scalar.testBit(bit)) {
          sum = sum.plus(this);
        }
      }
      return sum;
    }
  }

  static byte[] publicKey(byte[] seed) {
    requireLength("seed", seed, KEY_BYTES);
    byte[] scalar = Arrays.copyOf(sha512(seed), KEY_BYTES);
    scalar[0] &= (byte) 0xf8;
    scalar[31] = (byte) ((scalar[31] & 0x7f) | 0x40);
    Point point = BASE.times(new BigInteger(1, reversed(scalar)));
    byte[] key = littleEndian(point.y());
    if (point.x().testBit(0)) {
      key[31] |= (byte) 0x80;
    }
    return key;
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

  private static byte[] sha512(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(bytes);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("this Java has no SHA-512", absent);
    }
  }

  private static byte[] littleEndian(BigInteger number) {
    byte[] big = number.toByteArray();
    byte[] little = new byte[KEY_BYTES];
    for (int i = 0; i < Math.min(big.length, KEY_BYTES); i++) {
      little[i] = big[big.length - 1 - i];
    }
    return little;
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
