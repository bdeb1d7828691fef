// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FieldNamesTest {

  @Test
  void whatLooksLikeANameIsShown() {
    for (String name : List.of("AGEP", "wage_band", "a-b.c", "model|champion", "x".repeat(64))) {
      assertEquals(name, FieldNames.shown(name));
    }
  }

  @Test
  void dataOrCodeInThePlaceOfANameIsNot() {
    for (String name :
        List.of(
            "",
            "<script>alert(1)</script>",
            "${jndi:ldap://x}",
            "Jane Roe",
            "jane@example.org",
            "caf\u00e9",
            "a/b~c",
            "a\nb",
            "x".repeat(65))) {
      assertEquals("?", FieldNames.shown(name));
    }
  }
}
