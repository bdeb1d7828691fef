// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.compare;

import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.trainer.ProtectedCodes;
import java.util.Map;

/** Opens the protected groups of people for a comparison, and for nothing else. */
public final class CaseGroups {
  private final Profile profile;
  private final FairnessAccess access = FairnessAccess.forPurpose("comparison of releases");

  /** Groups by the attributes of a profile. */
  public CaseGroups(Profile profile) {
    this.profile = profile;
  }

  /** The groups of a candidate, by attribute. */
  public Map<String, String> of(Candidate candidate) {
    return ProtectedCodes.of(profile, candidate, access);
  }
}
