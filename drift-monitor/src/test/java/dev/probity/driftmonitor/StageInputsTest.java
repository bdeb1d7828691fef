// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.topics.record.OversightAction;
import dev.probity.topics.value.Doubles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageInputsTest {
  private static final Observation PLAIN = Stream.observation(new Stream(1).next(), 3);
  private static final Observation FULL =
      new Observation(
          PLAIN.modelDigest(),
          "größe",
          PLAIN.candidateId(),
          PLAIN.predictionId(),
          PLAIN.source(),
          PLAIN.position(),
          PLAIN.time(),
          Doubles.of(1, Double.NaN, -0.5),
          List.of("OCCP", "INDP"),
          1,
          true,
          Map.of("SEX", "2", "RAC1P", "9"));

  @Test
  void everyInputSurvivesItsBytes() {
    // Given
    List<StageInput> inputs =
        List.of(
            PLAIN,
            FULL,
            Stream.truth(new Stream(2).next(), 7),
            new Truth("c", "f".repeat(64), true, Stream.START, Stream.START.plusMillis(1)),
            new Truth("c", null, false, Stream.START, Stream.START, PLAIN.source()),
            new Unfolded(Stream.START),
            new Refused(Stream.START),
            new Explained(
                Stream.DIGEST,
                PLAIN.position(),
                Stream.START,
                Doubles.of(1, -2),
                Map.of("SEX", "2")),
            new Review("c", null, OversightAction.CONTESTED, Double.NaN, Stream.START),
            new Review("c", "f".repeat(64), OversightAction.OVERRIDDEN, 1.5, Stream.START),
            new AlertOrder("a".repeat(64), "op", "seen", null, Stream.START),
            new AlertOrder("a".repeat(64), "op", "seen", Stream.START.plusSeconds(9), Stream.START),
            new ReleaseChange(Stream.DIGEST, false, Stream.START));

    // When
    for (StageInput input : inputs) {
      byte[] bytes = StageInputs.encode(input);

      // Then
      assertEquals(input, StageInputs.decode(bytes));
      assertArrayEquals(bytes, StageInputs.encode(StageInputs.decode(bytes)));
    }
  }

  @Test
  void brokenBytesAreABug() {
    // Given
    byte[] bytes = StageInputs.encode(FULL);

    // When
    byte[] cut = Arrays.copyOf(bytes, bytes.length / 2);
    byte[] unknown = {99};

    // Then
    assertThrows(IllegalStateException.class, () -> StageInputs.decode(cut));
    assertThrows(IllegalStateException.class, () -> StageInputs.decode(unknown));
  }

  @Test
  void keysBringAReleaseOrACandidateTogether() {
    // When
    String key = PLAIN.key();

    // Then
    assertEquals(Stream.DIGEST, key);
    assertEquals("c-0", Stream.truth(new Stream(2).next(), 7).key());
  }
}
