// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FixedRateTest {

  @Test
  void readsTheIndexOfItsOwnKeys() {
    assertEquals(0, FixedRate.index(FixedRate.key("http", 0)));
    assertEquals(999_999_999, FixedRate.index(FixedRate.key("http-load", 999_999_999)));
  }

  @Test
  void aKeyOfSomebodyElseHasNoIndex() {
    for (String key :
        new String[] {
          "",
          "C1001",
          "http-",
          "http-1a",
          "http--",
          "http-1234567890",
          "http-+1",
          // Rows of the Open Inference door: their explanations come while a later part runs.
          "oip-7f3c9a0b12de",
          "oip-001122334455",
          "oip-12",
          "oip-7f3c9a0b-0"
        }) {
      assertEquals(-1, FixedRate.index(key), key);
    }
  }
}
