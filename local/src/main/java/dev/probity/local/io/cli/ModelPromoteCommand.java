// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.DataFolder;
import dev.probity.local.io.ReleaseDesk;
import dev.probity.local.io.TrainerFolder;
import dev.probity.local.io.rows.InvalidInputException;
import dev.probity.local.io.rows.ModelFile;
import dev.probity.model.bundle.Bundle;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.ModelRelease;
import dev.probity.trainer.gate.GateOutcome;
import dev.probity.trainer.gate.GateVerdict;
import dev.probity.trainer.gate.ProductionRules;
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
            + " go is not who trained it. Where it was approved before, another person than who"
            + " approved it promotes it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.GATE_LINE})
final class ModelPromoteCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Releasing releasing = new Releasing();
  @Mixin private ModelName model = new ModelName();
  @Mixin private Answering answering = new Answering();

  @Parameters(
      paramLabel = "RELEASE",
      description = "The release, by digest or version; probity model list names both.")
  private String release = "";

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
    ReleaseRegister register = ReleaseRegister.of(model.text(), desk.records());
    String waived = waive.isEmpty() ? "" : " (waived: " + String.join(", ", waive) + ")";
    ReleaseRegister.Decision decision =
        register.promote(
            release,
            actor,
            releasing.reason() + waived,
            answering.given() ? answering.complete(releasing) : null,
            Instant.now());
    ModelRelease record = releasing.allowed(decision);
    boolean stands = decision instanceof ReleaseRegister.Standing;
    if (!stands) {
      boolean passed = passes(register, record, actor);
      boolean fit = isFitForProduction(register, record);
      if (!passed || !fit) {
        common
            .err()
            .println(passed ? "nothing is promoted" : "the gate failed, nothing is promoted");
        return Exit.GATE_FAILED;
      }
    }
    return releasing.settle(common, desk, register, decision);
  }

  private boolean passes(ReleaseRegister register, ModelRelease record, String actor)
      throws IOException {
    GateVerdict verdict = verdict(record.digest(), register.champion(), actor);
    verdict.checks().stream()
        .filter(check -> check.outcome() != GateOutcome.PASSED)
        .forEach(check -> common.err().println(VerdictReport.line(check)));
    if (!verdict.unusedWaivers().isEmpty()) {
      throw releasing.usage(
          "no finding that can be waived is named " + verdict.unusedWaivers().getFirst().finding());
    }
    return verdict.passed();
  }

  private boolean isFitForProduction(ReleaseRegister register, ModelRelease record)
      throws IOException {
    if (!TrainerFolder.config(DataFolder.view(common.data())).production()) {
      return true;
    }
    ModelRelease registered = register.find(record.digest());
    List<String> missing =
        ProductionRules.missing(record, registered != null && registered.approval() != null);
    missing.forEach(one -> common.err().println("production: " + one));
    return missing.isEmpty();
  }

  private GateVerdict verdict(String digest, @Nullable ModelRelease champion, String actor)
      throws IOException {
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

  private Bundle bundle(String digest) throws IOException {
    return ModelFile.signed(
        common.data().resolve("models").resolve(digest),
        common.data().resolve("keys").resolve("models.trusted"));
  }
}
