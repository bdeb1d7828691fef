// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.probity.model.codec.XgboostWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Python package of XGBoost, one thread, batches of 256, its matrices built outside the timed
 * part: the peer that explaining is compared with. Its algorithm became three times faster in
 * release 3.3, which needs Python 3.12, so older ones are refused.
 */
final class PythonPeer {
  private static final String SCRIPT = "xgboost_peer.py";

  private final String python;

  PythonPeer(String python) {
    this.python = python;
  }

  /** What came of asking it. */
  sealed interface Outcome {}

  /**
   * It is absent or too old.
   *
   * @param why in words, with the version found
   */
  record Skipped(String why) implements Outcome {}

  /**
   * It was measured.
   *
   * @param version of XGBoost and Python
   * @param figures one per model, in their order
   */
  record Measured(String version, List<Figures> figures) implements Outcome {
    /** Copies. */
    Measured {
      figures = List.copyOf(figures);
    }
  }

  /**
   * One model.
   *
   * @param explained rows explained per second
   * @param scored rows scored per second
   * @param largestDifference between its float32 contributions and ours
   */
  record Figures(double explained, double scored, double largestDifference) {}

  /** Measures the same models on the same rows. */
  Outcome measure(List<BenchModel> models) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("probity-bench");
    try {
      for (BenchModel model : models) {
        write(folder, model);
      }
      return switch (new PythonScript(python, SCRIPT)
          .run(folder, models.stream().map(BenchModel::name).toList())) {
        case PythonScript.Declined(String why) -> new Skipped(why);
        case PythonScript.Answered(JsonNode answer) -> read(answer);
      };
    } finally {
      delete(folder);
    }
  }

  private static void write(Path folder, BenchModel model) throws IOException {
    Files.write(
        folder.resolve(model.name() + ".json"),
        XgboostWriter.write(model.ensemble(), model.rows().spec()));
    float[] values = model.rows().values();
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Files.write(folder.resolve(model.name() + ".rows"), bytes.array());
    double[] contributions = model.contributions();
    ByteBuffer ours =
        ByteBuffer.allocate(Double.BYTES * contributions.length).order(ByteOrder.LITTLE_ENDIAN);
    ours.asDoubleBuffer().put(contributions);
    Files.write(folder.resolve(model.name() + ".ours"), ours.array());
  }

  private static Outcome read(JsonNode answer) {
    List<Figures> figures = new ArrayList<>();
    for (JsonNode one : answer.get("models")) {
      figures.add(
          new Figures(
              one.get("explained").asDouble(),
              one.get("scored").asDouble(),
              one.get("difference").asDouble()));
    }
    return new Measured(answer.get("version").asText(), figures);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
