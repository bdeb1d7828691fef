// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Calibrator;
import dev.probity.model.ScoringModel;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.model.bundle.SelfTestRow;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.eval.CalibrationChoice;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.Target;
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
    Map<String, String> params,
    Dataset dataset,
    DataSource source,
    ScoringModel draft,
    CalibrationChoice calibrating,
    Evaluation evaluation,
    Growing.Chosen chosen,
    @Nullable Mitigation mitigation) {
  TrainedModel assemble(byte[] card, byte[] reference, List<SigningKey> keys) {
    Manifest manifest = manifest();
    List<SelfTestRow> selfTest = new SelfTestCandidates(profile, draft, spec.seed()).rows();
    Map<String, byte[]> others = Map.of(Reference.FILE, reference, ModelCard.FILE, card);
    Map<String, byte[]> files = Bundle.assemble(manifest, draft.ensemble(), selfTest, others, keys);
    return TrainedModel.of(manifest, files, evaluation, chosen.trees(), mitigation);
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
        new Manifest.LearnerFacts(
            learner.name(), learner.version(), params, spec.seed(), 1, chosen.trial()),
        new Manifest.DataFacts(commit(), dataset.digest(), dataset.rows(), offsets()),
        fairness(),
        metrics(),
        List.of());
  }

  private Manifest.FairnessFacts fairness() {
    return mitigation == null
        ? Manifest.FairnessFacts.none((long) rowsOf(Split.FIT) + rowsOf(Split.VALIDATION))
        : mitigation.weights();
  }

  /** The commit that holds the data set; its own digest when no repository does. */
  String commit() {
    String commit = source.commit();
    return commit == null ? dataset.digest() : commit;
  }

  private Manifest.Calibration calibration() {
    boolean fitted = !(draft.calibrator() instanceof Calibrator.Identity);
    return new Manifest.Calibration(
        draft.calibrator(),
        fitted ? rowsOf(Split.CALIBRATION) : 0,
        Split.CALIBRATION.label(),
        commit());
  }

  static Map<String, String> params(Growing.Chosen chosen) {
    Map<String, String> params = new TreeMap<>(chosen.boosting().params());
    params.put("objective", "binary:logistic");
    params.put("rounds", Integer.toString(chosen.trees()));
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
}
