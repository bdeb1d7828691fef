// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Doubles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Seeded draws of the parts that records are made of; every draw is valid by itself. */
public final class Draws {

  private static final String LETTERS = "abcXYZ019 _-.,;\"'\\/<>&%$äß日本\uD83D\uDE00\u2028";

  private final RandomGenerator random;

  /** Draws from the generator. */
  public Draws(RandomGenerator random) {
    this.random = random;
  }

  /** A text of 1 to 20 characters, some of them awkward. */
  public String text() {
    int[] letters = LETTERS.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(20);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString().isBlank() ? "x" : text.toString();
  }

  /** A word of lower-case letters. */
  public String word() {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /** A digest. */
  public String digest() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** An instant of this century, in milliseconds. */
  public Instant instant() {
    return Instant.ofEpochMilli(random.nextLong(946_684_800_000L, 4_102_444_800_000L));
  }

  /** A finite number: whole, of any size, or with few digits. */
  public double number() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(-1000, 1000);
      case 1 -> random.nextLong(-(1L << 53) + 1, 1L << 53);
      case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(-300, 300));
      default -> random.nextInt(-100_000, 100_000) / 1000.0;
    };
  }

  /** A number from 0 to 1. */
  public double ratio() {
    return random.nextInt(8) == 0 ? random.nextInt(2) : random.nextDouble();
  }

  /** A count. */
  public long count() {
    return random.nextLong(1L << random.nextInt(1, 54));
  }

  /** A small number from 0. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** True or false. */
  public boolean truth() {
    return random.nextBoolean();
  }

  /** The draw, or null in one of four cases. */
  public <T> T orNull(Supplier<T> draw) {
    return random.nextInt(4) == 0 ? null : draw.get();
  }

  /** One of the members. */
  public <E extends Enum<E>> E member(Class<E> type) {
    return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
  }

  /** Up to four values. */
  public <T> List<T> list(Supplier<T> draw) {
    List<T> values = new ArrayList<>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      values.add(draw.get());
    }
    return values;
  }

  /** Up to four values by name. */
  public <T> Map<String, T> map(Supplier<T> draw) {
    Map<String, T> values = new LinkedHashMap<>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      values.put(text(), draw.get());
    }
    return values;
  }

  /** A value of an attribute. */
  public AttributeValue attribute() {
    return switch (random.nextInt(4)) {
      case 0 -> AttributeValue.MISSING;
      case 1 -> AttributeValue.of(text());
      default -> AttributeValue.of(number());
    };
  }

  /** Attributes by name. */
  public Map<String, AttributeValue> attributes() {
    return map(this::attribute);
  }

  /** A range of offsets. */
  public OffsetRange range() {
    long from = random.nextInt(1_000_000);
    return new OffsetRange(from, from + random.nextInt(1_000_000));
  }

  /** Numbers, some missing. */
  public Doubles doubles() {
    double[] values = new double[random.nextInt(20)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(5) == 0 ? Double.NaN : number();
    }
    return Doubles.of(values);
  }

  /** Any bytes. */
  public Bytes bytes() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }
}
