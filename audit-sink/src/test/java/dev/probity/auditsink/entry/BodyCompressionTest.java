// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.io.Stream;
import dev.probity.topics.Candidates;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyCompressionTest {
  private final BodyCompression compression = new BodyCompression();

  @Test
  void theDictionaryOfTheFirstPackedFormNeverChanges() throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(BodyCompression.typical());
    assertEquals(
        "ab17f2dc776f13d506e6666b2a3b78b3eaa8cd7db32ea1292c38adca75f598a8",
        HexFormat.of().formatHex(digest));
  }

  @Test
  void realRecordsShrinkToLessThanHalfAndComeBack() {
    Stream stream = new Stream();
    SourcePosition at = stream.candidate(Candidates.withId("c-1"), 0);
    Prediction prediction = stream.prediction("c-1", at);
    stream.explanation(prediction);
    Random random = new Random(1);
    for (RawRecord each : stream.records()) {
      byte[] salt = new byte[32];
      random.nextBytes(salt);
      byte[] plain = Body.of(each, salt, 0).stored();

      byte[] frame = packed(compression.pack(plain, 1));

      assertTrue(frame.length < plain.length / 2, frame.length + " of " + plain.length);
      assertArrayEquals(plain, compression.unpack(frame, 1));
    }
  }

  private static byte[] packed(byte @Nullable [] frame) {
    return Objects.requireNonNull(frame, "was not packed");
  }

  @Test
  void whatIsShortOrCannotShrinkStaysAsItIs() {
    byte[] noise = new byte[2_000];
    new Random(1).nextBytes(noise);
    assertNull(compression.pack(noise, 1));
    assertNull(compression.pack(new byte[BodyCompression.SHORTEST], 1));
    assertNotNull(compression.pack(new byte[BodyCompression.SHORTEST + 1], 1));
  }

  @Test
  void largeBodiesComeBackToo() {
    byte[] large = new byte[3 << 20];
    Random random = new Random(2);
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) ('a' + random.nextInt(4));
    }
    large[0] = 0;
    assertArrayEquals(large, compression.unpack(packed(compression.pack(large, 1)), 1));
  }

  @Test
  void whatIsNoFrameIsRefusedAndNeverAsksForMuchMemory() {
    byte[] frame = packed(compression.pack(new byte[5_000], 0));
    for (int cut = 0; cut < frame.length; cut++) {
      byte[] shorter = Arrays.copyOf(frame, cut);
      assertThrows(MalformedEntryException.class, () -> compression.unpack(shorter, 1));
    }
    // A frame that says it holds 1 TiB: magic, descriptor with an 8-byte content size, size.
    byte[] giant = HexFormat.of().parseHex("28b52ffde00000000000010000");
    assertThrows(MalformedEntryException.class, () -> compression.unpack(giant, 1));
    Random random = new Random(3);
    for (int i = 0; i < 3_000; i++) {
      byte[] changed = frame.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        assertTrue(compression.unpack(changed, 1).length <= BodyCompression.LONGEST + 1);
      } catch (MalformedEntryException expected) {
        assertNotNull(expected.getMessage());
      }
    }
  }
}
