// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Strings go out and come back the same, and what is cut or malformed is refused. */
class CanonicalTextTest {
  @Test
  void aStringComesBackAsItWas() {
    for (String text :
        List.of("", "a\"b\\c", "\n\t\b\f\r\u0001\u001f", "Zoë \u2028 \uD83D\uDE00")) {
      String quoted = CanonicalText.quoted(text);
      assertEquals(text, CanonicalText.unquoted(quoted.substring(1, quoted.length() - 1)));
    }
    assertEquals("\"\\u0001\\n\\\"\"", CanonicalText.quoted("\u0001\n\""));
  }

  @Test
  void theMembersOfAnObjectAreRead() {
    assertEquals(
        new TreeMap<>(Map.of("idx", "7", "key", "a\",\"idx\":9", "value", "{\"n\":1}")),
        CanonicalText.members(
            "{\"idx\":7,\"key\":\"a\\\",\\\"idx\\\":9\",\"value\":\"{\\\"n\\\":1}\"}"));
    assertEquals(new TreeMap<>(), CanonicalText.members("{}"));
  }

  @Test
  void whatIsCutOrMalformedIsRefused() {
    for (String json :
        List.of(
            "{\"a\"", "{\"a\":\"b", "{\"a\":\"\\", "{\"a\":\"\\u12\"}", "{\"a\":\"\\uzzzz\"}")) {
      assertThrows(IllegalArgumentException.class, () -> CanonicalText.members(json), json);
    }
  }
}
