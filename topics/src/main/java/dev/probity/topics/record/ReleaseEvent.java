// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** What happened to a model release. */
public enum ReleaseEvent implements Coded {
  /** The release exists. */
  REGISTERED("registered"),
  /** The release took an alias. */
  PROMOTED("promoted"),
  /** An earlier release took the alias back. */
  ROLLED_BACK("rolled-back"),
  /** The release is no longer used. */
  RETIRED("retired"),
  /** The scorer serves the model. */
  SERVING("serving"),
  /** The scorer has stopped serving the model. */
  STOPPED("stopped");

  private final String code;

  ReleaseEvent(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
