// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bench;

import dev.probity.model.shap.ShapRecurrence;
import dev.probity.model.shap.ShapWorkspace;
import dev.probity.model.shap.TreeShap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Explaining by tables, one row and 256, and by the recurrence; with memory allocated per row. Run
 * with {@code mvn -Pbench -pl model test -Dtest=TreeShapBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(5)
public class TreeShapBenchmark {
  @Param({"xgb_300x4", "xgb_100x6", "xgb_cat"})
  public String model;

  private BenchedModel benched;
  private TreeShap shap;
  private ShapRecurrence recurrence;
  private ShapWorkspace workspace;
  private double[] contributions;
  private float[] row;

  @Setup
  public void prepare() {
    benched = new BenchedModel(model);
    shap = new TreeShap(benched.ensemble());
    recurrence = new ShapRecurrence(benched.ensemble());
    workspace = shap.workspace();
    contributions = new double[benched.rows().length];
    row = benched.row(7);
  }

  @Benchmark
  @OperationsPerInvocation(BenchedModel.ROWS)
  public double[] block() {
    shap.explain(benched.rows(), BenchedModel.ROWS, contributions, workspace);
    return contributions;
  }

  @Benchmark
  public double[] oneRow() {
    shap.explain(row, 1, contributions, workspace);
    return contributions;
  }

  @Benchmark
  @OperationsPerInvocation(BenchedModel.ROWS)
  public double[] recurrence() {
    recurrence.explain(benched.rows(), BenchedModel.ROWS, contributions);
    return contributions;
  }

  @Test
  void measures() throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(TreeShapBenchmark.class.getSimpleName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }
}
