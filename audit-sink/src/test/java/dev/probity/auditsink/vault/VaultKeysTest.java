// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.entry.SubjectKey;
import dev.probity.auditsink.tree.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class VaultKeysTest {
  private static byte[] secret(int first) {
    byte[] secret = new byte[32];
    secret[0] = (byte) first;
    return secret;
  }

  private final VaultKeys keys = new VaultKeys(List.of(secret(1)), secret(2));

  /** RFC 4231, test case 2, whose key is padded with zeros as HMAC itself does. */
  @Test
  void aReferenceIsTheHmacOfTheId() {
    byte[] jefe = new byte[32];
    System.arraycopy(new byte[] {'J', 'e', 'f', 'e'}, 0, jefe, 0, 4);

    Hash reference =
        new VaultKeys(List.of(secret(1)), jefe).reference("what do ya want for nothing?");

    assertEquals(
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", reference.toString());
  }

  @Test
  void recordsHaveReferencesOfTheirOwn() {
    Source source = new Source("probity.rejects.v1", 0);

    assertEquals(keys.referenceOfRecord(source, 7), keys.referenceOfRecord(source, 7));
    assertNotEquals(keys.referenceOfRecord(source, 7), keys.referenceOfRecord(source, 8));
    assertNotEquals(
        keys.referenceOfRecord(source, 7),
        keys.referenceOfRecord(new Source("probity.rejects.v1", 1), 7));
  }

  @Test
  void aKeyIsUnwrappedForItsReferenceByItsKekOnly() {
    // Given
    Hash reference = keys.reference("C-1");
    SubjectKey key = SubjectKey.of(secret(3), 0);
    byte[] wrapped = keys.wrap(reference, key, secret(4), 0);
    VaultKeys rotated = new VaultKeys(List.of(secret(9), secret(1)), secret(2));
    VaultKeys other = new VaultKeys(List.of(secret(9)), secret(2));

    // Then
    assertEquals(VaultKeys.WRAPPED_BYTES, wrapped.length);
    assertEquals(key, keys.unwrap(reference, keys.kekId(), wrapped));
    assertEquals(key, rotated.unwrap(reference, keys.kekId(), wrapped), "an old line still opens");
    assertNotEquals(keys.kekId(), rotated.kekId(), "the first line wraps");
    assertNull(other.unwrap(reference, keys.kekId(), wrapped));
    assertNull(keys.unwrap(keys.reference("C-2"), keys.kekId(), wrapped));
    for (int at = 0; at < wrapped.length; at++) {
      byte[] changed = wrapped.clone();
      changed[at] ^= 1;
      assertNull(keys.unwrap(reference, keys.kekId(), changed), "byte " + at);
    }
    assertNull(keys.unwrap(reference, keys.kekId(), new byte[59]));
  }

  @Test
  void nothingShowsAKey() {
    SubjectKey key = SubjectKey.of("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk".getBytes(US_ASCII), 0);

    assertFalse(key.toString().contains("k,") || key.toString().contains("107"));
    assertEquals("VaultKeys[" + keys.kekId() + "]", keys.toString());
    assertThrows(IllegalArgumentException.class, () -> new VaultKeys(List.of(), secret(1)));
    assertThrows(
        IllegalArgumentException.class, () -> new VaultKeys(List.of(new byte[16]), secret(1)));
  }
}
