// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.probity.local.io.demo.MonitorCases;
import dev.probity.local.io.rows.EvaluationRun;
import dev.probity.model.Feature;
import dev.probity.model.evaluate.EvaluationConfigReader;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.Topics;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code monitor evaluate} in mode compat and NannyML on the same two files of rows, in one run:
 * every figure both have, chunks of 5,000, reading included.
 */
final class EvaluateBench {
  private static final int CHUNK = 5_000;
  private static final int RUNS = 3;
  private static final LocalDateTime START = LocalDateTime.of(2026, 1, 1, 0, 0);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private final ServingModel serving;
  private final Path folder;

  /** A bench that writes into an empty folder. */
  EvaluateBench(ServingModel serving, Path folder) {
    this.serving = serving;
    this.folder = folder;
  }

  /**
   * What was measured.
   *
   * @param rows of both files together
   * @param first of ours, rows a core second in the first run of this process
   * @param warm the best of ours
   * @param peer what came of the peer
   */
  record Figures(int rows, double first, double warm, Peer peer) {}

  /** What came of asking NannyML. */
  sealed interface Peer {}

  /**
   * It is absent or too old.
   *
   * @param why in words
   */
  record Skipped(String why) implements Peer {}

  /**
   * It was measured.
   *
   * @param version of NannyML and Python
   * @param first rows a core second in its first run
   * @param warm in its second
   * @param compared how many figures were compared with ours
   * @param difference the largest difference
   */
  record Measured(String version, double first, double warm, int compared, double difference)
      implements Peer {}

  /**
   * Measures both.
   *
   * @param cases rows of each of the two files
   * @param python the Python that has NannyML
   */
  Figures run(int cases, String python) throws IOException, InterruptedException {
    Path config = folder.resolve("config.json");
    Files.writeString(config, config());
    Path reference = folder.resolve("reference.csv");
    Path analysis = folder.resolve("analysis.csv");
    List<MonitorCases.Case> all =
        MonitorCases.of(serving, 2 * cases, Topics.CANDIDATES.partitions(), Instant.now());
    write(reference, all.subList(0, cases));
    write(analysis, all.subList(cases, 2 * cases));
    Path out = folder.resolve("out");
    List<Double> seconds = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      Duration before = cpu();
      new EvaluationRun(EvaluationConfigReader.read(config().getBytes(UTF_8)), (part, rows) -> {})
          .run(reference, analysis, out);
      seconds.add(cpu().minus(before).toNanos() / 1e9);
    }
    double best = seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    List<String> arguments =
        List.of(config.toString(), reference.toString(), analysis.toString(), out.toString());
    return new Figures(
        2 * cases,
        2 * cases / seconds.getFirst(),
        2 * cases / best,
        switch (new PythonScript(python, "nannyml_peer.py").run(folder, arguments)) {
          case PythonScript.Declined(String why) -> new Skipped(why);
          case PythonScript.Answered(JsonNode answer) -> read(answer);
        });
  }

  private static Peer read(JsonNode answer) {
    return new Measured(
        answer.get("version").asText(),
        answer.get("first").asDouble(),
        answer.get("warm").asDouble(),
        answer.get("compared").asInt(),
        answer.get("difference").asDouble());
  }

  /** All of this process: compiler and collector work for the figures too. */
  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private String config() {
    return """
    {"probability": "p", "prediction": "h", "target": "y", "timestamp": "t",
     "continuous": [%s], "categorical": [%s], "chunk": {"size": %d}, "mode": "compat"}
    """
        .formatted(names(false), names(true), CHUNK);
  }

  private String names(boolean categorical) {
    return features().stream()
        .filter(feature -> feature instanceof Feature.Categorical == categorical)
        .map(feature -> "\"" + feature.name() + "\"")
        .collect(Collectors.joining(", "));
  }

  private List<Feature> features() {
    return serving.model().spec().features();
  }

  private void write(Path file, List<MonitorCases.Case> cases) throws IOException {
    List<Feature> features = features();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("t,p,h,y");
      for (Feature feature : features) {
        out.write("," + feature.name());
      }
      out.write('\n');
      for (MonitorCases.Case one : cases) {
        out.write(TIME.format(START.plusSeconds(one.number())));
        out.write("," + one.prediction().probability());
        out.write(one.prediction().positive() ? ",1" : ",0");
        out.write(one.label() ? ",1" : ",0");
        for (int i = 0; i < features.size(); i++) {
          out.write("," + cell(features.get(i), one.prediction().vector().at(i)));
        }
        out.write('\n');
      }
    }
  }

  /** A category is text, so that nobody takes its number for a quantity. */
  private static String cell(Feature feature, double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return feature instanceof Feature.Categorical ? "c" + (int) value : Double.toString(value);
  }
}
