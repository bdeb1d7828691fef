// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static dev.probity.topics.codec.JsonTypes.INSTANT;
import static dev.probity.topics.codec.JsonTypes.NUMBER;
import static dev.probity.topics.codec.JsonTypes.OFFSET_RANGE;
import static dev.probity.topics.codec.JsonTypes.SMALL;
import static dev.probity.topics.codec.JsonTypes.TEXT;
import static dev.probity.topics.codec.JsonTypes.WHOLE;
import static dev.probity.topics.codec.JsonTypes.coded;
import static dev.probity.topics.codec.JsonTypes.list;
import static dev.probity.topics.codec.JsonTypes.map;

import dev.probity.topics.record.ChallengeMode;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseAnswer;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseChallenge;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.ReleaseLineage;
import dev.probity.topics.record.ReleaseManifest;
import dev.probity.topics.record.ReleaseMetric;

/** The shape of model releases. */
final class ReleaseShapes {

  static final Shape<ReleaseMetric> RELEASE_METRIC =
      new Shape.Builder<ReleaseMetric>()
          .field("fold", TEXT, ReleaseMetric::fold)
          .field("name", TEXT, ReleaseMetric::name)
          .field("value", NUMBER, ReleaseMetric::value)
          .field("n", WHOLE, ReleaseMetric::n)
          .nullable("lower", NUMBER, ReleaseMetric::lower)
          .nullable("upper", NUMBER, ReleaseMetric::upper)
          .tolerant(
              v ->
                  new ReleaseMetric(
                      v.next(), v.next(), v.next(), v.next(), v.nextOrNull(), v.nextOrNull()));

  static final Shape<ReleaseManifest> RELEASE_MANIFEST =
      new Shape.Builder<ReleaseManifest>()
          .field("manifestDigest", TEXT, ReleaseManifest::manifestDigest)
          .field("referenceDigest", TEXT, ReleaseManifest::referenceDigest)
          .field("positive", TEXT, ReleaseManifest::positive)
          .field("threshold", NUMBER, ReleaseManifest::threshold)
          .field("features", list(TEXT), ReleaseManifest::features)
          .field("trees", SMALL, ReleaseManifest::trees)
          .field("learner", TEXT, ReleaseManifest::learner)
          .field("calibrator", TEXT, ReleaseManifest::calibrator)
          .field("metrics", list(RELEASE_METRIC), ReleaseManifest::metrics)
          .tolerant(
              v ->
                  new ReleaseManifest(
                      v.next(), v.next(), v.next(), v.next(), v.next(), v.next(), v.next(),
                      v.next(), v.next()));

  static final Shape<ReleaseLineage> RELEASE_LINEAGE =
      new Shape.Builder<ReleaseLineage>()
          .field("dataCommit", TEXT, ReleaseLineage::dataCommit)
          .field("dataDigest", TEXT, ReleaseLineage::dataDigest)
          .field("rows", WHOLE, ReleaseLineage::rows)
          .field(
              "sourceOffsets", map(OFFSET_RANGE, Limits.MAX_ENTRIES), ReleaseLineage::sourceOffsets)
          .field("seed", WHOLE, ReleaseLineage::seed)
          .nullable("eventTimeFrom", INSTANT, ReleaseLineage::eventTimeFrom)
          .nullable("eventTimeTo", INSTANT, ReleaseLineage::eventTimeTo)
          .nullable("requestId", TEXT, ReleaseLineage::requestId)
          .optional("codeCommit", TEXT, ReleaseLineage::codeCommit)
          .optional("bomDigest", TEXT, ReleaseLineage::bomDigest)
          .tolerant(
              v ->
                  new ReleaseLineage(
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull()));

  static final Shape<ReleaseApproval> RELEASE_APPROVAL =
      new Shape.Builder<ReleaseApproval>()
          .field("approvedBy", TEXT, ReleaseApproval::approvedBy)
          .field("approvedAt", INSTANT, ReleaseApproval::approvedAt)
          .field("reason", TEXT, ReleaseApproval::reason)
          .tolerant(v -> new ReleaseApproval(v.next(), v.next(), v.next()));

  static final Shape<ReleaseChallenge> RELEASE_CHALLENGE =
      new Shape.Builder<ReleaseChallenge>()
          .field("mode", coded(ChallengeMode.class), ReleaseChallenge::mode)
          .field("share", NUMBER, ReleaseChallenge::share)
          .tolerant(v -> new ReleaseChallenge(v.next(), v.next()));

  static final Shape<ReleaseAnswer> RELEASE_ANSWER =
      new Shape.Builder<ReleaseAnswer>()
          .field("question", TEXT, ReleaseAnswer::question)
          .field("answer", TEXT, ReleaseAnswer::answer)
          .tolerant(v -> new ReleaseAnswer(v.next(), v.next()));

  static final Shape<ModelRelease> MODEL_RELEASE =
      new Shape.Builder<ModelRelease>()
          .field("name", TEXT, ModelRelease::name)
          .field("event", coded(ReleaseEvent.class), ModelRelease::event)
          .nullable("alias", TEXT, ModelRelease::alias)
          .field("version", TEXT, ModelRelease::version)
          .field("digest", TEXT, ModelRelease::digest)
          .field("location", TEXT, ModelRelease::location)
          .field("profile", TEXT, ModelRelease::profile)
          .field("profileDigest", TEXT, ModelRelease::profileDigest)
          .nullable("previousDigest", TEXT, ModelRelease::previousDigest)
          .nullable("manifest", RELEASE_MANIFEST, ModelRelease::manifest)
          .nullable("lineage", RELEASE_LINEAGE, ModelRelease::lineage)
          .nullable("approval", RELEASE_APPROVAL, ModelRelease::approval)
          .field("actor", TEXT, ModelRelease::actor)
          .nullable("reason", TEXT, ModelRelease::reason)
          .field("at", INSTANT, ModelRelease::at)
          .optional("challenge", RELEASE_CHALLENGE, ModelRelease::challenge)
          .optional("checklist", list(RELEASE_ANSWER), ModelRelease::checklist)
          .tolerant(
              v ->
                  new ModelRelease(
                      v.next(),
                      v.next(),
                      v.nextOrNull(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.next(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.nextOrNull(),
                      v.next(),
                      v.nextOrNull(),
                      v.next(),
                      v.nextOrNull(),
                      v.nextOrNull()));

  private ReleaseShapes() {}
}
