// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.ReleaseDesk;
import dev.probity.topics.record.ChallengeMode;
import dev.probity.topics.record.ReleaseAnswer;
import dev.probity.topics.record.ReleaseChallenge;
import dev.probity.trainer.gate.ReleaseRegister;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares a release with the champion. */
@Command(
    name = "challenge",
    description =
        "Makes a registered release challenger, on record: in the shadow it scores every candidate"
            + " and nobody is told; with ab it decides about a share of them, chosen by a hash of"
            + " the candidate's id. The compliance checklist must be answered.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class ModelChallengeCommand implements Callable<Integer> {
  private static final double USUAL_SHARE = 0.1;

  @Mixin private Common common = new Common();
  @Mixin private Releasing releasing = new Releasing();
  @Mixin private Answering answering = new Answering();
  @Mixin private ReleaseArguments about = new ReleaseArguments();

  @Option(
      names = "--mode",
      required = true,
      paramLabel = "shadow|ab",
      description = "How it is compared.")
  private String mode = "";

  @Option(
      names = "--share",
      paramLabel = "S",
      description =
          "Share of the candidates it decides about, above 0 to 0.5; with ab only (default: 0.1).")
  private @Nullable Double share;

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.logToStderr();
    ReleaseChallenge challenge = challenge();
    String actor = releasing.actor(common);
    List<ReleaseAnswer> checklist = answering.complete(releasing);
    ReleaseDesk desk = releasing.desk(common);
    ReleaseRegister register = ReleaseRegister.of(about.model(), desk.records());
    return releasing.settle(
        common,
        desk,
        register,
        register.challenge(
            about.release(), challenge, checklist, actor, releasing.reason(), Instant.now()));
  }

  private ReleaseChallenge challenge() {
    if (mode.equals(ChallengeMode.SHADOW.code()) && share == null) {
      return new ReleaseChallenge(ChallengeMode.SHADOW, 1);
    }
    if (!mode.equals(ChallengeMode.AB.code())) {
      throw releasing.usage(
          mode.equals(ChallengeMode.SHADOW.code())
              ? "--share goes with --mode ab only: in the shadow every candidate is scored"
              : "--mode is " + mode + ", expected shadow or ab");
    }
    double asked = share == null ? USUAL_SHARE : share;
    // More than half would be a promotion that nobody let go.
    if (!(asked > 0 && asked <= 0.5)) {
      throw releasing.usage("--share is " + asked + ", expected above 0 to 0.5");
    }
    return new ReleaseChallenge(ChallengeMode.AB, asked);
  }
}
