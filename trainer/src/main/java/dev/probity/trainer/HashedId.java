// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The first 128 bits of SHA-256(id): how a data set names a person.
 *
 * @param high the first 64 bits
 * @param low the second 64 bits
 */
record HashedId(long high, long low) {

  static HashedId of(String id) {
    byte[] digest = Digests.sha256(id.getBytes(StandardCharsets.UTF_8));
    return new HashedId(Digests.longAt(digest, 0), Digests.longAt(digest, 8));
  }

  /** As 32 hex digits. */
  String hex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
