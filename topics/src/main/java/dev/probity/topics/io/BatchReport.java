// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.record.ReasonCode;
import java.time.Duration;
import java.util.Map;

/**
 * What became of one batch, told once all of its outputs are acknowledged.
 *
 * @param records records consumed
 * @param forwarded of these, records that led to others
 * @param produced records sent on, without rejects
 * @param refused of the consumed, refused ones by reason
 * @param skipped of the consumed, those that are none of the stage's business
 * @param took from the end of the poll to the last acknowledgement
 */
public record BatchReport(
    int records,
    int forwarded,
    int produced,
    Map<ReasonCode, Integer> refused,
    int skipped,
    Duration took) {
  public BatchReport {
    refused = Map.copyOf(refused);
    int accounted =
        forwarded + skipped + refused.values().stream().mapToInt(Integer::intValue).sum();
    if (accounted != records) {
      throw new IllegalArgumentException(
          "records " + records + " but " + accounted + " accounted for");
    }
  }
}
