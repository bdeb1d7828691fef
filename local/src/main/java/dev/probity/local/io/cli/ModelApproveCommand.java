// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.ReleaseDesk;
import dev.probity.trainer.gate.ReleaseRegister;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Approves a release. */
@Command(
    name = "approve",
    description =
        "Approves a registered release, on record; who trained it may not. Another person"
            + " than who approved it then promotes it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class ModelApproveCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Releasing releasing = new Releasing();
  @Mixin private ReleaseArguments about = new ReleaseArguments();

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.logToStderr();
    String actor = releasing.actor(common);
    ReleaseDesk desk = releasing.desk(common);
    ReleaseRegister register = ReleaseRegister.of(about.model(), desk.records());
    return releasing.settle(
        common,
        desk,
        register,
        register.approve(about.release(), actor, releasing.reason(), Instant.now()));
  }
}
