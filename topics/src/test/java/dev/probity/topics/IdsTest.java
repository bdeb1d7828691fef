// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.InvalidValueException;
import org.junit.jupiter.api.Test;

class IdsTest {

  private static final String DIGEST =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  @Test
  void predictionIdEqualsThePublishedVector() {
    // Given
    SourcePosition source = new SourcePosition(Topics.CANDIDATES.name(), 2, 41);
    // When
    String id = Ids.prediction(source, DIGEST);
    // Then
    assertEquals("f77453ec08679769526cf6568be9d65f9003f0ec2e002b16d49969e06375774e", id);
  }

  @Test
  void everyPartOfThePositionChangesThePredictionId() {
    // Given
    String topic = Topics.CANDIDATES.name();
    String id = Ids.prediction(new SourcePosition(topic, 2, 41), DIGEST);
    // When, Then
    assertNotEquals(id, Ids.prediction(new SourcePosition(topic, 2, 42), DIGEST));
    assertNotEquals(id, Ids.prediction(new SourcePosition(topic, 3, 41), DIGEST));
    assertNotEquals(id, Ids.prediction(new SourcePosition("x", 2, 41), DIGEST));
    assertNotEquals(id, Ids.prediction(new SourcePosition(topic, 2, 41), DIGEST.replace('0', '1')));
  }

  @Test
  void refusesADigestThatIsNotLowerCaseHex() {
    SourcePosition source = new SourcePosition("x", 0, 0);
    assertThrows(InvalidValueException.class, () -> Ids.prediction(source, DIGEST.toUpperCase()));
    assertThrows(InvalidValueException.class, () -> Ids.explanation(DIGEST, "00"));
  }
}
