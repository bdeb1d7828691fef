// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.MonitoringReference;

/**
 * A release and what its windows are compared with.
 *
 * @param modelDigest the digest of the bundle
 * @param model the name of the model
 * @param referenceDigest the SHA-256 of the reference's bytes
 * @param reference the reference
 */
public record MonitoredRelease(
    String modelDigest, String model, String referenceDigest, MonitoringReference reference) {}
