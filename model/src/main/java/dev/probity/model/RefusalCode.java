// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

/**
 * Why a model or one of its files was refused; a closed list, fit for ledgers and metric labels.
 */
public enum RefusalCode {
  /** A file is larger than its limit. */
  TOO_LARGE,
  /** The manifest found is not the one asked for. */
  DIGEST_MISMATCH,
  /** No trusted key has signed. */
  UNSIGNED,
  /** A trusted key's signature does not verify. */
  BAD_SIGNATURE,
  /** A file named by the manifest is absent. */
  FILE_MISSING,
  /** A file is present that the manifest does not name, or its length or hash differs. */
  FILE_MISMATCH,
  /** The bytes are not the strict form of the document they should be. */
  MALFORMED,
  /** The document's schema or kind is not one this release reads. */
  UNSUPPORTED,
  /** The trees are inconsistent in themselves. */
  INVALID_TREES,
  /** Trees, features and calibrator do not fit each other. */
  SPEC_MISMATCH,
  /** A count is above its cap. */
  CAP_EXCEEDED,
  /** The rows the model carries do not come out as stored. */
  SELF_TEST_FAILED
}
