// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.topics.record.AttributeValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Lists of texts as one text, because a column of {@link ColumnArrays} holds no lists. */
final class TextLists {
  private static final String BETWEEN = "\u001f";
  private static final String ABSENT = "\u001e";

  private TextLists() {}

  /** The texts behind each other; null is told from every text. */
  static String joined(Collection<? extends @Nullable String> texts) {
    StringJoiner joined = new StringJoiner(BETWEEN);
    for (String text : texts) {
      joined.add(text == null ? ABSENT : plain(text));
    }
    return joined.toString();
  }

  /** A text that holds one of the marks would be two, or none. */
  private static String plain(String text) {
    return text.indexOf(BETWEEN) < 0 && text.indexOf(ABSENT) < 0
        ? text
        : text.replace(BETWEEN, "\ufffd").replace(ABSENT, "\ufffd");
  }

  /** SQL that makes a {@code text[]} of what was joined. */
  static String split(String column) {
    return "string_to_array(v." + column + ", E'\\x1f', E'\\x1e')";
  }

  /** Values of attributes as people write them; null when missing. */
  static List<@Nullable String> texts(Collection<AttributeValue> values) {
    List<@Nullable String> texts = new ArrayList<>(values.size());
    for (AttributeValue value : values) {
      texts.add(
          switch (value) {
            case AttributeValue.Number(double number) -> number(number);
            case AttributeValue.Text(String text) -> text;
            case AttributeValue.Missing missing -> null;
          });
    }
    return texts;
  }

  private static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /** Names and values, one behind the other. */
  static List<String> pairs(Map<String, String> facts) {
    List<String> pairs = new ArrayList<>(2 * facts.size());
    facts.forEach(
        (name, value) -> {
          pairs.add(name);
          pairs.add(value);
        });
    return pairs;
  }
}
