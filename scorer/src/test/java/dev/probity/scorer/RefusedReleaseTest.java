// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.RefusalCode;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusedReleaseTest {
  private static final String DIGEST = "1".repeat(64);
  private static final Instant AT = Instant.parse("2026-11-02T03:04:05Z");
  private static final Instant LATER = Instant.parse("2026-11-02T04:00:00Z");
  private final RefusedRelease refused =
      new RefusedRelease(
          new ModelRelease(
              "salary",
              ReleaseEvent.PROMOTED,
              "champion",
              "v2",
              DIGEST,
              DIGEST,
              "acs-salary",
              "0".repeat(64),
              null,
              null,
              null,
              null,
              "operator-1",
              null,
              AT),
          RefusalCode.SELF_TEST_FAILED,
          "row 3: margin differs" + "!".repeat(600));

  @Test
  void theLedgerIsToldWhichReleaseAndWhy() {
    // Given
    // When
    AuditEntry entry = refused.toEntry("1", LATER);
    // Then
    assertEquals(EventType.PROCESS_ERROR, entry.event());
    assertEquals(DIGEST, entry.modelDigest());
    assertEquals("SELF_TEST_FAILED", entry.details().get("code"));
    assertTrue(
        String.valueOf(entry.reason()).startsWith("release refused: SELF_TEST_FAILED, row 3"));
  }

  @Test
  void theSameRefusalGivesTheSameAlert() {
    // Given
    // When
    Alert first = refused.firing();
    Alert again = refused.firing();
    // Then
    assertEquals(first, again);
    assertEquals(AlertStatus.FIRING, first.state());
  }

  @Test
  void theAlertResolvesUnderItsOwnId() {
    // Given
    Alert firing = refused.firing();
    // When
    Alert resolved = refused.resolved(LATER);
    // Then
    assertEquals(firing.alertId(), resolved.alertId());
    assertEquals(firing.key(), resolved.key());
    assertEquals(AlertStatus.RESOLVED, resolved.state());
    assertEquals(LATER, resolved.changedAt());
  }
}
