// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

/**
 * The environment stands in the way of a batch: a store does not answer, memory is short. No record
 * is at fault, so none is dead-lettered; the loop pauses, waits and tries again.
 */
public final class OutageException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * An outage of the named thing.
   *
   * @param what what does not answer, in words for the operator, never a value of a record
   */
  public OutageException(String what) {
    super(what);
  }

  /** An outage of the named thing, with what was seen. */
  public OutageException(String what, Throwable cause) {
    super(what, cause);
  }
}
