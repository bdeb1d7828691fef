// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import dev.probity.model.evaluate.ChunkPlan;
import dev.probity.model.evaluate.Evaluation;
import dev.probity.model.evaluate.EvaluationConfig;
import dev.probity.model.evaluate.PeriodFold;
import dev.probity.model.evaluate.ReferenceRows;
import dev.probity.model.evaluate.ResultFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Two files of rows, reference and analysis, into a folder of figures. The analysis is read twice:
 * its times first, because chunks are runs in order of time, then its rows, one at a time.
 */
public final class EvaluationRun {
  private static final int BLOCK = 4_096;

  private final EvaluationConfig config;
  private final BiConsumer<String, Long> progress;

  /**
   * A run.
   *
   * @param config what is asked
   * @param progress is told which part is read and how many of its rows have been
   */
  public EvaluationRun(EvaluationConfig config, BiConsumer<String, Long> progress) {
    this.config = config;
    this.progress = progress;
  }

  /**
   * What a run came to.
   *
   * @param referenceRows rows of the reference
   * @param analysisRows rows of the analysis
   * @param chunks chunks of the analysis
   * @param files the written files
   */
  public record Report(long referenceRows, long analysisRows, int chunks, List<ResultFile> files) {
    /** Copies. */
    public Report {
      files = List.copyOf(files);
    }
  }

  /**
   * Evaluates and writes; nothing is written unless everything could be computed.
   *
   * @throws InvalidInputException when a file cannot be worked with
   */
  public Report run(Path reference, Path analysis, Path out) throws IOException {
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new InvalidInputException(out + " is there and is no folder");
    }
    try (EvaluationRows rows = EvaluationRows.open(reference, config, true)) {
      rows.require();
    }
    try (EvaluationRows rows = EvaluationRows.open(analysis, config, false)) {
      rows.require();
    }
    ReferenceRows known = new ReferenceRows(config);
    Evaluation evaluation = reference(reference, known);
    ChunkPlan plan = plan(analysis, times(analysis));
    PeriodFold fold = evaluation.analysis(plan);
    try (EvaluationRows rows = EvaluationRows.open(analysis, config, false)) {
      for (long read = 0; rows.next(); read++) {
        fold.add(rows.row());
        tell("analysis", read);
      }
    }
    List<ResultFile> files = evaluation.files(fold);
    write(files, out);
    return new Report(known.size(), plan.rows(), plan.chunks().size(), files);
  }

  private Evaluation reference(Path path, ReferenceRows known) throws IOException {
    Times times = new Times();
    try (EvaluationRows rows = EvaluationRows.open(path, config, true)) {
      while (rows.next()) {
        times.add(rows.time());
        known.add(rows.row());
        tell("reference", known.size());
      }
      return Evaluation.of(known, plan(path, times));
    } catch (IllegalArgumentException wrong) {
      throw new InvalidInputException("File " + path + ": " + wrong.getMessage());
    }
  }

  private Times times(Path path) throws IOException {
    Times times = new Times();
    try (EvaluationRows rows = EvaluationRows.timesOf(path, config)) {
      while (rows.next()) {
        times.add(rows.time());
        tell("times of the analysis", times.size());
      }
    }
    return times;
  }

  private ChunkPlan plan(Path path, Times times) {
    try {
      return ChunkPlan.of(
          config.chunks(),
          config.rest(),
          times.size(),
          config.columns().timestamp() == null ? null : times.toArray());
    } catch (IllegalArgumentException wrong) {
      throw new InvalidInputException("File " + path + ": " + wrong.getMessage());
    }
  }

  private void tell(String part, long read) {
    if (read % BLOCK == 0) {
      progress.accept(part, read);
    }
  }

  private static void write(List<ResultFile> files, Path out) throws IOException {
    Files.createDirectories(out);
    List<Path> parts = new ArrayList<>();
    try {
      for (ResultFile file : files) {
        Path part = out.resolve(file.name() + ".part");
        parts.add(part);
        Files.write(part, file.lines(), StandardCharsets.UTF_8);
      }
      for (ResultFile file : files) {
        Files.move(
            out.resolve(file.name() + ".part"),
            out.resolve(file.name()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    }
  }
}
