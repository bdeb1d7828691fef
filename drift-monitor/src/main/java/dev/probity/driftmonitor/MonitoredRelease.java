// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.MonitoringReference;
import java.util.Map;

/**
 * A release and what its windows are compared with.
 *
 * @param modelDigest the digest of the bundle
 * @param model the name of the model
 * @param referenceDigest the SHA-256 of the reference's bytes
 * @param reference the reference
 * @param importances each feature's share of what moves the score, as the release's card has it;
 *     empty when the card does not tell
 */
public record MonitoredRelease(
    String modelDigest,
    String model,
    String referenceDigest,
    MonitoringReference reference,
    Map<String, Double> importances) {
  /** Copies the map. */
  public MonitoredRelease {
    importances = Map.copyOf(importances);
  }

  /** A release whose card tells no importances. */
  public MonitoredRelease(
      String modelDigest, String model, String referenceDigest, MonitoringReference reference) {
    this(modelDigest, model, referenceDigest, reference, Map.of());
  }
}
