// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.trainer.Pipeline;
import dev.probity.trainer.io.TrainerConfig;
import dev.probity.trainer.io.TrainerService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A trainer over a data folder, in the process of a command. */
public final class PipelineDesk {
  private PipelineDesk() {}

  /**
   * The trainer.
   *
   * @param data the data folder; it must run when records are read or a release is registered
   * @param pipelines what it is to do
   */
  public static TrainerService trainer(Path data, Set<Pipeline> pipelines) throws IOException {
    DataFolder folder = DataFolder.view(data);
    Map<String, String> values = new HashMap<>(Secrets.signing(folder));
    boolean broker = pipelines.contains(Pipeline.DATA) || pipelines.contains(Pipeline.SERVE);
    Ports ports = broker ? DataFolder.requireRunning(data) : DataFolder.portsOf(data);
    values.put("kafka.bootstrap.servers", "127.0.0.1:" + ports.kafka());
    values.put("probity.models.dir", folder.models().toString());
    values.put("probity.mlflow.dir", folder.runs().toString());
    values.put("probity.trainer.datasets-dir", folder.datasets().toString());
    return TrainerService.of(TrainerConfig.parse(Configured.with(values)));
  }
}
