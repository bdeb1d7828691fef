// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.MonitorMode;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be evaluated and how.
 *
 * @param columns which columns of the files mean what
 * @param chunks how rows are divided
 * @param rest what becomes of rows that fill no chunk
 * @param mode whose rules
 * @param metrics names of the performance figures, in the order of the result
 * @param cells what confusion counts are divided by
 * @param perPrediction whether business value is divided per predicted class
 * @param value what decisions are worth, or null
 * @param thresholds rules by name of metric or method, instead of the usual ones
 * @param calibrated whether scores are calibrated when that helps
 * @param exact whether Kolmogorov–Smirnov and Wasserstein are computed from raw values
 */
public record EvaluationConfig(
    Columns columns,
    ChunkPolicy chunks,
    ChunkPolicy.Rest rest,
    MonitorMode mode,
    List<String> metrics,
    CellNorm cells,
    boolean perPrediction,
    @Nullable BusinessValue value,
    Map<String, ThresholdRule> thresholds,
    boolean calibrated,
    boolean exact) {

  /** Copies. */
  public EvaluationConfig {
    metrics = List.copyOf(metrics);
    thresholds = Collections.unmodifiableMap(new LinkedHashMap<>(thresholds));
  }

  /**
   * Names of columns.
   *
   * @param probability the score, in [0, 1]
   * @param prediction the decision, 0 or 1
   * @param target the truth, 0 or 1
   * @param timestamp the time, or null
   * @param continuous features that are numbers
   * @param categorical features that are categories
   * @param privileged per protected attribute the group that others are compared with
   */
  public record Columns(
      String probability,
      String prediction,
      String target,
      @Nullable String timestamp,
      List<String> continuous,
      List<String> categorical,
      Map<String, String> privileged) {

    /** A column has one meaning; only protected attributes may be features too. */
    public Columns {
      continuous = List.copyOf(continuous);
      categorical = List.copyOf(categorical);
      privileged = Collections.unmodifiableMap(new LinkedHashMap<>(privileged));
      Set<String> names = new HashSet<>();
      List<String> single = List.of(probability, prediction, target);
      for (List<String> some : List.of(single, continuous, categorical)) {
        for (String name : some) {
          if (name.isBlank() || !names.add(name)) {
            throw new IllegalArgumentException(
                "column %s is named twice, or has no name".formatted(name));
          }
        }
      }
    }

    /** All columns that a file of rows must have. */
    public List<String> needed() {
      Set<String> all = new LinkedHashSet<>(continuous);
      all.addAll(categorical);
      all.addAll(privileged.keySet());
      all.add(probability);
      all.add(prediction);
      if (timestamp != null) {
        all.add(timestamp);
      }
      return List.copyOf(all);
    }
  }

  /** The rule of a series, unless another one is usual. */
  ThresholdRule rule(String name, ThresholdRule usual) {
    return thresholds.getOrDefault(name, usual);
  }
}
