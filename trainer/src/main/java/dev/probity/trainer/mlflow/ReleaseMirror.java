// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.mlflow;

import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.trainer.ReleaseHistory;
import dev.probity.trainer.gate.ReleaseRegister;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What MLflow is to show of what the models topic is about to be told. Doing it again changes
 * nothing.
 *
 * @param model the registered model
 * @param digest the release it is about
 * @param aliases by alias, the release it points at from now on; null takes the alias away
 * @param approvedBy who let the release go; null when nobody did yet
 */
public record ReleaseMirror(
    String model,
    String digest,
    Map<String, @Nullable String> aliases,
    @Nullable String approvedBy) {
  /** Copies. */
  public ReleaseMirror {
    aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
  }

  /**
   * Of a record.
   *
   * @param before what the models topic says without it
   * @param record what it is to be told
   */
  public static ReleaseMirror of(ReleaseRegister before, ModelRelease record) {
    Map<String, @Nullable String> aliases = new LinkedHashMap<>();
    String digest = record.digest();
    ModelRelease challenger = before.challenger();
    boolean isChallenger = challenger == null || challenger.digest().equals(digest);
    if (ReleaseHistory.CHAMPION.equals(record.alias())) {
      aliases.put(ReleaseHistory.CHAMPION, digest);
      if (isChallenger) {
        aliases.put(ReleaseHistory.CHALLENGER, null);
      }
    } else if (ReleaseHistory.CHALLENGER.equals(record.alias())) {
      aliases.put(ReleaseHistory.CHALLENGER, digest);
    } else if (record.event() == ReleaseEvent.RETIRED && isChallenger) {
      aliases.put(ReleaseHistory.CHALLENGER, null);
    }
    // Whoever rolls back does not approve anew what was approved before.
    ReleaseApproval approval =
        record.event() == ReleaseEvent.ROLLED_BACK ? null : record.approval();
    return new ReleaseMirror(
        record.name(), digest, aliases, approval == null ? null : approval.approvedBy());
  }
}
