// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseAnswer;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseChallenge;
import dev.probity.topics.record.ReleaseEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the models topic is to be told about a release, piece by piece.
 *
 * @param of what was last said about the release
 * @param event what happens now
 * @param alias the alias it is about; null when none
 * @param previous the release that had the alias before; null when none
 * @param approval who let it go; null when nobody did
 * @param challenge how it is compared; null when it is not
 * @param checklist the answered checklist; null when nobody was asked
 */
record Told(
    ModelRelease of,
    ReleaseEvent event,
    @Nullable String alias,
    @Nullable String previous,
    @Nullable ReleaseApproval approval,
    @Nullable ReleaseChallenge challenge,
    @Nullable List<ReleaseAnswer> checklist) {

  Told(ModelRelease of, ReleaseEvent event, @Nullable String alias) {
    this(of, event, alias, null, null, null, null);
  }

  /** In the place of another release. */
  Told instead(@Nullable ModelRelease before) {
    String digest = before == null ? null : before.digest();
    return new Told(of, event, alias, digest, approval, challenge, checklist);
  }

  Told approved(@Nullable ReleaseApproval by) {
    return new Told(of, event, alias, previous, by, challenge, checklist);
  }

  Told compared(@Nullable ReleaseChallenge how, @Nullable List<ReleaseAnswer> answers) {
    return new Told(of, event, alias, previous, approval, how, answers);
  }

  /** The record, made to happen by this person for this reason. */
  ModelRelease by(String actor, @Nullable String reason, Instant at) {
    return new ModelRelease(
        of.name(),
        event,
        alias,
        of.version(),
        of.digest(),
        of.location(),
        of.profile(),
        of.profileDigest(),
        previous,
        of.manifest(),
        of.lineage(),
        approval,
        actor,
        reason,
        at,
        challenge,
        checklist);
  }
}
