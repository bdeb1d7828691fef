// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.ObservedValues;
import dev.probity.model.RefusalCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MonitoringReferenceTest {
  private static final MonitoringReference REFERENCE = ReferenceRows.reference(3_000, 250, 7);

  @Test
  void survivesItsOwnBytes() {
    // Given
    byte[] bytes = REFERENCE.toBytes();

    // When
    MonitoringReference read = MonitoringReference.parse(bytes);

    // Then
    assertArrayEquals(bytes, read.toBytes());
    assertEquals(REFERENCE.spec(), read.spec());
    assertEquals(3_000, read.n());
    assertTrue(bytes.length < MonitoringReference.MAX_BYTES);
  }

  @Test
  void hasEqualBytesForEqualRows() {
    // Given
    MonitoringReference again = ReferenceRows.reference(3_000, 250, 7);

    // When
    byte[] bytes = again.toBytes();

    // Then
    assertArrayEquals(REFERENCE.toBytes(), bytes);
  }

  @Test
  void knowsOneValuePerFullWindow() {
    // Given
    MonitoringReference reference = ReferenceRows.reference(1_100, 250, 1);

    // When
    List<Double> distances = reference.drift("hours", DriftMethod.JENSEN_SHANNON);

    // Then
    assertEquals(4, distances.size());
    assertEquals(4, reference.performance(PerformanceMetric.F1).realized().size());
    assertEquals(1_100, reference.loss(Loss.BRIER).n());
  }

  @Test
  void refusesEveryTruncation() {
    // Given
    byte[] bytes = REFERENCE.toBytes();

    // When
    for (int length = 0; length < bytes.length; length += 61) {
      byte[] cut = Arrays.copyOf(bytes, length);

      // Then
      assertThrows(ModelRefusedException.class, () -> MonitoringReference.parse(cut));
    }
  }

  @Test
  void refusesDigitsThatWereChanged() {
    // Given
    byte[] bytes = REFERENCE.toBytes();
    int accepted = 0;
    int tried = 0;

    // When
    for (int at = 0; at < bytes.length; at += 97) {
      if (bytes[at] >= '0' && bytes[at] <= '8') {
        byte[] changed = bytes.clone();
        changed[at]++;
        tried++;
        accepted += accepts(changed) ? 1 : 0;
      }
    }

    // Then: a changed figure may still be a possible one, but it is then another reference
    assertTrue(tried > 100, "tried " + tried);
    assertTrue(accepted < tried, "accepted %d of %d".formatted(accepted, tried));
  }

  private static boolean accepts(byte[] bytes) {
    try {
      assertArrayEquals(bytes, MonitoringReference.parse(bytes).toBytes());
      return true;
    } catch (ModelRefusedException refused) {
      return false;
    }
  }

  @Test
  void refusesAnotherSchemaAndOtherSpacing() {
    // Given
    String text = new String(REFERENCE.toBytes(), StandardCharsets.UTF_8);
    String otherSchema = text.replace("monitoring-reference/v1", "monitoring-reference/v2");
    String spaced = text.replaceFirst(":", ": ");

    // When
    ModelRefusedException schema = refusal(otherSchema);
    ModelRefusedException spacing = refusal(spaced);

    // Then
    assertEquals(RefusalCode.MALFORMED, schema.code());
    assertEquals("the monitoring reference is not in its canonical form", spacing.detail());
  }

  @Test
  void refusesAFileBeyondTheLimit() {
    // Given
    byte[] large = new byte[MonitoringReference.MAX_BYTES + 1];

    // When
    ModelRefusedException refused =
        assertThrows(ModelRefusedException.class, () -> MonitoringReference.parse(large));

    // Then
    assertEquals(RefusalCode.TOO_LARGE, refused.code());
  }

  private static ModelRefusedException refusal(String text) {
    return assertThrows(
        ModelRefusedException.class,
        () -> MonitoringReference.parse(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void refusesRowsOfTheWrongShape() {
    // Given
    MonitoringReferenceBuilder builder = new MonitoringReferenceBuilder(ReferenceRows.spec(100));

    // When
    double[] shortVector = {1};
    double[] badIndex = {1, 3};

    // Then
    assertThrows(IllegalArgumentException.class, builder::build);
    assertThrows(
        IllegalArgumentException.class,
        () -> builder.add("x", shortVector, .5, false, false, List.of("1")));
    builder.add("x", badIndex, .5, false, false, List.of("1"));
    assertThrows(IllegalArgumentException.class, builder::build);
  }

  @Test
  void spreadsForWhatIfAnswersAreThoseOfItsRows() {
    // Given
    int rows = 2_000;
    MonitoringReference reference = ReferenceRows.reference(rows, 100, 4);
    Random random = new Random(4);
    float[] flat = new float[2 * rows];
    for (int i = 0; i < rows; i++) {
      double[] vector = ReferenceRows.vector(random);
      random.nextDouble();
      random.nextInt(5);
      flat[2 * i] = (float) vector[0];
      flat[2 * i + 1] = (float) vector[1];
    }
    FeatureSpec spec =
        new FeatureSpec(
            List.of(
                Feature.Numeric.whole("hours", 0, 99),
                Feature.Categorical.codes("class", List.of(1, 2, 3))));
    // When
    ObservedValues.Quantiles frozen =
        (ObservedValues.Quantiles) reference.observedValues().spread(0);
    ObservedValues exact = ObservedValues.of(spec, flat, rows);
    // Then
    ObservedValues.Quantiles hours = (ObservedValues.Quantiles) exact.spread(0);
    double bin = 79.0 / 10_000 + 1e-9;
    assertTrue(frozen.low() <= hours.low() && frozen.low() >= hours.low() - bin);
    assertTrue(frozen.high() >= hours.high() && frozen.high() <= hours.high() + bin);
    assertEquals(hours.quartiles(), frozen.quartiles(), bin);
    assertEquals(exact.spread(1), reference.observedValues().spread(1));
  }
}
