// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.query.Hop;
import dev.probity.model.ModelDigest;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.TrustedKey;
import dev.probity.scorer.Scoring;
import dev.probity.scorer.ScoringResult;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.Ids;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import dev.probity.topics.value.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A recorded decision, decided again: the same bits, or what differs, or what is missing. */
class ReplayTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final SourcePosition AT = new SourcePosition(Topics.CANDIDATES.name(), 2, 41);

  private final Profile profile = ProfileFiles.load("apprentice-retention");
  private final Map<String, byte[]> release = TinyRelease.files(profile, 3);
  private final String digest = Ids.sha256(release.get("manifest.json"));
  private final List<TrustedKey> trusted = List.of(TrustedKey.parse(TinyRelease.vkey()));
  private final ModelStore store = wanted -> wanted.equals(digest) ? release : null;

  private Candidate candidate(String trade) {
    return new Candidate(
        "C-1",
        Purpose.DECISION,
        profile.name(),
        Map.of(
            "trade", AttributeValue.of(trade),
            "grade", AttributeValue.of(2.3),
            "interview", AttributeValue.of(2)),
        Protected.of(Map.of("gender", AttributeValue.of("other"))),
        Provenance.UNKNOWN);
  }

  private Prediction decided(Candidate candidate) {
    var loaded =
        assertInstanceOf(
            Bundle.Loaded.class, Bundle.load(new ModelDigest(digest), release, trusted));
    ServingModel serving =
        ServingModel.bind(loaded.bundle().model(), profile).named("apprentice 7");
    return assertInstanceOf(ScoringResult.Scored.class, Scoring.score(serving, candidate, AT, TIME))
        .prediction();
  }

  private static Hop hop(EventType event, @Nullable String decisionId, byte @Nullable [] value) {
    SourcePosition position =
        event == EventType.CANDIDATE_RECEIVED
            ? new SourcePosition("acme." + AT.topic(), AT.partition(), AT.offset())
            : new SourcePosition(Topics.PREDICTIONS.name(), 2, 40);
    Bytes bytes = value == null ? null : Bytes.copyOf(value);
    return new Hop(1, event, position, TIME, TIME, decisionId, null, bytes, 10L);
  }

  private Replay.Result replay(Candidate candidate, Prediction recorded) throws OutageException {
    return new Replay(store, trusted, profile)
        .run(
            recorded.id(),
            List.of(
                hop(EventType.CANDIDATE_RECEIVED, null, Codecs.CANDIDATE.encode(candidate)),
                hop(
                    EventType.PREDICTION_SCORED,
                    recorded.id(),
                    Codecs.PREDICTION.encode(recorded))));
  }

  private static Prediction with(Prediction is, double margin, Variant variant) {
    return new Prediction(
        is.id(),
        is.candidateId(),
        is.profile(),
        is.model(),
        is.modelVersion(),
        is.modelDigest(),
        variant,
        is.source(),
        is.eventTime(),
        is.vector(),
        margin,
        is.rawProbability(),
        is.probability(),
        is.threshold(),
        is.positive(),
        is.band(),
        is.flags());
  }

  @Test
  void theSameBitsComeOutOfRecordedBytesAndDigest() throws OutageException {
    Prediction recorded = decided(candidate("plumber"));

    Replay.Result result = replay(candidate("plumber"), recorded);

    assertEquals(new Replay.Result.Same(recorded), result);
  }

  @Test
  void aChallengersDecisionIsReplayedInItsRole() throws OutageException {
    Prediction is = decided(candidate("plumber"));
    Prediction recorded = with(is, is.margin(), Variant.CHALLENGER);

    assertInstanceOf(Replay.Result.Same.class, replay(candidate("plumber"), recorded));
  }

  @Test
  void theLastBitOfAMarginCounts() throws OutageException {
    Prediction is = decided(candidate("plumber"));
    Prediction recorded = with(is, Math.nextUp(is.margin()), is.variant());

    var different =
        assertInstanceOf(Replay.Result.Different.class, replay(candidate("plumber"), recorded));

    assertEquals(1, different.differences().size(), different.toString());
    assertTrue(different.differences().getFirst().startsWith("margin was "));
  }

  @Test
  void anotherCandidateUnderTheSamePositionIsTold() throws OutageException {
    Prediction recorded = decided(candidate("plumber"));

    var different =
        assertInstanceOf(Replay.Result.Different.class, replay(candidate("carpenter"), recorded));

    assertTrue(different.differences().getFirst().startsWith("vector was "), "" + different);
  }

  @Test
  void aCandidateThatWouldBeRefusedNowIsADifference() throws OutageException {
    Prediction recorded = decided(candidate("plumber"));

    var different =
        assertInstanceOf(Replay.Result.Different.class, replay(candidate("astronaut"), recorded));

    assertTrue(different.differences().getFirst().startsWith("refused now"), "" + different);
  }

  @Test
  void whatIsGoneIsNamedAndNotGuessed() throws OutageException {
    Prediction recorded = decided(candidate("plumber"));
    Hop scored =
        hop(EventType.PREDICTION_SCORED, recorded.id(), Codecs.PREDICTION.encode(recorded));
    Hop erased = hop(EventType.CANDIDATE_RECEIVED, null, null);
    Hop there =
        hop(EventType.CANDIDATE_RECEIVED, null, Codecs.CANDIDATE.encode(candidate("plumber")));
    Replay replay = new Replay(store, trusted, profile);
    ModelStore empty = wanted -> null;

    assertImpossible("candidate is erased", replay.run(recorded.id(), List.of(scored, erased)));
    assertImpossible("prediction is erased", replay.run("0".repeat(64), List.of(scored, there)));
    assertImpossible(
        "no release",
        new Replay(empty, trusted, profile).run(recorded.id(), List.of(there, scored)));
    assertImpossible(
        "release is refused",
        new Replay(store, List.of(), profile).run(recorded.id(), List.of(there, scored)));
    assertImpossible(
        "made for profile",
        new Replay(store, trusted, ProfileFiles.load("acs-salary"))
            .run(recorded.id(), List.of(there, scored)));
  }

  private static void assertImpossible(String reason, Replay.Result result) {
    var impossible = assertInstanceOf(Replay.Result.Impossible.class, result);
    assertTrue(impossible.reason().contains(reason), impossible.reason());
  }
}
