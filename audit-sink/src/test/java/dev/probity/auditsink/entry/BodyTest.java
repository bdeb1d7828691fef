// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.tree.Hash;
import java.util.Arrays;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyTest {
  private static Body body(byte @Nullable [] key, byte @Nullable [] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("first", "1".getBytes(UTF_8)).add("null", null).add("größe", new byte[0]);
    return Body.of(
        new RawRecord(new Source("t", 0), 0, 0, TimestampType.CREATE_TIME, key, headers, value),
        new byte[64],
        16);
  }

  @Test
  void partsComeBackAsTheyWere() {
    // Given
    byte[] value = new byte[65_536];
    Arrays.fill(value, (byte) '{');

    // When
    Body parsed = Body.parse(body("k".getBytes(UTF_8), value).stored());

    // Then
    assertArrayEquals("k".getBytes(UTF_8), parsed.key());
    assertArrayEquals(value, parsed.value());
    assertEquals("1", parsed.header("first"));
    assertEquals("", parsed.header("größe"));
    assertNull(parsed.header("null"));
    assertNull(parsed.header("absent"));
    assertEquals("Body[" + parsed.stored().length + "]", parsed.toString());
  }

  @Test
  void nullKeyAndTombstoneComeBackAsNull() {
    // When
    Body parsed = Body.parse(body(null, null).stored());

    // Then
    assertNull(parsed.key());
    assertNull(parsed.value());
    assertNull(parsed.commitKey(new Commitments()));
    assertNull(parsed.commitValue(new Commitments()));
  }

  @Test
  void refusesEveryTruncationAndExtension() {
    byte[] stored = body("key".getBytes(UTF_8), "value".getBytes(UTF_8)).stored();
    for (int length = 0; length < stored.length; length++) {
      byte[] cut = Arrays.copyOf(stored, length);
      assertThrows(MalformedEntryException.class, () -> Body.parse(cut), "length " + length);
    }
    byte[] longer = Arrays.copyOf(stored, stored.length + 1);
    assertThrows(MalformedEntryException.class, () -> Body.parse(longer));
  }

  @Test
  void refusesOtherFormsNegativeLengthsAndNamesThatAreNotUtf8() {
    byte[] stored = body("key".getBytes(UTF_8), null).stored();
    byte[] otherForm = stored.clone();
    otherForm[0] = Body.ENCRYPTED;
    byte[] negative = stored.clone();
    negative[33] = (byte) 0xff;
    byte[] badName = stored.clone();
    badName[33 + 4 + 3 + 2 + 2] = (byte) 0xff;
    for (byte[] bad : new byte[][] {otherForm, negative, badName}) {
      assertThrows(MalformedEntryException.class, () -> Body.parse(bad));
    }
  }

  @Test
  void everySingleByteChangeChangesTheDigest() {
    // Given
    byte[] stored = body("key".getBytes(UTF_8), "value".getBytes(UTF_8)).stored();
    Commitments commitments = new Commitments();
    Hash digest = Hash.of(commitments.bodyDigest(stored));

    for (int at = 0; at < stored.length; at++) {
      // When
      byte[] changed = stored.clone();
      changed[at] ^= 1;
      // Then
      assertNotEquals(digest, Hash.of(commitments.bodyDigest(changed)), "byte " + at);
    }
  }

  @Test
  void anotherSaltGivesOtherCommitmentsToTheSameBytes() {
    // Given
    Commitments commitments = new Commitments();
    byte[] value = "0-45000".getBytes(UTF_8);
    commitments.salt(new byte[32], 0);
    byte[] first = commitments.value(value, 0, value.length);
    byte[] key = commitments.key(value, 0, value.length);

    // When
    byte[] salt = new byte[32];
    salt[31] = 1;
    commitments.salt(salt, 0);
    byte[] second = commitments.value(value, 0, value.length);

    // Then
    assertTrue(!Arrays.equals(first, second));
    assertTrue(!Arrays.equals(first, key), "each part has a salt of its own");
  }
}
