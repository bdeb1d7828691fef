// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Progress is for people: redrawn for eyes, sparse for logs, absent for programs. */
class ProgressTest {
  private final StringWriter text = new StringWriter();
  private Instant now = Instant.EPOCH;

  @Test
  void redrawsOneLineAtMostTenTimesASecondOnATerminal() {
    // Given
    Progress progress = progress(true, true);

    // When
    for (int i = 0; i < 100; i++) {
      progress.at("row " + i);
      now = now.plus(Duration.ofMillis(10));
    }
    progress.end("100 rows");

    // Then
    assertEquals(10, text.toString().split("row ", -1).length - 1);
    assertEquals("100 rows in 1.0 s\n", text.toString().replaceAll("(?s).*\u001b\\[K", ""));
  }

  @Test
  void printsAPlainLineEveryFiveSecondsElsewhere() {
    // Given
    Progress progress = progress(false, true);

    // When
    for (int i = 0; i < 12; i++) {
      progress.at("second " + i);
      now = now.plusSeconds(1);
    }

    // Then
    assertEquals("second 5\nsecond 10\n", text.toString());
  }

  @Test
  void isSilentWhenNobodyWantsIt() {
    // Given
    Progress progress = progress(true, false);

    // When
    progress.begin("broker");
    progress.at("x");
    progress.done();
    progress.end("y");

    // Then
    assertEquals("", text.toString());
  }

  @Test
  void saysWhatIsBeingStarted() {
    // Given
    Progress progress = progress(false, true);

    // When
    progress.begin("broker");
    now = now.plusMillis(1_500);
    progress.done();

    // Then
    assertEquals("starting broker (0.0 s)\nstarted in 1.5 s\n", text.toString());
    assertFalse(text.toString().contains("\u001b"));
  }

  private Progress progress(boolean terminal, boolean shown) {
    return new Progress(new PrintWriter(text), terminal, shown, () -> now);
  }
}
