// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.util.Set;

/**
 * The values an attribute may take. Protected values are checked against it without being opened
 * (see {@link Protected#firstOutside}).
 */
public sealed interface AttributeDomain {

  /** Whether the value may be taken; a missing value never may. */
  boolean contains(AttributeValue value);

  /**
   * A list of codes.
   *
   * @param values the codes
   */
  record Codes(Set<AttributeValue> values) implements AttributeDomain {
    /** Copies the codes. */
    public Codes {
      values = Set.copyOf(values);
      Check.that(!values.contains(AttributeValue.MISSING), "values", "codes, none missing");
    }

    @Override
    public boolean contains(AttributeValue value) {
      return values.contains(value);
    }
  }

  /**
   * All numbers between two ends.
   *
   * @param low the lower end, included
   * @param high the upper end, included
   * @param whole whether only whole numbers belong to it
   */
  record Interval(double low, double high, boolean whole) implements AttributeDomain {
    /** Checks the ends. */
    public Interval {
      Check.finite(low, "low");
      Check.finite(high, "high");
      Check.that(low <= high, "low", "not above high");
    }

    @Override
    public boolean contains(AttributeValue value) {
      return value instanceof AttributeValue.Number number
          && number.value() >= low
          && number.value() <= high
          && (!whole || number.value() == Math.rint(number.value()));
    }
  }

  /**
   * The domain, or nothing at all.
   *
   * @param domain the values that may be taken when there is one
   */
  record OrMissing(AttributeDomain domain) implements AttributeDomain {
    /** Checks the component. */
    public OrMissing {
      Check.present(domain, "domain");
    }

    @Override
    public boolean contains(AttributeValue value) {
      return value instanceof AttributeValue.Missing || domain.contains(value);
    }
  }
}
