// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreferenceTest {
  @Test
  void aWaitIsReadAmongOthersAndBounded() {
    assertEquals(Duration.ofSeconds(5), Preference.wait(List.of("wait=5")));
    assertEquals(Duration.ofSeconds(7), Preference.wait(List.of("respond-async, Wait = \"7\"")));
    assertEquals(Duration.ofSeconds(2), Preference.wait(List.of("handling=lenient", "wait=2")));
    assertEquals(Preference.MOST, Preference.wait(List.of("wait=9999")));
  }

  @Test
  void whatIsNoWaitIsPassedOver() {
    for (String header :
        List.of("", "wait", "wait=", "wait=-1", "wait=5s", "await=5", "wait=1e9")) {
      assertEquals(Duration.ZERO, Preference.wait(List.of(header)), header);
    }
    assertEquals(Duration.ZERO, Preference.wait(List.of()));
  }
}
