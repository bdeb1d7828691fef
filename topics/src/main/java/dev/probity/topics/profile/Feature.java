// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.record.AttributeDomain;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.value.Check;

/** One attribute a model of the use case may read: what it means and which values exist. */
public sealed interface Feature {

  /** What every feature says about itself. */
  Facts facts();

  /** The name, as in the candidate's attributes. */
  default String name() {
    return facts().name();
  }

  /** The values that exist, without the missing one. */
  AttributeDomain domain();

  /** Whether the value exists; a missing value never does. */
  boolean admits(AttributeValue value);

  /**
   * What every feature says about itself.
   *
   * @param name the name, as in the candidate's attributes
   * @param label the name for people
   * @param unit the unit of the value, {@code code} for codes
   * @param missing whether a candidate may leave it out
   * @param mutable whether the person could change it, so that advice may speak of it
   * @param change which way it can change
   * @param reasonGroup the words under which its contributions are added in reasons; features may
   *     share a group
   */
  record Facts(
      String name,
      String label,
      String unit,
      MissingPolicy missing,
      boolean mutable,
      ChangeDirection change,
      String reasonGroup) {
    /** Checks the components. */
    public Facts {
      Check.text(name, "name");
      Check.text(label, "label");
      Check.text(unit, "unit");
      Check.present(missing, "missing");
      Check.present(change, "change");
      Check.text(reasonGroup, "reasonGroup");
    }
  }

  /**
   * A quantity.
   *
   * @param facts what it says about itself
   * @param whole whether only whole numbers exist
   * @param low the smallest value
   * @param high the largest value; of a whole number neither exceeds 2^24, which 32-bit model
   *     arithmetic still keeps exactly
   */
  record Numeric(Facts facts, boolean whole, double low, double high) implements Feature {
    private static final double MAX_WHOLE = 1 << 24;

    /** Checks the components. */
    public Numeric {
      Check.present(facts, "facts");
      Check.finite(low, "low");
      Check.finite(high, "high");
      Check.that(low < high, "range", "two ends, the first below the second");
      if (whole) {
        Check.that(
            low == Math.rint(low) && high == Math.rint(high), "range", "whole numbers for an int");
        Check.that(
            Math.abs(low) <= MAX_WHOLE && Math.abs(high) <= MAX_WHOLE,
            "range",
            "within ±2^24 for an int");
      }
    }

    @Override
    public AttributeDomain domain() {
      return new AttributeDomain.Interval(low, high, whole);
    }

    @Override
    public boolean admits(AttributeValue value) {
      return value instanceof AttributeValue.Number(double number)
          && number >= low
          && number <= high
          && (!whole || number == Math.rint(number));
    }
  }

  /**
   * Steps of a ladder, such as education.
   *
   * @param facts what it says about itself
   * @param codes the steps from low to high: whole numbers that ascend
   */
  record Ordinal(Facts facts, CodeBook codes) implements Feature {
    /** Checks the components. */
    public Ordinal {
      Check.present(facts, "facts");
      Check.present(codes, "codes");
      Check.that(codes.numeric(), "categories", "whole numbers for an ordinal feature");
      double last = Double.NEGATIVE_INFINITY;
      for (AttributeValue code : codes.labels().keySet()) {
        double next = ((AttributeValue.Number) code).value();
        Check.that(next > last, "categories", "ascending codes for an ordinal feature");
        last = next;
      }
    }

    @Override
    public AttributeDomain domain() {
      return codes.domain();
    }

    @Override
    public boolean admits(AttributeValue value) {
      return codes.contains(value);
    }
  }

  /**
   * Names without an order, such as an occupation.
   *
   * @param facts what it says about itself
   * @param codes every code that exists, whether or not a model has seen it
   * @param unseen what a model does with a code that exists but that it was not trained on
   */
  record Categorical(Facts facts, CodeBook codes, UnseenPolicy unseen) implements Feature {
    /** Checks the components. */
    public Categorical {
      Check.present(facts, "facts");
      Check.present(codes, "codes");
      Check.present(unseen, "unseen");
    }

    @Override
    public AttributeDomain domain() {
      return codes.domain();
    }

    @Override
    public boolean admits(AttributeValue value) {
      return codes.contains(value);
    }
  }
}
