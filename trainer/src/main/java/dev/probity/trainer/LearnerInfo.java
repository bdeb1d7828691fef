// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a learner is and can do.
 *
 * @param name name, such as xgboost
 * @param version its version, recorded in the model
 * @param cover unit of the covers it stores: hessian or count
 * @param capabilities what a specification may ask of it
 */
public record LearnerInfo(String name, String version, String cover, Set<Capability> capabilities) {
  /** Something a specification may need. */
  public enum Capability {
    /** Rows of different weight. */
    WEIGHTS,
    /** Rows drawn in proportion to their weight, where weights themselves are not taken. */
    RESAMPLED_WEIGHTS,
    /** A learned direction for missing values. */
    MISSING_DIRECTION,
    /** Splits by a set of categories. */
    CATEGORY_SETS,
    /** Splits by one category against the rest. */
    ONE_VERSUS_REST,
    /** Stopping when a validation part no longer improves. */
    EARLY_STOPPING,
    /** A least weight of a leaf, and a penalty on its value. */
    LEAF_PENALTY,
    /** A share of the rows, drawn for each tree. */
    ROW_SHARE,
    /** A share of the columns, drawn for each tree. */
    COLUMN_SHARE,
    /** Growths that are stopped and continued later. */
    CONTINUING,
    /** The same bytes for the same rows, parameters and seed. */
    DETERMINISTIC
  }

  /** Copies, in the order they are declared in: digests of runs hold these words. */
  public LearnerInfo {
    EnumSet<Capability> ordered = EnumSet.noneOf(Capability.class);
    ordered.addAll(capabilities);
    capabilities = Collections.unmodifiableSet(ordered);
  }

  /**
   * Refuses a specification this learner cannot carry out, naming what is missing.
   *
   * @param needed what the specification needs
   */
  public void require(Set<Capability> needed) {
    EnumSet<Capability> lacking = EnumSet.noneOf(Capability.class);
    needed.stream().filter(capability -> !capabilities.contains(capability)).forEach(lacking::add);
    if (!lacking.isEmpty()) {
      throw new IllegalArgumentException(name + " " + version + " lacks " + lacking);
    }
  }
}
