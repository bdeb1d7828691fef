// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import org.jspecify.annotations.Nullable;

/**
 * Test statistics of a signal and what they allow to conclude.
 *
 * @param eValue the e-value, at least 0; null when there is none or it exceeds the doubles
 * @param eValueLog10 the decimal logarithm of the e-value
 * @param eBound the e-value that raises an alarm, 1/alpha
 * @param pValue the p-value, from 0 to 1
 * @param findings the number of findings
 * @param alert whether this window breaches its limits
 * @param evidence what the value allows to conclude
 */
public record SignalEvidence(
    @Nullable Double eValue,
    @Nullable Double eValueLog10,
    @Nullable Double eBound,
    @Nullable Double pValue,
    @Nullable Long findings,
    boolean alert,
    Evidence evidence) {

  /** Checks and copies the components. */
  public SignalEvidence {
    Check.finite(eValue, "eValue");
    Check.finite(eValueLog10, "eValueLog10");
    Check.finite(eBound, "eBound");
    Check.finite(pValue, "pValue");
    Check.present(evidence, "evidence");
  }
}
