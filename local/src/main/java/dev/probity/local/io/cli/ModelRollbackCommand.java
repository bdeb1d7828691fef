// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.ReleaseDesk;
import dev.probity.trainer.gate.ReleaseRegister;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Back to the release before. */
@Command(
    name = "rollback",
    description =
        "Makes the release that served before champion again, on record. One operator may: that"
            + " release served with approval.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class ModelRollbackCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Releasing releasing = new Releasing();
  @Mixin private ModelName model = new ModelName();

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.logToStderr();
    String actor = releasing.actor(common);
    ReleaseDesk desk = releasing.desk(common);
    ReleaseRegister register = ReleaseRegister.of(model.text(), desk.records());
    return releasing.settle(
        common, desk, register, register.rollBack(actor, releasing.reason(), Instant.now()));
  }
}
