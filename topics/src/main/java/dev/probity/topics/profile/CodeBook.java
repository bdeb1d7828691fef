// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.record.AttributeDomain;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.value.Check;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The codes an attribute may take, each with its label: all whole numbers or all texts.
 *
 * @param labels the label of each code, in the order of the profile
 */
public record CodeBook(Map<AttributeValue, String> labels) {
  private static final int LISTED = 12;
  private static final double MAX_WHOLE = 1 << 24;

  /** Copies and checks the codes. */
  public CodeBook {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    Check.that(!labels.isEmpty(), "categories", "at least one code");
    boolean numbers = isNumber(labels.keySet().iterator().next());
    for (Map.Entry<AttributeValue, String> entry : labels.entrySet()) {
      Check.that(
          entry.getKey() != AttributeValue.MISSING && isNumber(entry.getKey()) == numbers,
          "categories",
          "codes that are all numbers or all texts");
      if (entry.getKey() instanceof AttributeValue.Number number) {
        Check.that(
            number.value() == Math.rint(number.value()) && Math.abs(number.value()) <= MAX_WHOLE,
            "categories",
            "numeric codes that are whole and within ±2^24");
      }
      Check.text(entry.getValue(), "label");
    }
  }

  private static boolean isNumber(AttributeValue value) {
    return value instanceof AttributeValue.Number;
  }

  /** Whether the codes are numbers; else they are texts. */
  public boolean numeric() {
    return isNumber(labels.keySet().iterator().next());
  }

  /** Whether the value is one of the codes. */
  public boolean contains(AttributeValue value) {
    return labels.containsKey(value);
  }

  /** The label of a code, or null when it is none of these. */
  public @Nullable String label(AttributeValue code) {
    return labels.get(code);
  }

  /** The codes as a domain. */
  public AttributeDomain domain() {
    return new AttributeDomain.Codes(labels.keySet());
  }

  /** What is expected, in words: the codes when they are few, else how many there are. */
  public String expected() {
    if (labels.size() > LISTED) {
      return "one of the " + labels.size() + " codes of the profile";
    }
    return labels.keySet().stream()
        .map(CodeBook::plain)
        .collect(Collectors.joining(", ", "one of ", ""));
  }

  static String plain(AttributeValue code) {
    return switch (code) {
      case AttributeValue.Number(double value) -> Long.toString((long) value);
      case AttributeValue.Text(String value) -> value;
      case AttributeValue.Missing() -> "null";
    };
  }
}
