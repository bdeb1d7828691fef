// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequisitionsTest {
  @Test
  void aRecruiterSeesTheirOwnAndWhatIsNobodysOwn() {
    Requisitions mine = Requisitions.of(Set.of("R-1", "R-2"));

    assertTrue(mine.cover("R-2"));
    assertTrue(mine.cover(null));
    assertFalse(mine.cover("R-3"));
    assertFalse(Requisitions.of(Set.of()).cover("R-1"), "a token that names none");
    assertTrue(Requisitions.ALL.cover("R-3"));
  }

  @Test
  void aClaimIsAListOfTextsOrOfJsonStrings() {
    assertEquals(
        Requisitions.of(Set.of("R-1", "R-2")),
        Requisitions.ofCaller(false, List.of("R-1", "\"R-2\"")));
    assertEquals(Requisitions.of(Set.of()), Requisitions.ofCaller(false, "R-1"));
    assertEquals(Requisitions.of(Set.of()), Requisitions.ofCaller(false, null));
    assertEquals(Requisitions.ALL, Requisitions.ofCaller(true, List.of("R-1")));
  }
}
