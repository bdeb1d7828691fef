// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void keepsWhatIsWellFormed() {
    Trace trace = new Trace(PARENT, "vendor=1", PARENT);
    assertEquals(PARENT, trace.parent());
    assertEquals("vendor=1", trace.state());
    assertEquals(PARENT, trace.first());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-012",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0\u0161",
        "00-0af7651916cd43dd8448eb211c80319cab7ad6b7169203331-01"
      })
  void leavesOutWhatIsNot(String text) {
    Trace trace = new Trace(text, "vendor=1", text);
    assertNull(trace.parent());
    assertNull(trace.first());
    assertNull(trace.state(), "a state without its parent says nothing");
  }
}
