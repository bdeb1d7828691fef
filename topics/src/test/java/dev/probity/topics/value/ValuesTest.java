// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.value;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValuesTest {

  @Test
  void bytesAreTheirContentAndNobodyElsesArray() {
    // Given
    byte[] source = {1, 2, 3};
    Bytes bytes = Bytes.copyOf(source);
    // When
    source[0] = 9;
    bytes.toArray()[1] = 9;
    // Then
    assertArrayEquals(new byte[] {1, 2, 3}, bytes.toArray());
    assertEquals(Bytes.copyOf(new byte[] {1, 2, 3}), bytes);
    assertEquals(Bytes.copyOf(new byte[] {1, 2, 3}).hashCode(), bytes.hashCode());
    assertNotEquals(Bytes.copyOf(new byte[] {1, 2, 4}), bytes);
    assertEquals("Bytes[3]", bytes.toString());
    assertEquals(3, bytes.length());
    assertEquals(2, bytes.at(1));
    assertEquals(Bytes.EMPTY, Bytes.utf8(""));
  }

  @Test
  void doublesKeepMissingValuesApartAndRefuseInfinity() {
    // Given
    double[] source = {1, Double.NaN, -0.5};
    Doubles doubles = Doubles.of(source);
    // When
    source[0] = 9;
    // Then
    assertEquals(Doubles.of(1, Double.longBitsToDouble(0x7ff8000000000001L), -0.5), doubles);
    assertTrue(doubles.isMissing(1));
    assertFalse(doubles.isMissing(0));
    assertEquals(3, doubles.size());
    assertEquals(1, doubles.at(0));
    assertArrayEquals(new float[] {1, Float.NaN, -0.5f}, doubles.toFloats());
    assertEquals(doubles, Doubles.ofFloats(doubles.toFloats()));
    assertThrows(InvalidValueException.class, () -> Doubles.of(Double.POSITIVE_INFINITY));
    assertThrows(InvalidValueException.class, () -> Doubles.ofFloats(Float.NEGATIVE_INFINITY));
    assertEquals("Doubles[3]", doubles.toString());
  }

  @Test
  void floatsSurviveTheWayThroughDoublesBitForBit() {
    long seed = Long.getLong("probity.seed", 5);
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (!Float.isInfinite(value)) {
        assertEquals(value, Doubles.ofFloats(value).toFloats()[0], "seed " + seed);
      }
    }
  }

  @Test
  void timesAreWrittenWithThreeDigitsAndReadWithAny() {
    assertEquals("2026-01-01T00:00:00.000Z", Rfc3339.format(at("2026-01-01T00:00:00Z")));
    assertEquals("1969-12-31T23:59:59.999Z", Rfc3339.format(Instant.ofEpochMilli(-1)));
    assertEquals("0000-01-01T00:00:00.000Z", Rfc3339.format(Rfc3339.FIRST));
    assertEquals("9999-12-31T23:59:59.999Z", Rfc3339.format(Rfc3339.LAST));
    assertEquals(at("2026-01-01T00:00:00.123Z"), Rfc3339.parse("2026-01-01T01:00:00.123456+01:00"));
    assertEquals(at("2026-01-01T00:00:00Z"), Rfc3339.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void everyMillisecondComesBackFromItsText() {
    long seed = Long.getLong("probity.seed", 6);
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      Instant instant =
          Instant.ofEpochMilli(random.nextLong(-62_167_219_200_000L, 253_402_300_800_000L));
      String text = Rfc3339.format(instant);
      assertEquals(instant, Rfc3339.parse(text), "seed " + seed);
      assertEquals(instant.toEpochMilli(), Instant.parse(text).toEpochMilli(), "seed " + seed);
    }
  }

  @Test
  void refusesWhatIsNoTime() {
    for (String text :
        List.of(
            "",
            "yesterday",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01 00:00:00Z",
            "2026-02-29T00:00:00.000Z",
            "2026-01-01T24:00:00.000Z",
            "2026-13-01T00:00:00.000Z",
            "2026-01-01T00:60:00.000Z",
            "2O26-01-01T00:00:00.000Z",
            "2026-01-01T00:00:00,000Z",
            "2026-01-01T00:00:60.000Z",
            "2026-01-01t00:00:00.000Z",
            "2026-01-01T00:00:00.000z",
            "+12026-01-01T00:00:00Z",
            "-0001-01-01T00:00:00.00Z",
            "2026-01-01T00:00:00.000+25:00",
            "2026-01-01T00:00:00.0000000000000000000000001Z")) {
      assertNull(Rfc3339.parse(text), text);
    }
  }

  @Test
  void checksNameTheComponentAndNeverTheValue() {
    InvalidValueException e =
        assertThrows(InvalidValueException.class, () -> Check.digest("secret", "modelDigest"));
    assertEquals("modelDigest", e.component());
    assertEquals(InvalidValueException.Kind.FORM, e.kind());
    assertFalse(e.getMessage().contains("secret"));
  }

  @Test
  void checksRefuse() {
    assertKind(InvalidValueException.Kind.MISSING, () -> Check.text("", "c"));
    assertKind(InvalidValueException.Kind.MISSING, () -> Check.text(null, "c"));
    assertKind(InvalidValueException.Kind.FORM, () -> Check.text("a\tb", "c"));
    assertKind(InvalidValueException.Kind.RANGE, () -> Check.text("x".repeat(1025), "c"));
    assertKind(InvalidValueException.Kind.MISSING, () -> Check.prose(" \n", "c"));
    assertKind(InvalidValueException.Kind.RANGE, () -> Check.prose("x".repeat(1025), "c"));
    assertKind(InvalidValueException.Kind.MISSING, () -> Check.digest(null, "c"));
    assertKind(InvalidValueException.Kind.FORM, () -> Check.digest("A".repeat(64), "c"));
    assertKind(InvalidValueException.Kind.RANGE, () -> Check.finite(Double.NaN, "c"));
    assertKind(InvalidValueException.Kind.RANGE, () -> Check.ratio(1.1, "c"));
    assertKind(InvalidValueException.Kind.RANGE, () -> Check.ratio(Double.NaN, "c"));
    assertKind(InvalidValueException.Kind.RANGE, () -> Check.count(-1, "c"));
    assertKind(InvalidValueException.Kind.RANGE, () -> Check.count(1L << 53, "c"));
    assertKind(InvalidValueException.Kind.RANGE, () -> Check.millis(Instant.MAX, "c"));
    assertKind(InvalidValueException.Kind.MISSING, () -> Check.millis(null, "c"));
    assertKind(InvalidValueException.Kind.MISSING, () -> Check.copy(Arrays.asList("a", null), "c"));
    Map<String, String> map = new HashMap<>();
    map.put("a", null);
    assertKind(InvalidValueException.Kind.MISSING, () -> Check.copy(map, "c"));
    assertKind(InvalidValueException.Kind.MISSING, () -> Check.copy(Map.of("", 1), "c"));
  }

  @Test
  void copiesDoNotChangeWithTheirSource() {
    // Given
    List<String> source = new ArrayList<>(List.of("a"));
    List<String> copy = Check.copy(source, "c");
    // When
    source.add("b");
    // Then
    assertEquals(List.of("a"), copy);
    assertThrows(UnsupportedOperationException.class, () -> copy.add("c"));
    assertThrows(UnsupportedOperationException.class, () -> Check.copy(Map.of(), "c").put("k", 1));
  }

  private static void assertKind(InvalidValueException.Kind kind, Runnable check) {
    assertEquals(kind, assertThrows(InvalidValueException.class, check::run).kind());
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }
}
