// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bench;

import dev.probity.model.Scorer;
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
 * Scoring by leaf masks, one row and 256, and by the node walk; with memory allocated per row. Run
 * with {@code mvn -Pbench -pl model test -Dtest=ScoringBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(5)
public class ScoringBenchmark {
  @Param({"xgb_300x4", "xgb_100x6", "xgb_cat"})
  public String model;

  private BenchedModel benched;
  private Scorer scorer;
  private Scorer.Workspace workspace;
  private double[] margins;
  private float[] row;

  @Setup
  public void prepare() {
    benched = new BenchedModel(model);
    scorer = new Scorer(benched.ensemble());
    workspace = scorer.workspace();
    margins = new double[BenchedModel.ROWS];
    row = benched.row(7);
  }

  @Benchmark
  @OperationsPerInvocation(BenchedModel.ROWS)
  public double[] block() {
    scorer.margins(benched.rows(), BenchedModel.ROWS, margins, workspace);
    return margins;
  }

  @Benchmark
  public double oneRow() {
    return scorer.margin(row, workspace);
  }

  @Benchmark
  @OperationsPerInvocation(BenchedModel.ROWS)
  public double[] nodeWalk() {
    benched.ensemble().margins(benched.rows(), BenchedModel.ROWS, margins);
    return margins;
  }

  @Test
  void measures() throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(ScoringBenchmark.class.getSimpleName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }
}
