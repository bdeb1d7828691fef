// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.codec.XgboostReader;
import dev.probity.model.codec.XgboostWriter;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.GrownTrees;
import dev.probity.trainer.Growth;
import dev.probity.trainer.HeldRows;
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
      new LearnerInfo(
          "xgboost",
          "3.0.4",
          "hessian",
          EnumSet.complementOf(
              EnumSet.of(Capability.RESAMPLED_WEIGHTS, Capability.ONE_VERSUS_REST)));

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

  @Override
  public HeldRows hold(TrainingMatrix fit, TrainingMatrix validation) {
    return guarded(() -> new Held(fit, validation));
  }

  private static GrownTrees stopped(
      TrainingMatrix fit, TrainingMatrix validation, Boosting boosting, long seed)
      throws XGBoostError {
    try (Held rows = new Held(fit, validation)) {
      Growth growth = rows.begin(boosting, seed);
      growth.growTo(boosting.rounds());
      return growth.best();
    }
  }

  /** Rows in native memory, and the boosters that grow upon them. */
  private static final class Held implements HeldRows {
    private final DMatrix train;
    private final DMatrix watch;
    private final FeatureSpec spec;
    private final List<Continued> growths = new ArrayList<>();

    Held(TrainingMatrix fit, TrainingMatrix validation) throws XGBoostError {
      this.spec = fit.spec();
      this.train = matrix(fit);
      try {
        this.watch = matrix(validation);
      } catch (XGBoostError refused) {
        train.dispose();
        throw refused;
      }
    }

    @Override
    public Growth begin(Boosting boosting, long seed) {
      return guarded(
          () -> {
            Map<String, DMatrix> watches = Map.of("validation", watch);
            Booster booster = XGBoost.train(train, params(boosting, seed), 0, watches, null, null);
            Continued growth = new Continued(booster, train, watch, boosting, spec);
            growths.add(growth);
            return growth;
          });
    }

    @Override
    public void close() {
      growths.forEach(Continued::close);
      watch.dispose();
      train.dispose();
    }
  }

  /** The library's own loop prints; this is the same rule without its prints. */
  private static final class Continued implements Growth {
    private final Booster booster;
    private final DMatrix train;
    private final DMatrix[] watched;
    private final Boosting boosting;
    private final FeatureSpec spec;
    private final List<Double> losses = new ArrayList<>();
    private int best;

    Continued(Booster booster, DMatrix train, DMatrix watch, Boosting boosting, FeatureSpec spec) {
      this.booster = booster;
      this.train = train;
      this.watched = new DMatrix[] {watch};
      this.boosting = boosting;
      this.spec = spec;
    }

    @Override
    public void growTo(int trees) {
      guarded(
          () -> {
            float[] loss = new float[1];
            String[] names = {"validation"};
            while (losses.size() < trees && !over()) {
              int round = losses.size();
              booster.update(train, round);
              booster.evalSet(watched, names, round, loss);
              losses.add((double) loss[0]);
              best = loss[0] < losses.get(best) ? round : best;
            }
            return losses.size();
          });
    }

    private boolean over() {
      return losses.size() - 1 - best >= boosting.patience();
    }

    @Override
    public List<Double> validationLogLoss() {
      return List.copyOf(losses);
    }

    @Override
    public GrownTrees best() {
      return guarded(() -> new GrownTrees(trees(booster, spec).first(best + 1), losses));
    }

    @Override
    public void close() {
      booster.dispose();
    }
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
    params.put("max_cat_threshold", boosting.maxCategories());
    if (boosting.drawn()) {
      params.put("subsample", boosting.rowShare());
      params.put("colsample_bytree", boosting.columnShare());
      // Else the draws of a continued growth would depend on what others drew in between.
      params.put("seed_per_iteration", true);
    }
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
              + " install libgomp), or train with Smile: probity.trainer.learner=smile, or"
              + " --learner smile",
          e);
    }
  }
}
