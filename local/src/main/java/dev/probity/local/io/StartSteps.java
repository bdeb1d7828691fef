// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

/** Hears what a start is busy with, so that nobody has to wait in the dark. */
public interface StartSteps {
  /** The named part is being started. */
  void begin(String part);

  /** Everything has started. */
  void done();
}
