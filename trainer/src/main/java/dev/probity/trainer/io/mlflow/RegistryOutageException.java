// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

/** MLflow does not answer, or answers with an error; no model version was made. */
public final class RegistryOutageException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * An outage.
   *
   * @param what what was asked, where, and what came back; no credentials
   */
  public RegistryOutageException(String what) {
    super(what);
  }

  /** An outage with what was seen. */
  public RegistryOutageException(String what, Throwable cause) {
    super(what, cause);
  }
}
