// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import org.jspecify.annotations.Nullable;

/**
 * What trains: its sources and the software it is made of.
 *
 * @param codeCommit commit of the sources; null when nobody says
 * @param bomDigest SHA-256 of the list of the software, in CycloneDX; null when there is none
 */
public record TrainingSources(@Nullable String codeCommit, @Nullable String bomDigest) {
  /** Nobody says. */
  public static final TrainingSources UNKNOWN = new TrainingSources(null, null);
}
