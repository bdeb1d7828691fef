// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

/** What a model does with a code that exists but that it was not trained on. */
public enum UnseenPolicy {
  /** It is treated as missing, and the prediction says so. */
  MISSING,
  /** The candidate is refused. */
  REFUSE
}
