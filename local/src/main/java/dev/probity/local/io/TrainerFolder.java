// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.trainer.io.TrainerConfig;
import java.util.HashMap;
import java.util.Map;

/** What the trainer of a data folder is told: the folder's own places before all other settings. */
public final class TrainerFolder {
  private TrainerFolder() {}

  /** The configuration of the trainer of this folder. */
  public static TrainerConfig config(DataFolder folder) {
    Map<String, String> values = new HashMap<>(Secrets.signing(folder));
    values.put("probity.models.dir", folder.models().toString());
    values.put("probity.trainer.datasets-dir", folder.datasets().toString());
    values.put("probity.mlflow.dir", folder.runs().toString());
    return TrainerConfig.parse(Configured.with(values));
  }
}
