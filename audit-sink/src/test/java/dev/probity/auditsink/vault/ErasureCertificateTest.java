// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ErasureCertificateTest {
  private static final Instant DONE = Instant.parse("2026-03-01T10:00:05Z");
  private static final ErasureCertificate.Expiry EXPIRY =
      new ErasureCertificate.Expiry(Duration.ofDays(14), Duration.ofDays(90));

  private static Erasure erasure(ErasureState state, @Nullable Instant doneAt) {
    IdxRanges gone = new IdxRanges();
    gone.addText("3-5,9");
    return new Erasure(
        "R-1", state, null, DONE.minusSeconds(5), doneAt, gone, List.of(), "7", true);
  }

  @Test
  void everyCopyIsNamedWithTheDayItGoes() {
    // When
    ErasureCertificate certificate =
        ErasureCertificate.of(
            erasure(ErasureState.DONE, DONE), TopicNames.withPrefix("acme."), EXPIRY);

    // Then: 1 March plus 31, 185, 90 and 14 days; topics a day for their files to close
    String text = certificate.text();
    for (String line :
        List.of(
            "Erasure of request R-1",
            "4 ledger entries lost their record: 3-5,9",
            "gone    2026-03-01T10:00:05Z  ledger, key of the person",
            "gone by 2026-04-01T10:00:05Z  Kafka topic acme.probity.candidates.v1",
            "gone by 2026-04-01T10:00:05Z  Kafka topic acme.probity.rejects.v1",
            "gone by 2026-09-02T10:00:05Z  Kafka topic acme.probity.audit.v1",
            "gone by 2026-04-01T10:00:05Z  drift monitor, predictions that waited",
            "gone by 2026-05-30T10:00:05Z  dataset commits",
            "gone by 2026-05-30T10:00:05Z  object store",
            "gone by 2026-05-30T10:00:05Z  MLflow runs",
            "gone by 2026-03-15T10:00:05Z  backups of the database")) {
      assertTrue(text.contains(line), line + " in\n" + text);
    }
    assertTrue(!text.contains("signals") && !text.contains("models"), text);
    assertEquals(
        certificate.copies().size(), ((List<?>) certificate.fields().get("copies")).size());
    assertEquals(4L, certificate.fields().get("entries"));
  }

  @Test
  void whatIsNotDoneIsNotCertified() {
    IllegalArgumentException early =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ErasureCertificate.of(
                    erasure(ErasureState.SHREDDED, null), TopicNames.PLAIN, EXPIRY));

    assertTrue(early.getMessage().contains("is shredded, not done"), early.getMessage());
  }
}
