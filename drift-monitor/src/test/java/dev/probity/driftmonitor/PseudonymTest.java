// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class PseudonymTest {
  @Test
  void isTheHalfOfTheDigestThatFipsGives() {
    assertEquals("ungWv48Bz-pBQUDeXa4iIw", Pseudonym.of("abc"));
  }

  @Test
  void tellsCandidatesApart() {
    assertNotEquals(Pseudonym.of("2024GQ0000001-1"), Pseudonym.of("2024GQ0000001-2"));
  }
}
