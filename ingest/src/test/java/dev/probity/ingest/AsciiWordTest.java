// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiWordTest {
  private final AsciiWord shadow = new AsciiWord("shadow");

  @ParameterizedTest
  @ValueSource(strings = {"shadow", "{\"flags\":[\"shadow\"]}", "sshadow", "Zürich shadow"})
  void findsTheWordAnywhere(String text) {
    assertTrue(shadow.isIn(text.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "shado", "hadow", "SHADOW", "sha dow"})
  void findsNothingElse(String text) {
    assertFalse(shadow.isIn(text.getBytes(UTF_8)));
  }

  @Test
  void refusesWhatIsNoWord() {
    assertThrows(IllegalArgumentException.class, () -> new AsciiWord(""));
    assertThrows(IllegalArgumentException.class, () -> new AsciiWord("Schärfe"));
  }
}
