// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.codec.XgboostReader;
import dev.probity.model.codec.XgboostWriter;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.GrownTrees;
import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerInfo;
import dev.probity.trainer.LearnerInfo.Capability;
import dev.probity.trainer.TrainingMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * XGBoost, in native code, one thread: the same rows, parameters and seed give the same bytes. The
 * only class that knows the library. OpenMP reads {@code OMP_WAIT_POLICY} when the JVM starts; the
 * launcher sets it to PASSIVE, because with more than one thread idle workers would spin.
 */
public final class XgboostLearner implements Learner {
  private static final LearnerInfo INFO =
      new LearnerInfo("xgboost", "3.0.4", "hessian", EnumSet.allOf(Capability.class));

  @Override
  public LearnerInfo info() {
    return INFO;
  }

  @Override
  public GrownTrees fit(
      TrainingMatrix fit, TrainingMatrix validation, Boosting boosting, long seed) {
    return guarded(() -> stopped(fit, validation, boosting, seed));
  }

  @Override
  public GrownTrees grow(TrainingMatrix rows, Boosting boosting, long seed) {
    return guarded(() -> grown(rows, boosting, seed));
  }

  private static GrownTrees stopped(
      TrainingMatrix fit, TrainingMatrix validation, Boosting boosting, long seed)
      throws XGBoostError {
    DMatrix train = matrix(fit);
    try {
      DMatrix watch = matrix(validation);
      try {
        Map<String, DMatrix> watches = Map.of("validation", watch);
        Booster booster = XGBoost.train(train, params(boosting, seed), 0, watches, null, null);
        try {
          return untilNoBetter(booster, train, watch, boosting, fit.spec());
        } finally {
          booster.dispose();
        }
      } finally {
        watch.dispose();
      }
    } finally {
      train.dispose();
    }
  }

  /** The library's own loop prints; this is the same rule without its prints. */
  private static GrownTrees untilNoBetter(
      Booster booster, DMatrix train, DMatrix watch, Boosting boosting, FeatureSpec spec)
      throws XGBoostError {
    DMatrix[] watched = {watch};
    String[] names = {"validation"};
    float[] loss = new float[1];
    List<Double> losses = new ArrayList<>();
    int best = 0;
    for (int round = 0; round < boosting.rounds(); round++) {
      booster.update(train, round);
      booster.evalSet(watched, names, round, loss);
      losses.add((double) loss[0]);
      if (loss[0] < losses.get(best)) {
        best = round;
      } else if (round - best >= boosting.patience()) {
        break;
      }
    }
    return new GrownTrees(trees(booster, spec).first(best + 1), losses);
  }

  private static GrownTrees grown(TrainingMatrix rows, Boosting boosting, long seed)
      throws XGBoostError {
    DMatrix train = matrix(rows);
    try {
      Booster booster = XGBoost.train(train, params(boosting, seed), 0, Map.of(), null, null);
      try {
        for (int round = 0; round < boosting.rounds(); round++) {
          booster.update(train, round);
        }
        return new GrownTrees(trees(booster, rows.spec()), List.of());
      } finally {
        booster.dispose();
      }
    } finally {
      train.dispose();
    }
  }

  private static DMatrix matrix(TrainingMatrix rows) throws XGBoostError {
    DMatrix matrix = new DMatrix(rows.values(), rows.rows(), rows.columns(), Float.NaN);
    matrix.setLabel(rows.labels());
    float[] weights = rows.weights();
    if (weights != null) {
      matrix.setWeight(weights);
    }
    matrix.setFeatureNames(rows.spec().names().toArray(String[]::new));
    matrix.setFeatureTypes(
        IntStream.range(0, rows.columns())
            .mapToObj(column -> rows.categorical(column) ? "c" : "q")
            .toArray(String[]::new));
    return matrix;
  }

  private static Map<String, Object> params(Boosting boosting, long seed) {
    Map<String, Object> params = new HashMap<>();
    params.put("objective", "binary:logistic");
    params.put("eval_metric", "logloss");
    params.put("tree_method", "hist");
    params.put("nthread", 1);
    params.put("verbosity", 0);
    params.put("seed", seed);
    params.put("max_depth", boosting.depth());
    params.put("eta", boosting.learningRate());
    params.put("min_child_weight", boosting.minChildWeight());
    params.put("lambda", boosting.lambda());
    params.put("max_cat_to_onehot", boosting.maxCategoriesOneHot());
    return params;
  }

  /**
   * Lends XGBoost's own explanation of rows, to compare with. Release 3.0.4 has the older TreeSHAP
   * algorithm, several times slower than that of 3.3 and later.
   *
   * @param ensemble trees to explain
   * @param rows rows to explain, held by XGBoost before the loan begins
   * @param use what is done with it; each call explains all rows: per row one contribution per
   *     column and the base value
   * @return what {@code use} returns
   */
  public <T> T explaining(
      Ensemble ensemble, TrainingMatrix rows, Function<Supplier<float[][]>, T> use) {
    byte[] document = XgboostWriter.write(ensemble, rows.spec());
    return guarded(
        () -> {
          Booster booster = XGBoost.loadModel(document);
          try {
            booster.setParam("nthread", 1);
            DMatrix matrix = matrix(rows);
            try {
              return use.apply(() -> guarded(() -> booster.predictContrib(matrix, 0)));
            } finally {
              matrix.dispose();
            }
          } finally {
            booster.dispose();
          }
        });
  }

  private static Ensemble trees(Booster booster, FeatureSpec spec) throws XGBoostError {
    return XgboostReader.read(booster.toByteArray("json")).fitting(spec);
  }

  interface Native<T> {
    T run() throws XGBoostError, IOException;
  }

  static <T> T guarded(Native<T> call) {
    try {
      return call.run();
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost refused the rows or the parameters", e);
    } catch (IOException e) {
      throw new UncheckedIOException("XGBoost could not read a model from memory", e);
    } catch (LinkageError e) {
      throw new LearnerUnavailableException(
          "XGBoost's native library does not load on this machine. Maybe install libgomp1, which"
              + " provides libgomp.so.1 (Debian and Ubuntu: apt-get install libgomp1; Fedora: dnf"
              + " install libgomp)",
          e);
    }
  }
}
