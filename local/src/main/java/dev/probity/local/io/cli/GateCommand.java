// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.rows.InvalidInputException;
import dev.probity.local.io.rows.ModelFile;
import dev.probity.model.bundle.Bundle;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.trainer.gate.GateCheck;
import dev.probity.trainer.gate.GateOutcome;
import dev.probity.trainer.gate.GateVerdict;
import dev.probity.trainer.gate.PromotionPolicy;
import dev.probity.trainer.gate.VerdictReport;
import dev.probity.trainer.gate.Waiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges releases by the policy of their profile. */
@Command(
    name = "gate",
    description =
        "Judges releases by the policy of their profile, on the figures of the hold-out part that"
            + " their signed manifests carry: absolute limits, limits against the champion, and"
            + " fairness limits.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.GATE_LINE})
final class GateCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Acting acting = new Acting();

  @Parameters(
      arity = "1..*",
      paramLabel = "MODEL",
      description = "A bundle's folder or manifest.json, or its digest in the data folder.")
  private List<String> models = List.of();

  @Option(
      names = "--champion",
      paramLabel = "MODEL",
      description = "The release they are compared with (default: none, which the verdict says).")
  private @Nullable String champion;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description =
          "Keys of which one must have signed a bundle, one vkey per line (default: those of"
              + " the data folder).")
  private @Nullable Path keys;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Also write the verdicts as a JUnit report, for CI servers.")
  private @Nullable Path junit;

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  private List<Waiving> waiving = new ArrayList<>();

  @Spec private @Nullable CommandSpec spec;

  /** A finding that a person waives; finding and reason go together. */
  static final class Waiving {
    @Option(
        names = "--waive",
        required = true,
        paramLabel = "FINDING",
        description =
            "Let a standing finding pass, such as impactRatio[RAC1P=2]; not on attributes the"
                + " profile blocks on. Actor and reason stand in the verdict.")
    private String finding = "";

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why the finding before it is waived, in words. No personal data.")
    private String reason = "";
  }

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    try {
      List<Waiver> waivers = waivers();
      Bundle serves = champion == null ? null : bundle(champion);
      List<GateVerdict> verdicts = new ArrayList<>();
      for (String model : models) {
        Bundle bundle = bundle(model);
        verdicts.add(PromotionPolicy.judge(profile(bundle), bundle, serves, waivers));
      }
      if (junit != null) {
        Files.writeString(junit, VerdictReport.junit(verdicts));
      }
      print(verdicts);
      return verdicts.stream().allMatch(GateVerdict::passed) ? Exit.DONE : Exit.GATE_FAILED;
    } catch (InvalidInputException wrong) {
      throw usage(String.valueOf(wrong.getMessage()));
    }
  }

  private List<Waiver> waivers() throws IOException {
    List<Waiver> waivers = new ArrayList<>();
    for (Waiving one : waiving) {
      if (one.finding.isBlank() || one.reason.isBlank()) {
        throw new InvalidInputException("A waiver needs the name of its finding and a reason");
      }
      String actor = acting.principal(common, "operator").subject();
      waivers.add(new Waiver(one.finding, actor, one.reason));
    }
    return waivers;
  }

  private Bundle bundle(String model) throws IOException {
    Path path =
        model.matches("[0-9a-f]{64}")
            ? common.data().resolve("models").resolve(model)
            : Path.of(model);
    return ModelFile.signed(
        path, keys == null ? common.data().resolve("keys").resolve("models.trusted") : keys);
  }

  private static Profile profile(Bundle bundle) throws InvalidInputException {
    String name = bundle.manifest().profile().name();
    try {
      return ProfileFiles.load(name);
    } catch (IllegalArgumentException unknown) {
      throw new InvalidInputException("Profile " + name + ": " + unknown.getMessage());
    }
  }

  private void print(List<GateVerdict> verdicts) {
    if (common.json()) {
      new Printer(common)
          .object(
              "probity.gate.v1",
              Map.of("verdicts", verdicts.stream().map(VerdictReport::fields).toList()));
    } else {
      verdicts.forEach(this::tell);
    }
    verdicts.stream()
        .flatMap(verdict -> verdict.unusedWaivers().stream())
        .map(Waiver::finding)
        .distinct()
        .forEach(
            finding ->
                common
                    .err()
                    .println(
                        "waiver of "
                            + finding
                            + " was not used: no finding of that name"
                            + " that can be waived"));
  }

  private void tell(GateVerdict verdict) {
    common.out().println(verdict.model() + " " + verdict.digest());
    for (GateCheck check : verdict.checks()) {
      common.out().println("  " + VerdictReport.line(check));
    }
    common
        .out()
        .println(
            verdict.passed()
                ? "passed"
                : "failed: " + verdict.count(GateOutcome.FAILED) + " checks");
    common.out().flush();
  }

  private RuntimeException usage(String what) {
    return spec == null
        ? new IllegalArgumentException(what)
        : new ParameterException(spec.commandLine(), what);
  }
}
