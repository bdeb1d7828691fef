// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.List;
import java.util.Objects;

/** One column of a model's rows and how raw values become it. */
public sealed interface Feature {
  /** What to do with a value the policy is about. */
  enum Policy {
    /** Route it as missing. */
    MISSING,
    /** Refuse the row. */
    REFUSE
  }

  /** Name, as in the profile. */
  String name();

  /** What an absent value does. */
  Policy missing();

  /** Whether the person could change it; what-if answers only. */
  boolean mutable();

  /** In which direction it could change; what-if answers only. */
  Direction direction();

  /**
   * A number used as it is.
   *
   * @param name name, as in the profile
   * @param integral whether only whole numbers are values
   * @param low smallest value the profile allows
   * @param high largest value the profile allows; for whole numbers within ±2^24
   * @param missing what an absent value does
   * @param mutable whether the person could change it
   * @param direction in which direction it could change
   */
  record Numeric(
      String name,
      boolean integral,
      double low,
      double high,
      Policy missing,
      boolean mutable,
      Direction direction)
      implements Feature {
    private static final double EXACT = 1 << 24;

    /** Checks the range. */
    public Numeric {
      requireName(name);
      Objects.requireNonNull(missing, "missing");
      Objects.requireNonNull(direction, "direction");
      if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
        throw new IllegalArgumentException(name + ": range [" + low + ", " + high + "]");
      }
      if (integral && (Math.abs(low) > EXACT || Math.abs(high) > EXACT)) {
        throw new IllegalArgumentException(
            name + ": whole numbers beyond 2^24 are not exact in float32. Maybe use a scaled unit");
      }
    }

    /** A whole number of a range, missing allowed, that nobody can change. */
    public static Numeric whole(String name, int low, int high) {
      return new Numeric(name, true, low, high, Policy.MISSING, false, Direction.ANY);
    }
  }

  /**
   * A value out of a list; the trees see its index in that list.
   *
   * @param name name, as in the profile
   * @param categories the values seen in training
   * @param missing what an absent value does
   * @param unseen what a value outside the list does
   * @param mutable whether the person could change it
   * @param direction in which direction it could change
   */
  record Categorical(
      String name,
      Categories categories,
      Policy missing,
      Policy unseen,
      boolean mutable,
      Direction direction)
      implements Feature {
    /** Checks the parts. */
    public Categorical {
      requireName(name);
      Objects.requireNonNull(categories, "categories");
      Objects.requireNonNull(missing, "missing");
      Objects.requireNonNull(unseen, "unseen");
      Objects.requireNonNull(direction, "direction");
    }

    /** Whole-number categories; missing and unseen are routed as missing; nobody can change it. */
    public static Categorical codes(String name, List<Integer> codes) {
      return new Categorical(
          name, new Categories.Codes(codes), Policy.MISSING, Policy.MISSING, false, Direction.ANY);
    }
  }

  private static void requireName(String name) {
    if (name.isBlank() || name.length() > 128) {
      throw new IllegalArgumentException("feature name must have 1 to 128 characters");
    }
  }
}
