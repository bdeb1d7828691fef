// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseLineage;
import java.util.ArrayList;
import java.util.List;

/**
 * What an installation that decides about real people asks of a release beyond the gate: sources
 * that can be found again, an approval of its own, an answered checklist.
 */
public final class ProductionRules {
  private static final String COMMIT = "[0-9a-f]{40}|[0-9a-f]{64}";

  private ProductionRules() {}

  /**
   * What a promotion lacks; empty when nothing.
   *
   * @param promotion what the models topic would be told
   * @param approved whether an approval was on record before
   */
  public static List<String> missing(ModelRelease promotion, boolean approved) {
    List<String> missing = new ArrayList<>();
    ReleaseLineage lineage = promotion.lineage();
    String commit = lineage == null ? null : lineage.codeCommit();
    if (commit == null) {
      missing.add(
          "the commit of the sources that trained it is unknown\nMaybe train again with"
              + " probity.mlflow.git-commit set to it");
    } else if (!commit.matches(COMMIT)) {
      missing.add(
          "the sources that trained it are "
              + (commit.endsWith("-dirty") ? "changed after commit " : "not named by a commit: ")
              + commit.replaceFirst("-dirty$", "")
              + "\nMaybe commit them and train again");
    }
    if (!approved) {
      missing.add(
          "nobody approved it before\nMaybe ask a second operator: probity model approve "
              + promotion.name()
              + " "
              + promotion.version());
    }
    if (promotion.checklist() == null) {
      missing.add(
          "its compliance checklist is not answered\nMaybe compare it first: probity model"
              + " challenge "
              + promotion.name()
              + " "
              + promotion.version());
    }
    return missing;
  }
}
