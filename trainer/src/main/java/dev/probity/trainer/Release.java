// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Calibrator;
import dev.probity.model.Categories;
import dev.probity.model.Feature;
import dev.probity.model.ScoringModel;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.model.bundle.SelfTestRow;
import dev.probity.model.bundle.SelfTestRows;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.codec.Json;
import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.Target;
import dev.probity.topics.record.AttributeValue;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that goes into a bundle, and how it is put together. */
record Release(
    Profile profile,
    TrainingSpec spec,
    LearnerInfo learner,
    Dataset dataset,
    DataSource source,
    ScoringModel draft,
    Calibrating calibrating,
    Evaluation evaluation,
    GrownTrees stopped) {
  private static final int SELF_TEST_ROWS = 64;

  TrainedModel assemble(byte[] reference, List<SigningKey> keys) {
    Manifest manifest = manifest();
    List<SelfTestRow> selfTest =
        SelfTestRows.construct(draft, unseenCodes(), spec.seed(), SELF_TEST_ROWS);
    Map<String, byte[]> others =
        Map.of(Reference.FILE, reference, ModelCard.FILE, ModelCard.write(this, manifest));
    Map<String, byte[]> files = Bundle.assemble(manifest, draft.ensemble(), selfTest, others, keys);
    return TrainedModel.of(manifest, files, evaluation, stopped.trees());
  }

  int rowsOf(Split part) {
    return dataset.rowsOf(List.of(part)).length;
  }

  private Manifest manifest() {
    Manifest.CoverUnit cover = Manifest.CoverUnit.valueOf(learner.cover().toUpperCase(Locale.ROOT));
    return new Manifest(
        spec.name(),
        "",
        new Manifest.ProfileReference(profile.name(), profile.digest()),
        new Manifest.Task(positive(profile.target()), spec.threshold()),
        draft.spec(),
        Bundle.facts(draft.ensemble(), cover),
        calibration(),
        new Manifest.LearnerFacts(learner.name(), learner.version(), params(), spec.seed(), 1, 0),
        new Manifest.DataFacts(commit(), dataset.digest(), dataset.rows(), offsets()),
        Manifest.FairnessFacts.none((long) rowsOf(Split.FIT) + rowsOf(Split.VALIDATION)),
        metrics(),
        List.of());
  }

  /** Until a versioned repository holds the data sets, a data set's commit is its own digest. */
  String commit() {
    return dataset.digest();
  }

  private Manifest.Calibration calibration() {
    boolean fitted = !(draft.calibrator() instanceof Calibrator.Identity);
    return new Manifest.Calibration(
        draft.calibrator(),
        fitted ? rowsOf(Split.CALIBRATION) : 0,
        Split.CALIBRATION.label(),
        commit());
  }

  private Map<String, String> params() {
    Boosting boosting = spec.boosting();
    Map<String, String> params = new TreeMap<>();
    params.put("objective", "binary:logistic");
    params.put("max_depth", Integer.toString(boosting.depth()));
    params.put("eta", Double.toString(boosting.learningRate()));
    params.put("min_child_weight", Double.toString(boosting.minChildWeight()));
    params.put("lambda", Double.toString(boosting.lambda()));
    params.put("max_cat_to_onehot", Integer.toString(boosting.maxCategoriesOneHot()));
    params.put("rounds_limit", Integer.toString(boosting.rounds()));
    params.put("early_stopping_rounds", Integer.toString(boosting.patience()));
    params.put("rounds", Integer.toString(stopped.trees()));
    params.put("refit_on", "fit+validation");
    return params;
  }

  private Map<String, Manifest.OffsetRange> offsets() {
    Map<String, Manifest.OffsetRange> offsets = new TreeMap<>();
    source
        .offsets()
        .forEach(
            (name, range) -> offsets.put(name, new Manifest.OffsetRange(range.from(), range.to())));
    return offsets;
  }

  private Map<String, Map<String, MetricValue>> metrics() {
    return Map.of(Split.TEST.label(), evaluation.all());
  }

  private static String positive(Target target) {
    String band =
        target.source() + " in [" + plain(target.bandLow()) + "," + plain(target.bandHigh()) + "]";
    return target.positive().equals(target.inside()) ? band : "not " + band;
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /** Per categorical feature one code the profile knows and the rows did not show. */
  private Map<String, Json> unseenCodes() {
    Map<String, Json> codes = new HashMap<>();
    for (Feature feature : draft.spec().features()) {
      if (feature instanceof Feature.Categorical categorical
          && profile.feature(feature.name())
              instanceof dev.probity.topics.profile.Feature.Categorical known) {
        Json code = unseen(known.codes(), categorical.categories());
        if (code != null) {
          codes.put(feature.name(), code);
        }
      }
    }
    return codes;
  }

  private static @Nullable Json unseen(CodeBook book, Categories seen) {
    for (AttributeValue code : book.labels().keySet()) {
      switch (code) {
        case AttributeValue.Number(double number) -> {
          if (seen instanceof Categories.Codes codes && !codes.codes().contains((int) number)) {
            return new Json.NumberValue(Integer.toString((int) number));
          }
        }
        case AttributeValue.Text(String text) -> {
          if (seen instanceof Categories.Labels labels && !labels.labels().contains(text)) {
            return new Json.TextValue(text);
          }
        }
        case AttributeValue.Missing missing -> {}
      }
    }
    return null;
  }
}
