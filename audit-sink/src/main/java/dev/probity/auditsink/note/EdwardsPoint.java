// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A point of edwards25519 in affine coordinates, for the one thing the JDK keeps to itself: the
 * public key of a given seed (RFC 8032 section 5.1.5). Not constant-time; it runs once at start, on
 * the machine that holds the seed anyway.
 */
record EdwardsPoint(BigInteger x, BigInteger y) {
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final EdwardsPoint NEUTRAL = new EdwardsPoint(BigInteger.ZERO, BigInteger.ONE);
  private static final EdwardsPoint BASE =
      new EdwardsPoint(
          new BigInteger("216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a", 16),
          new BigInteger("6666666666666666666666666666666666666666666666666666666666666658", 16));

  static byte[] publicKeyOf(byte[] seed) {
    byte[] scalar = Arrays.copyOf(sha512(seed), 32);
    scalar[0] &= (byte) 0xf8;
    scalar[31] = (byte) ((scalar[31] & 0x7f) | 0x40);
    return BASE.times(new BigInteger(1, reversed(scalar))).encoded();
  }

  private EdwardsPoint times(BigInteger scalar) {
    EdwardsPoint sum = NEUTRAL;
    for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
      sum = sum.plus(sum);
      if (scalar.testBit(bit)) {
        sum = sum.plus(this);
      }
    }
    return sum;
  }

  private EdwardsPoint plus(EdwardsPoint other) {
    BigInteger xx = x.multiply(other.x).mod(P);
    BigInteger yy = y.multiply(other.y).mod(P);
    BigInteger bend = D.multiply(xx).multiply(yy).mod(P);
    BigInteger cross = x.multiply(other.y).add(other.x.multiply(y));
    return new EdwardsPoint(
        cross.multiply(BigInteger.ONE.add(bend).modInverse(P)).mod(P),
        yy.add(xx).multiply(BigInteger.ONE.subtract(bend).modInverse(P)).mod(P));
  }

  private byte[] encoded() {
    byte[] bytes = new byte[Ed25519.KEY_BYTES];
    byte[] big = y.toByteArray();
    for (int i = 0; i < big.length && i < bytes.length; i++) {
      bytes[i] = big[big.length - 1 - i];
    }
    if (x.testBit(0)) {
      bytes[31] |= (byte) 0x80;
    }
    return bytes;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private static byte[] sha512(byte[] seed) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(seed);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-512", e);
    }
  }
}
