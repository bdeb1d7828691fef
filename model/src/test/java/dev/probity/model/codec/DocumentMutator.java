// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import dev.probity.model.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Breaks documents, seeded: first the values, whatever form they are written in, then the bytes.
 * Written for one purpose: that nothing but a coded refusal ever comes of it.
 */
public final class DocumentMutator {
  private static final List<String> NUMBERS =
      List.of(
          "-1",
          "0",
          "1",
          "2",
          "3",
          "255",
          "65535",
          "65536",
          "16777216",
          "2147483647",
          "2147483648",
          "-2147483649",
          "9223372036854775807",
          "1e39",
          "1e400",
          "-0.0",
          "0.5",
          "NaN",
          "Infinity",
          "-Infinity",
          "1E-45");
  private static final List<String> TEXTS =
      List.of(
          "",
          "0",
          "-1",
          "2",
          "1e9",
          "999999999",
          "99999999999",
          "NaN",
          "[0.5]",
          "[0.5,0.5]",
          "0.0",
          "1.0",
          "1.5",
          "gblinear",
          "dart",
          "multi:softprob",
          "rank:ndcg",
          "c",
          "q",
          "binary:logitraw",
          "reg:squarederror");

  private final SplitMix64 random;

  public DocumentMutator(long seed) {
    random = new SplitMix64(seed);
  }

  /** A copy of the document with one to three values changed. */
  public Object values(Object document) {
    Object copy = copy(document);
    for (int i = random.below(3); i >= 0; i--) {
      change(copy);
    }
    return copy;
  }

  private static Object copy(Object value) {
    return switch (value) {
      case Map<?, ?> members -> {
        Map<String, Object> copied = new LinkedHashMap<>();
        members.forEach((name, member) -> copied.put(name.toString(), copy(member)));
        yield copied;
      }
      case List<?> values -> {
        List<Object> copied = new ArrayList<>(values.size());
        values.forEach(one -> copied.add(copy(one)));
        yield copied;
      }
      default -> value;
    };
  }

  /** Walks down at random and changes what it meets. */
  @SuppressWarnings("unchecked") // the copy holds maps by text and lists of anything
  private void change(Object value) {
    if (value instanceof Map<?, ?> members && !members.isEmpty()) {
      changeMember((Map<String, Object>) members);
    } else if (value instanceof List<?> values && !values.isEmpty()) {
      changeElement((List<Object>) values);
    }
  }

  private void changeMember(Map<String, Object> members) {
    List<String> names = new ArrayList<>(members.keySet());
    String name = names.get(random.below(names.size()));
    Object member = members.get(name);
    boolean inner = member instanceof Map<?, ?> || member instanceof List<?>;
    if (inner && random.below(10) > 0) {
      change(member);
      return;
    }
    switch (random.below(4)) {
      case 0 -> members.remove(name);
      case 1 -> members.put(names.get(random.below(names.size())), member);
      case 2 -> {
        members.remove(name);
        members.put(name + random.below(3), member);
      }
      default -> members.put(name, other(member));
    }
  }

  private void changeElement(List<Object> values) {
    int at = random.below(values.size());
    Object value = values.get(at);
    boolean inner = value instanceof Map<?, ?> || value instanceof List<?>;
    if (inner && random.below(10) > 0) {
      change(value);
      return;
    }
    switch (random.below(6)) {
      case 0 -> values.remove(at);
      case 1 -> values.add(at, value);
      case 2 -> Collections.swap(values, at, random.below(values.size()));
      case 3 -> values.subList(at, values.size()).clear();
      case 4 -> {
        for (int i = random.below(300); i >= 0; i--) {
          values.add(value);
        }
      }
      default -> values.set(at, other(value));
    }
  }

  private Object other(Object value) {
    return switch (random.below(8)) {
      case 0 -> DocumentForm.None.NONE;
      case 1 -> random.below(2) == 0;
      case 2 -> new ArrayList<>(List.of(value));
      case 3 -> new LinkedHashMap<>(Map.of("x", value));
      case 4 -> value instanceof String ? number() : text();
      default -> value instanceof String ? text() : number();
    };
  }

  private DocumentForm.Number number() {
    return new DocumentForm.Number(NUMBERS.get(random.below(NUMBERS.size())));
  }

  private String text() {
    return TEXTS.get(random.below(TEXTS.size()));
  }

  /** A copy of the bytes with one place broken. */
  public byte[] bytes(byte[] original) {
    byte[] bytes = original.clone();
    int at = random.below(bytes.length);
    return switch (random.below(6)) {
      case 0 -> {
        bytes[at] = (byte) random.next();
        yield bytes;
      }
      case 1 -> {
        bytes[at] ^= (byte) (1 << random.below(8));
        yield bytes;
      }
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> {
        int length = Math.min(random.below(60), bytes.length - at);
        System.arraycopy(original, random.below(bytes.length - length + 1), bytes, at, length);
        yield bytes;
      }
      case 4 -> {
        Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) (random.below(2) * 0x7f));
        yield bytes;
      }
      default -> {
        int more = 1 + random.below(2_000);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + more);
        System.arraycopy(bytes, at, longer, at + more, bytes.length - at);
        Arrays.fill(longer, at, at + more, bytes[at]);
        yield longer;
      }
    };
  }

  public boolean coin() {
    return random.below(2) == 0;
  }

  public int below(int bound) {
    return random.below(bound);
  }
}
