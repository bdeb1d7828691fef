// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.local.io.demo.MonitorCases;
import dev.probity.local.io.demo.TrainedRelease;
import dev.probity.model.monitor.AttributionReference;
import dev.probity.model.shap.ShapWorkspace;
import dev.probity.model.shap.TreeShap;
import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a release on real past cases, decides on real candidates with it, and measures the monitor
 * on them: the pure fold, the whole stage, and the stream on an embedded broker beside an empty
 * one.
 */
public final class MonitorBench {
  private static final int WINDOW_ROWS = 1_000;
  private static final int DELAY = 2_000;
  private static final int STAGE_RUNS = 4;
  private static final int EXPLAINED_AT_ONCE = 256;
  private static final int FILE_ROWS = 50_000;

  private final Plan plan;
  private final Path folder;
  private final Consumer<String> progress;
  private final Profile profile = ProfileFiles.load("acs-salary");

  /**
   * How much is measured.
   *
   * @param folded cases of the pure fold
   * @param streamed cases through the brokers
   * @param rounds how often each of the two streams runs; the best counts
   * @param python the Python that has NannyML; null when files are not to be evaluated beside it
   */
  public record Plan(int folded, int streamed, int rounds, @Nullable String python) {
    /** All must be positive; windows need a thousand cases. */
    public Plan {
      if (folded < WINDOW_ROWS || streamed < WINDOW_ROWS || rounds < 1) {
        throw new IllegalArgumentException(
            "a bench needs %d cases and a round at least; found %d, %d, %d"
                .formatted(WINDOW_ROWS, folded, streamed, rounds));
      }
    }

    /** Without the peer. */
    public Plan(int folded, int streamed, int rounds) {
      this(folded, streamed, rounds, null);
    }
  }

  /**
   * A bench that has not run.
   *
   * @param folder an empty folder for brokers and state
   * @param progress told what is under way
   */
  public MonitorBench(Plan plan, Path folder, Consumer<String> progress) {
    this.plan = plan;
    this.folder = folder;
    this.progress = progress;
  }

  /** Measures; takes some minutes. */
  public MonitorReport run() throws IOException, InterruptedException {
    progress.accept("training a release on past cases");
    TrainedRelease release = TrainedRelease.train(profile, Files.createDirectories(folder));
    return new MonitorReport(
        inMemory(release),
        new StreamsBench(profile, release, folder, progress)
            .run(plan.streamed(), plan.rounds(), WINDOW_ROWS, DELAY),
        evaluated(release));
  }

  private EvaluateBench.@Nullable Figures evaluated(TrainedRelease release)
      throws IOException, InterruptedException {
    String python = plan.python();
    if (python == null) {
      return null;
    }
    progress.accept("evaluating two files of %,d rows, beside %s".formatted(FILE_ROWS, python));
    return new EvaluateBench(release.serving(), Files.createDirectories(folder.resolve("evaluate")))
        .run(FILE_ROWS, python);
  }

  private MonitorReport.InMemory inMemory(TrainedRelease release) throws IOException {
    progress.accept("folding %,d cases in memory".formatted(plan.folded()));
    int partitions = Topics.CANDIDATES.partitions();
    List<MonitorCases.Case> cases =
        MonitorCases.of(release.serving(), plan.folded(), partitions, Instant.now());
    List<Map<String, String>> groups = cases.stream().map(MonitorCases.Case::groups).toList();
    List<double[]> contributions = contributions(release, cases);
    double[] fold =
        FoldRun.best(
            release.monitored(),
            profile.alarms(),
            AttributionReference.of(release.serving().model().spec().names(), contributions),
            parsed(cases, groups, contributions),
            WINDOW_ROWS);
    StageRun.Figures stage =
        new StageRun(release.monitored(), profile.alarms(), cases, groups, WINDOW_ROWS)
            .best(STAGE_RUNS, DELAY);
    return new MonitorReport.InMemory(
        plan.folded(),
        release.serving().model().spec().size(),
        profile.protectedAttributes().size(),
        fold,
        stage);
  }

  private static List<double[]> contributions(
      TrainedRelease release, List<MonitorCases.Case> cases) {
    TreeShap shap = new TreeShap(release.serving().model().ensemble());
    ShapWorkspace workspace = shap.workspace();
    int width = shap.features();
    List<double[]> all = new ArrayList<>(cases.size());
    float[] rows = new float[EXPLAINED_AT_ONCE * width];
    double[] into = new double[rows.length];
    for (int from = 0; from < cases.size(); from += EXPLAINED_AT_ONCE) {
      int count = Math.min(EXPLAINED_AT_ONCE, cases.size() - from);
      for (int i = 0; i < count * width; i++) {
        rows[i] = (float) cases.get(from + i / width).prediction().vector().at(i % width);
      }
      shap.explain(rows, count, into, workspace);
      for (int i = 0; i < count; i++) {
        all.add(Arrays.copyOfRange(into, i * width, (i + 1) * width));
      }
    }
    return all;
  }

  private List<FoldRun.FoldCase> parsed(
      List<MonitorCases.Case> cases,
      List<Map<String, String>> groups,
      List<double[]> contributions) {
    List<FoldRun.FoldCase> parsed = new ArrayList<>(cases.size());
    for (MonitorCases.Case one : cases) {
      Map<String, String> known = groups.get(one.number());
      parsed.add(
          new FoldRun.FoldCase(
              one.candidate().id(),
              profile.protectedAttributes().stream()
                  .map(ProtectedAttribute::name)
                  .map(name -> known.getOrDefault(name, ""))
                  .toList(),
              one.prediction().vector().toArray(),
              one.prediction().probability(),
              one.prediction().positive(),
              contributions.get(one.number()),
              one.label()));
    }
    return parsed;
  }
}
