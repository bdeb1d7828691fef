// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Leaf and node hashes of RFC 6962 section 2.1: leaf = SHA-256(0x00 ‖ entry), node = SHA-256(0x01 ‖
 * left ‖ right). The prefixes keep a node from passing as a leaf. One instance per thread: it
 * reuses its digest.
 */
public final class TreeHasher {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest sha256 = sha256();

  /** A fresh SHA-256; every JDK has it. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }

  /** Root of the tree without leaves: SHA-256 of nothing. */
  public byte[] emptyRoot() {
    return sha256.digest();
  }

  /** Hash of one entry. */
  public byte[] leaf(byte[] entry) {
    sha256.update(LEAF);
    return sha256.digest(entry);
  }

  /** Hash of two children. */
  public byte[] node(byte[] left, byte[] right) {
    byte[] parent = new byte[Hash.BYTES];
    node(left, 0, right, 0, parent, 0);
    return parent;
  }

  /** Hash of two children inside larger arrays, written to a place that may be one of theirs. */
  void node(byte[] left, int leftAt, byte[] right, int rightAt, byte[] into, int at) {
    sha256.update(NODE);
    sha256.update(left, leftAt, Hash.BYTES);
    sha256.update(right, rightAt, Hash.BYTES);
    try {
      sha256.digest(into, at, Hash.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes do not hold a SHA-256", e);
    }
  }

  /** Root of a perfect subtree given its {@code width} (a power of two) lowest hashes in a row. */
  public byte[] subtree(byte[] hashes, int from, int width) {
    if (width < 1 || Integer.bitCount(width) != 1) {
      throw new IllegalArgumentException("width is " + width + ", expected a power of two");
    }
    byte[] level = new byte[width * Hash.BYTES];
    System.arraycopy(hashes, from * Hash.BYTES, level, 0, level.length);
    for (int count = width; count > 1; count >>= 1) {
      for (int i = 0; i < count; i += 2) {
        int left = i * Hash.BYTES;
        node(level, left, level, left + Hash.BYTES, level, left >> 1);
      }
    }
    byte[] root = new byte[Hash.BYTES];
    System.arraycopy(level, 0, root, 0, Hash.BYTES);
    return root;
  }
}
