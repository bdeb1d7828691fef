// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** What a record on the candidates topic says: somebody to decide on, or somebody who withdrew. */
public sealed interface CandidateEvent permits Candidate, Withdrawal {

  /** The pseudonym of the candidate. */
  String id();

  /** The record key. */
  String key();
}
