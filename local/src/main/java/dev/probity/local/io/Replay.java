// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.auditsink.query.Hop;
import dev.probity.model.ModelDigest;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.TrustedKey;
import dev.probity.scorer.Scoring;
import dev.probity.scorer.ScoringResult;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides a recorded case again: the recorded bytes of the candidate through the release whose
 * digest the decision names, on the serving path. The same bits must come out, years later and on
 * another machine.
 */
public final class Replay {
  private final ModelStore store;
  private final List<TrustedKey> trusted;
  private final Profile profile;

  /**
   * A replay.
   *
   * @param store where release bundles lie, by digest
   * @param trusted keys that may have signed them
   * @param profile the profile the case was decided under
   */
  public Replay(ModelStore store, List<TrustedKey> trusted, Profile profile) {
    this.store = store;
    this.trusted = List.copyOf(trusted);
    this.profile = profile;
  }

  /** What came of it. */
  public sealed interface Result {
    /**
     * Every bit is the same.
     *
     * @param prediction what was recorded and came out again
     */
    record Same(Prediction prediction) implements Result {}

    /**
     * Something else came out.
     *
     * @param differences name, recorded, now
     */
    record Different(List<String> differences) implements Result {}

    /**
     * It cannot be decided again.
     *
     * @param reason what is missing
     */
    record Impossible(String reason) implements Result {}
  }

  /**
   * Decides again.
   *
   * @param decisionId prediction id
   * @param hops every ledger entry about the candidate
   */
  public Result run(String decisionId, List<Hop> hops) throws OutageException {
    Bytes recorded =
        hops.stream()
            .filter(hop -> hop.event() == EventType.PREDICTION_SCORED)
            .filter(hop -> decisionId.equals(hop.decisionId()))
            .findFirst()
            .map(Hop::value)
            .orElse(null);
    if (recorded == null
        || !(Codecs.PREDICTION.decode(recorded.toArray())
            instanceof Decoded.Valid<Prediction>(Prediction then))) {
      return new Result.Impossible("the recorded prediction is erased or no prediction");
    }
    Candidate candidate = candidate(then, hops);
    if (candidate == null) {
      return new Result.Impossible("the recorded candidate is erased or no candidate");
    }
    Map<String, byte[]> files = store.fetch(then.modelDigest());
    if (files == null) {
      return new Result.Impossible("no release " + then.modelDigest() + " lies in the store");
    }
    return switch (Bundle.load(new ModelDigest(then.modelDigest()), files, trusted)) {
      case Bundle.Refused refused ->
          new Result.Impossible("the release is refused: " + refused.code());
      case Bundle.Loaded loaded -> again(loaded.bundle(), candidate, then, recorded);
    };
  }

  private static @Nullable Candidate candidate(Prediction then, List<Hop> hops) {
    for (Hop hop : hops) {
      Bytes value = hop.value();
      boolean at =
          hop.position().partition() == then.source().partition()
              && hop.position().offset() == then.source().offset()
              && hop.position().topic().endsWith(Topics.CANDIDATES.name());
      if (at
          && value != null
          && Codecs.candidateEvent(hop.event(), value.toArray())
              instanceof Decoded.Valid<CandidateEvent>(Candidate candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private Result again(Bundle bundle, Candidate candidate, Prediction then, Bytes recorded) {
    ServingModel serving;
    try {
      serving = ServingModel.bind(bundle.model(), profile).named(then.modelVersion());
    } catch (ModelRefusedException e) {
      return new Result.Impossible(String.valueOf(e.getMessage()));
    }
    return switch (Scoring.score(serving, candidate, then.source(), then.eventTime())) {
      case ScoringResult.Scored(Prediction now) -> compared(then, now, recorded);
      case ScoringResult.Unscorable refused ->
          new Result.Different(List.of("refused now: " + refused.code() + " " + refused.reason()));
      case ScoringResult.Skipped skipped -> new Result.Different(List.of("not decided on now"));
    };
  }

  private static Result compared(Prediction then, Prediction now, Bytes recorded) {
    if (Bytes.copyOf(Codecs.PREDICTION.encode(inRole(now, then))).equals(recorded)) {
      return new Result.Same(then);
    }
    List<String> differences = new ArrayList<>();
    differ(differences, "id", then.id(), now.id());
    differ(differences, "vector", then.vector(), now.vector());
    differ(differences, "margin", bits(then.margin()), bits(now.margin()));
    differ(differences, "probability", bits(then.probability()), bits(now.probability()));
    differ(differences, "threshold", bits(then.threshold()), bits(now.threshold()));
    differ(differences, "band", then.band(), now.band());
    differ(differences, "flags", then.flags(), now.flags());
    if (differences.isEmpty()) {
      differences.add("bytes of the record, though all compared fields agree");
    }
    return new Result.Different(differences);
  }

  /** The role of the release is the installation's at that time, no outcome of scoring. */
  private static Prediction inRole(Prediction now, Prediction then) {
    return new Prediction(
        now.id(),
        now.candidateId(),
        now.profile(),
        now.model(),
        now.modelVersion(),
        now.modelDigest(),
        then.variant(),
        now.source(),
        now.eventTime(),
        now.vector(),
        now.margin(),
        now.rawProbability(),
        now.probability(),
        now.threshold(),
        now.positive(),
        now.band(),
        now.flags());
  }

  private static String bits(double value) {
    return value + " (" + Double.toHexString(value) + ")";
  }

  private static void differ(List<String> into, String name, Object then, Object now) {
    if (!then.equals(now)) {
      into.add(name + " was " + then + ", is " + now);
    }
  }
}
