// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.local.io.demo.RealCases;
import dev.probity.local.io.demo.SimulationOutput;
import dev.probity.local.simulate.Fault;
import dev.probity.local.simulate.Simulation;
import dev.probity.local.simulate.SimulationPlan;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes industry data with a fault of known size. */
@Command(
    name = "simulate",
    description = {
      "Makes data out of the real cases that ship with the product, with a fault from some case on,"
          + " and writes the truth beside it: candidates.jsonl, outcomes.jsonl, timeline.csv and"
          + " truth.json in DIR, or candidates and outcomes straight on the topics.",
      "Kinds: none; drift (--column times --factor); bias (of the positive outcomes of --group a"
          + " --share is told negative); delay (outcomes come --length cases later on the"
          + " average); outage (--length cases are lost); bad-records (a --share is broken).",
      "Equal options give equal bytes."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class SimulateCommand implements Callable<Integer> {
  private static final int MOST_CASES = 1_000_000;

  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();

  @Parameters(paramLabel = "KIND", description = "none, drift, bias, delay, outage or bad-records.")
  private String kind = "none";

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "Name or file of the profile (default: ${DEFAULT-VALUE}).",
      defaultValue = "acs-salary")
  private String profile = "acs-salary";

  @Option(
      names = "--states",
      paramLabel = "STATES",
      description = "Where the cases come from, such as NY+MA (default: ${DEFAULT-VALUE}).",
      defaultValue = "NY")
  private String states = "NY";

  @Option(
      names = "--cases",
      paramLabel = "N",
      description = "How many cases, at most 1,000,000 (default: ${DEFAULT-VALUE}).",
      defaultValue = "10000")
  private int cases = 10_000;

  @Option(
      names = "--from",
      paramLabel = "N",
      description = "The first case the fault touches (default: half of the cases).")
  private @Nullable Integer from;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides every draw (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private long seed = 1;

  @Option(
      names = "--column",
      paramLabel = "COL",
      description = "Numeric column of drift and bad records (default: ${DEFAULT-VALUE}).",
      defaultValue = "WKHP")
  private String column = "WKHP";

  @Option(
      names = "--factor",
      paramLabel = "F",
      description = "What drift multiplies by (default: ${DEFAULT-VALUE}).",
      defaultValue = "0.7")
  private double factor = .7;

  @Option(
      names = "--group",
      paramLabel = "A=CODE",
      description = "Whose outcomes are biased (default: ${DEFAULT-VALUE}).",
      defaultValue = "SEX=2")
  private String group = "SEX=2";

  @Option(
      names = "--share",
      paramLabel = "P",
      description = "Share of outcomes or records touched (default: ${DEFAULT-VALUE}).",
      defaultValue = "0.2")
  private double share = .2;

  @Option(
      names = "--length",
      paramLabel = "N",
      description = "Cases of delay or outage (default: ${DEFAULT-VALUE}).",
      defaultValue = "500")
  private int length = 500;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "Time of the first case in the files (default: ${DEFAULT-VALUE}).",
      defaultValue = "2026-01-01T00:00:00Z")
  private String start = "2026-01-01T00:00:00Z";

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      description = "Time between two cases in the files (default: ${DEFAULT-VALUE}).",
      defaultValue = "PT1M")
  private String every = "PT1M";

  @Option(names = "--out", paramLabel = "DIR", description = "Folder for the files.")
  private @Nullable Path out;

  @Option(
      names = "--to-topics",
      description = "Publish instead, in order and at the time of the clock.")
  private boolean toTopics;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.logToStderr();
    Path folder = out;
    if (toTopics == (folder != null)) {
      throw wrong("Say --out DIR or --to-topics");
    }
    if (cases < 1 || cases > MOST_CASES) {
      throw wrong("There are 1 to 1,000,000 cases; found " + cases);
    }
    Simulation simulation = simulation();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", kind);
    fields.put("seed", seed);
    fields.put("events", simulation.events().size());
    if (folder == null) {
      KafkaSettings kafka = brokers.settings(common, "ingest");
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(kafka.producer("simulate"))) {
        // Other people are other events, also when they are drawn with the same seed.
        String run = String.join("-", "simulate", kind, states, "" + cases, "" + seed);
        SimulationOutput.publish(simulation, run, producer, kafka.names(), InstantSource.system());
      }
      fields.put("truth", new String(simulation.truth(), UTF_8));
    } else {
      SimulationOutput.write(simulation, folder);
      fields.put("truth", folder.resolve(SimulationOutput.TRUTH).toString());
      fields.put("bytes", Files.size(folder.resolve("candidates.jsonl")));
    }
    new Printer(common).object("probity.simulate.v1", fields);
    return Exit.DONE;
  }

  private Simulation simulation() throws IOException {
    Profile known = ProfileFiles.load(profile);
    Integer first = from;
    try {
      SimulationPlan plan =
          new SimulationPlan(
              fault(),
              first == null ? cases / 2 : first,
              seed,
              Instant.parse(start),
              Duration.parse(every));
      return Simulation.of(known, plan, RealCases.draw(known, states, cases, seed));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Fault fault() {
    return switch (kind) {
      case "none" -> new Fault.None();
      case "drift" -> new Fault.Drift(column, factor);
      case "bias" -> {
        String[] parts = group.split("=", 2);
        if (parts.length < 2) {
          throw wrong("A group is an attribute and a code, such as SEX=2; found " + group);
        }
        yield new Fault.Bias(parts[0], parts[1], share);
      }
      case "delay" -> new Fault.Delay(length);
      case "outage" -> new Fault.Outage(length);
      case "bad-records" -> new Fault.BadRecords(column, share);
      default -> throw wrong("There is no kind " + kind);
    };
  }

  private ParameterException wrong(String what) {
    if (spec == null) {
      throw new IllegalArgumentException(what);
    }
    return new ParameterException(spec.commandLine(), what);
  }
}
