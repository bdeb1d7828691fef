// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.ComparedDecisions;
import dev.probity.local.io.ReleaseDesk;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.ChallengeMode;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseChallenge;
import dev.probity.trainer.compare.Comparison;
import dev.probity.trainer.compare.Difference;
import dev.probity.trainer.gate.ReleaseRegister;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Champion against challenger. */
@Command(
    name = "compare",
    description =
        "Compares champion and challenger by the predictions and outcomes on the topics: AUC, Brier"
            + " score, accuracy, selection rates and impact ratios by protected group, each"
            + " difference with its interval, and what it means in words. Nothing is written"
            + " anywhere.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.INCOMPLETE_LINE})
final class ModelCompareCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();

  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the model.")
  private String model = "";

  @Option(
      names = "--last",
      paramLabel = "N",
      description =
          "How many predictions of each partition, the newest, 1 to 200,000 (default:"
              + " ${DEFAULT-VALUE}).",
      defaultValue = "20000")
  private int last = 20_000;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    if (last < 1 || last > ComparedDecisions.MOST) {
      throw usage("--last is " + last + ", expected 1 to " + ComparedDecisions.MOST);
    }
    KafkaSettings kafka = brokers.settings(common, "local");
    ReleaseRegister register = ReleaseRegister.of(model, new ReleaseDesk(kafka).records());
    ModelRelease champion = register.champion();
    ModelRelease challenger = register.challenger();
    ReleaseChallenge challenge = challenger == null ? null : challenger.challenge();
    if (champion == null || challenger == null || challenge == null) {
      throw usage(
          "nothing is compared with the champion of "
              + model
              + "\nMaybe begin with: probity model challenge "
              + model);
    }
    Comparison comparison =
        new ComparedDecisions(
                kafka, ProfileFiles.load(champion.profile()), model, challenger.digest())
            .compare(last, challenge.mode() == ChallengeMode.SHADOW);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", model);
    fields.put("champion", champion.version() + " " + champion.digest());
    fields.put("challenger", challenger.version() + " " + challenger.digest());
    fields.put("mode", challenge.mode().code());
    fields.put("share", challenge.share());
    fields.put("split", split(challenge));
    fields.put("championCases", comparison.championCases());
    fields.put("challengerCases", comparison.challengerCases());
    print(comparison, fields);
    return comparison.challengerCases() == 0 ? Exit.INCOMPLETE : Exit.DONE;
  }

  private void print(Comparison comparison, Map<String, Object> fields) {
    if (common.json()) {
      fields.put(
          "differences",
          comparison.differences().stream().map(ModelCompareCommand::fields).toList());
      fields.put("verdict", comparison.verdict());
      new Printer(common).object("probity.model.compare.v1", fields);
      return;
    }
    new Printer(common).object("probity.model.compare.v1", fields);
    comparison.differences().stream().map(ModelCompareCommand::line).forEach(common.out()::println);
    List<String> verdict = comparison.verdict();
    verdict.forEach(common.out()::println);
    common.out().flush();
  }

  /** Who was judged by whom. */
  private static String split(ReleaseChallenge challenge) {
    return challenge.mode() == ChallengeMode.SHADOW
        ? "both judged the same people; the champion decided"
        : "SHA-256 of challenger and candidate id draws the share; a person always meets the same"
            + " release";
  }

  private static String line(Difference one) {
    String n = String.format(Locale.ROOT, "n %,d, %,d", one.championCases(), one.challengerCases());
    return one.sufficient()
        ? String.format(
            Locale.ROOT,
            "%-26s %.4f  %.4f  %+.4f [%+.4f, %+.4f]  %s",
            one.metric(),
            one.champion(),
            one.challenger(),
            one.value(),
            one.interval().lower(),
            one.interval().upper(),
            n)
        : String.format(Locale.ROOT, "%-26s insufficient evidence, %s", one.metric(), n);
  }

  private static Map<String, @Nullable Object> fields(Difference one) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("metric", one.metric());
    fields.put("championCases", one.championCases());
    fields.put("challengerCases", one.challengerCases());
    fields.put("evidence", one.sufficient() ? "sufficient" : "insufficient");
    if (one.sufficient()) {
      fields.put("champion", one.champion());
      fields.put("challenger", one.challenger());
      fields.put("difference", one.value());
      fields.put("lower", one.interval().lower());
      fields.put("upper", one.interval().upper());
    }
    return fields;
  }

  private RuntimeException usage(String what) {
    return spec == null
        ? new IllegalArgumentException(what)
        : new ParameterException(spec.commandLine(), what);
  }
}
