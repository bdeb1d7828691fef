// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.ReleaseApproval;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a training.
 *
 * @param requestId names the request; two with the same id are one
 * @param actor who asks: a token's subject or a module
 * @param reason why; null when nobody said
 * @param offsets which records, by topic-partition; partitions not named are read whole
 * @param seed the seed
 * @param promote whether the release becomes champion at once
 * @param approval who let it go; null when nobody did
 * @param commit the committed data set to train on, instead of a replay; null for a replay
 * @param options what is asked for beyond the usual
 */
public record TrainingRequest(
    String requestId,
    String actor,
    @Nullable String reason,
    Map<String, OffsetRange> offsets,
    long seed,
    boolean promote,
    @Nullable ReleaseApproval approval,
    @Nullable String commit,
    TrainingOptions options) {
  /** Copies. */
  public TrainingRequest {
    offsets = Map.copyOf(offsets);
  }

  /** Asks for the usual training. */
  public TrainingRequest(
      String requestId,
      String actor,
      @Nullable String reason,
      Map<String, OffsetRange> offsets,
      long seed,
      boolean promote,
      @Nullable ReleaseApproval approval,
      @Nullable String commit) {
    this(requestId, actor, reason, offsets, seed, promote, approval, commit, TrainingOptions.USUAL);
  }

  /** Asks for a training on what a replay gives. */
  public TrainingRequest(
      String requestId,
      String actor,
      @Nullable String reason,
      Map<String, OffsetRange> offsets,
      long seed,
      boolean promote,
      @Nullable ReleaseApproval approval) {
    this(requestId, actor, reason, offsets, seed, promote, approval, null);
  }

  /** The same request, with a learner where its options name none. */
  public TrainingRequest orLearner(LearnerName usual) {
    return new TrainingRequest(
        requestId,
        actor,
        reason,
        offsets,
        seed,
        promote,
        approval,
        commit,
        options.orLearner(usual));
  }

  /** The same request for these records, by topic-partition. */
  public TrainingRequest replaying(Map<String, OffsetRange> ranges) {
    return new TrainingRequest(
        requestId, actor, reason, ranges, seed, promote, approval, commit, options);
  }
}
