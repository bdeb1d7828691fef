// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.util.Map;

/** Where what is known about open alerts survives a restart; what is read was written last. */
public interface AlertStore {
  /** Overwrites the value of a name. */
  void saveAlert(String name, byte[] value);

  /** Forgets a name. */
  void dropAlert(String name);

  /** Every value by its name. */
  Map<String, byte[]> alerts();
}
