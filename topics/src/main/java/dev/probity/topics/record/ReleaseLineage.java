// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a release comes from: enough to train it again.
 *
 * @param dataCommit the version of the data set
 * @param dataDigest the SHA-256 of the data set
 * @param rows the number of rows trained on
 * @param sourceOffsets by topic-partition, the records replayed
 * @param seed the seed
 * @param eventTimeFrom the earliest event time among them
 * @param eventTimeTo the latest event time among them
 * @param requestId the retraining request that asked for it
 * @param codeCommit the commit of the sources that trained it, ending in -dirty when they were
 *     changed; null when nobody said
 * @param bomDigest the SHA-256 of the list of the software that trained it (CycloneDX); null when
 *     that was built without one
 */
public record ReleaseLineage(
    String dataCommit,
    String dataDigest,
    long rows,
    Map<String, OffsetRange> sourceOffsets,
    long seed,
    @Nullable Instant eventTimeFrom,
    @Nullable Instant eventTimeTo,
    @Nullable String requestId,
    @Nullable String codeCommit,
    @Nullable String bomDigest) {

  /** Checks and copies the components. */
  public ReleaseLineage {
    Check.text(dataCommit, "dataCommit");
    Check.digest(dataDigest, "dataDigest");
    Check.count(rows, "rows");
    sourceOffsets = Check.copy(sourceOffsets, "sourceOffsets");
    Check.count(seed, "seed");
    eventTimeFrom = Check.optionalMillis(eventTimeFrom, "eventTimeFrom");
    eventTimeTo = Check.optionalMillis(eventTimeTo, "eventTimeTo");
    Check.optionalText(requestId, "requestId");
    Check.optionalText(codeCommit, "codeCommit");
    Check.optionalDigest(bomDigest, "bomDigest");
  }

  /** Where a release comes from, without what trained it. */
  public ReleaseLineage(
      String dataCommit,
      String dataDigest,
      long rows,
      Map<String, OffsetRange> sourceOffsets,
      long seed,
      @Nullable Instant eventTimeFrom,
      @Nullable Instant eventTimeTo,
      @Nullable String requestId) {
    this(
        dataCommit,
        dataDigest,
        rows,
        sourceOffsets,
        seed,
        eventTimeFrom,
        eventTimeTo,
        requestId,
        null,
        null);
  }
}
