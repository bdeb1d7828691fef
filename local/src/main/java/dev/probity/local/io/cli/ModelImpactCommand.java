// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.RecentDecisions;
import dev.probity.local.io.rows.InvalidInputException;
import dev.probity.local.io.rows.ModelFile;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.eval.Interval;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.trainer.impact.Impact;
import dev.probity.trainer.impact.ImpactSimulation;
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

/** What another release would have decided. */
@Command(
    name = "simulate-impact",
    description =
        "Decides the last decisions of the stream again with another release and tells what would"
            + " change: flips in all and by protected group, with intervals, and examples. Nothing"
            + " is written anywhere.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.INCOMPLETE_LINE})
final class ModelImpactCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private ModelName model = new ModelName();

  @Parameters(
      paramLabel = "MODEL",
      description = "A bundle's folder or manifest.json, or its digest in the data folder.")
  private String release = "";

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "How many decisions, 1 to 20,000 (default: ${DEFAULT-VALUE}).",
      defaultValue = "1000")
  private int last = 1_000;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "How many of the largest changes to list, 0 to 20 (default: ${DEFAULT-VALUE}).",
      defaultValue = "5")
  private int examples = 5;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    if (last < 1 || last > RecentDecisions.MOST) {
      throw usage("--last is " + last + ", expected 1 to " + RecentDecisions.MOST);
    }
    try {
      Bundle bundle = ModelFile.released(common.data(), release);
      ImpactSimulation simulation =
          new ImpactSimulation(
              ProfileFiles.load(bundle.manifest().profile().name()), bundle.model(), examples);
      RecentDecisions decisions = new RecentDecisions(brokers.settings(common, "local"));
      int found = decisions.read(model.text(), last, simulation::add);
      return told(simulation.result(), found);
    } catch (InvalidInputException wrong) {
      throw usage(String.valueOf(wrong.getMessage()));
    }
  }

  private int told(Impact impact, int found) {
    long gone = found - impact.decided() - impact.undecidable();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", model.text());
    fields.put("digest", impact.digest());
    fields.put("decided", impact.decided());
    fields.put("undecidable", impact.undecidable());
    fields.put("gone", gone);
    fields.put("flips", impact.flips());
    fields.put("toPositive", impact.toPositive());
    fields.put("toNegative", impact.toNegative());
    if (impact.decided() > 0) {
      fields.put("flipShare", share(impact.flips(), impact.decided(), impact.flipShare()));
    }
    if (common.json()) {
      fields.put("groups", impact.groups().stream().map(ModelImpactCommand::fields).toList());
      fields.put("examples", impact.examples().stream().map(ModelImpactCommand::fields).toList());
      new Printer(common).object("probity.model.impact.v1", fields);
    } else {
      new Printer(common).object("probity.model.impact.v1", fields);
      impact.groups().forEach(group -> common.out().println(line(group)));
      impact.examples().forEach(flip -> common.out().println(line(flip)));
      common.out().flush();
    }
    if (impact.decided() == 0) {
      common.err().println("no decision could be simulated: " + found + " were found");
      return Exit.INCOMPLETE;
    }
    return gone + impact.undecidable() == 0 ? Exit.DONE : Exit.INCOMPLETE;
  }

  private static String share(long count, long n, Interval interval) {
    return String.format(
        Locale.ROOT, "%.4f [%.4f, %.4f]", (double) count / n, interval.lower(), interval.upper());
  }

  private static String line(Impact.Group group) {
    String name = group.attribute() + "=" + group.group() + "  n " + group.n();
    if (!group.sufficient()) {
      return name + "  insufficient evidence";
    }
    long flips = group.toPositive() + group.toNegative();
    return String.format(
        Locale.ROOT,
        "%s  positive %.4f -> %.4f  flips %d (%d to positive, %d to negative)  share %s",
        name,
        (double) group.positiveThen() / group.n(),
        (double) group.positiveNow() / group.n(),
        flips,
        group.toPositive(),
        group.toNegative(),
        share(flips, group.n(), group.flipShare()));
  }

  private static String line(Impact.Flip flip) {
    return String.format(
        Locale.ROOT,
        "flip %s  %.4f %s -> %.4f %s",
        flip.prediction(),
        flip.then(),
        flip.bandThen(),
        flip.now(),
        flip.bandNow());
  }

  private static Map<String, Object> fields(Impact.Group group) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("attribute", group.attribute());
    fields.put("group", group.group());
    fields.put("n", group.n());
    fields.put("evidence", group.sufficient() ? "sufficient" : "insufficient");
    if (group.sufficient()) {
      fields.put("positiveThen", group.positiveThen());
      fields.put("positiveNow", group.positiveNow());
      fields.put("toPositive", group.toPositive());
      fields.put("toNegative", group.toNegative());
      fields.put("flipShare", List.of(group.flipShare().lower(), group.flipShare().upper()));
    }
    return fields;
  }

  private static Map<String, Object> fields(Impact.Flip flip) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("prediction", flip.prediction());
    fields.put("then", flip.then());
    fields.put("now", flip.now());
    fields.put("bandThen", flip.bandThen());
    fields.put("bandNow", flip.bandNow());
    return fields;
  }

  private RuntimeException usage(String what) {
    return spec == null
        ? new IllegalArgumentException(what)
        : new ParameterException(spec.commandLine(), what);
  }
}
