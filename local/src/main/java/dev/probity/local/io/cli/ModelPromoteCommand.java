// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.ReleaseDesk;
import dev.probity.local.io.rows.InvalidInputException;
import dev.probity.local.io.rows.ModelFile;
import dev.probity.model.bundle.Bundle;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.ModelRelease;
import dev.probity.trainer.gate.GateOutcome;
import dev.probity.trainer.gate.GateVerdict;
import dev.probity.trainer.gate.PromotionPolicy;
import dev.probity.trainer.gate.ReleaseRegister;
import dev.probity.trainer.gate.VerdictReport;
import dev.probity.trainer.gate.Waiver;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a registered release serve. */
@Command(
    name = "promote",
    description =
        "Makes a registered release champion, on record, if it passes the gate and whoever lets it"
            + " go is not who trained it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.GATE_LINE})
final class ModelPromoteCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Releasing releasing = new Releasing();

  @Parameters(paramLabel = "DIGEST", description = "The release; probity model list names it.")
  private String digest = "";

  @Option(
      names = "--waive",
      paramLabel = "FINDING",
      description =
          "Let a standing finding pass for the reason given, such as impactRatio[RAC1P=2]; stands"
              + " in the ledger with it.")
  private List<String> waive = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.logToStderr();
    String actor = releasing.actor(common);
    ReleaseDesk desk = releasing.desk(common);
    ReleaseRegister register = releasing.register(desk);
    String waived = waive.isEmpty() ? "" : " (waived: " + String.join(", ", waive) + ")";
    ModelRelease record =
        releasing.allowed(
            register.promote(digest, actor, releasing.reason() + waived, Instant.now()));
    GateVerdict verdict = verdict(register.champion(), actor);
    verdict.checks().stream()
        .filter(check -> check.outcome() != GateOutcome.PASSED)
        .forEach(check -> common.err().println(VerdictReport.line(check)));
    if (!verdict.unusedWaivers().isEmpty()) {
      throw releasing.usage(
          "no finding that can be waived is named " + verdict.unusedWaivers().getFirst().finding());
    }
    if (!verdict.passed()) {
      common.err().println("the gate failed, nothing is promoted");
      return Exit.GATE_FAILED;
    }
    return releasing.announce(common, desk, record);
  }

  private GateVerdict verdict(@Nullable ModelRelease champion, String actor) throws IOException {
    try {
      Bundle candidate = bundle(digest);
      Bundle serves = champion == null ? null : bundle(champion.digest());
      List<Waiver> waivers =
          waive.stream().map(one -> new Waiver(one, actor, releasing.reason())).toList();
      return PromotionPolicy.judge(
          ProfileFiles.load(candidate.manifest().profile().name()), candidate, serves, waivers);
    } catch (InvalidInputException wrong) {
      throw releasing.usage(String.valueOf(wrong.getMessage()));
    }
  }

  private Bundle bundle(String release) throws IOException {
    return ModelFile.signed(
        common.data().resolve("models").resolve(release),
        common.data().resolve("keys").resolve("models.trusted"));
  }
}
