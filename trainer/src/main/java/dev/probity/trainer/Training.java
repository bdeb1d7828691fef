// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ScoringModel;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.eval.CalibrationChoice;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.trainer.LearnerInfo.Capability;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From labelled rows to a signed bundle: encode, grow trees until the validation rows see no gain,
 * grow that many again on fit and validation rows, calibrate, evaluate, freeze the reference, sign.
 * No tree, no tree count and no category list ever depends on a calibration or test row. The same
 * rows, source and specification give the same bytes.
 */
public final class Training {
  /** The version of a learner nobody here has seen at work. */
  public static final String ELSEWHERE = "elsewhere";

  private static final Set<Capability> NEEDED =
      Set.of(
          Capability.MISSING_DIRECTION,
          Capability.CATEGORY_SETS,
          Capability.EARLY_STOPPING,
          Capability.DETERMINISTIC);

  private final Profile profile;
  private final TrainingSpec spec;
  private final Learner learner;
  private final FairnessAccess access;
  private final List<SigningKey> keys;
  private final StepListener listener;
  private final Growing growing;

  /**
   * A training whose trees are grown as the specification says, stopped early.
   *
   * @param profile the use case
   * @param spec what is chosen
   * @param learner grows the trees
   * @param access opens the protected attributes, for figures by group
   * @param keys who signs, at least one
   * @param listener is told how far it has come
   */
  public Training(
      Profile profile,
      TrainingSpec spec,
      Learner learner,
      FairnessAccess access,
      List<SigningKey> keys,
      StepListener listener) {
    this(
        profile,
        spec,
        learner,
        access,
        keys,
        listener,
        new Growing.EarlyStopping(learner, spec.boosting(), spec.seed()));
  }

  /**
   * A training.
   *
   * @param profile the use case
   * @param spec what is chosen
   * @param learner grows the trees
   * @param access opens the protected attributes, for figures by group
   * @param keys who signs, at least one
   * @param listener is told how far it has come
   * @param growing finds out how the trees are grown, and how many
   */
  public Training(
      Profile profile,
      TrainingSpec spec,
      Learner learner,
      FairnessAccess access,
      List<SigningKey> keys,
      StepListener listener,
      Growing growing) {
    learner.info().require(NEEDED);
    if (spec.reweigh() != null) {
      learner.info().require(Set.of(Capability.WEIGHTS));
    }
    this.profile = profile;
    this.spec = spec;
    this.learner = learner;
    this.access = access;
    this.keys = List.copyOf(keys);
    this.listener = listener;
    this.growing = growing;
  }

  /**
   * Trains.
   *
   * @param dataset the rows
   * @param source where they were replayed from
   */
  public TrainingResult run(Dataset dataset, DataSource source) {
    TrainingResult.Refused refused = unprotected();
    refused = refused == null ? lacking(dataset, List.of(Split.values())) : refused;
    return refused == null ? trained(dataset, source) : refused;
  }

  /**
   * Makes a release of trees that were grown elsewhere: calibrated, evaluated, explained and signed
   * like our own, on the calibration and test parts of rows that those trees must not have seen.
   *
   * @param dataset the rows
   * @param source where they come from
   * @param columns how the trees' columns were encoded, in their order
   * @param ensemble the trees
   * @param origin what the manifest says in place of the learner's parameters
   */
  public TrainingResult adopt(
      Dataset dataset,
      DataSource source,
      FeatureSpec columns,
      Ensemble ensemble,
      Map<String, String> origin) {
    FeatureSpec features;
    try {
      features = Encoder.adopted(profile, columns);
    } catch (IllegalArgumentException misfit) {
      return new TrainingResult.Refused(String.valueOf(misfit.getMessage()));
    }
    TrainingResult.Refused refused = lacking(dataset, List.of(Split.CALIBRATION, Split.TEST));
    if (refused != null) {
      return refused;
    }
    LearnerInfo elsewhere = new LearnerInfo("xgboost", ELSEWHERE, "hessian", Set.of());
    Growing.Chosen given =
        new Growing.Chosen(spec.boosting(), ensemble.trees().size(), List.of(), 0);
    Grown grown = new Grown(features, ensemble, given, elsewhere, origin);
    return new TrainingResult.Trained(
        finished(grown, judged(grown, dataset), null, dataset, source));
  }

  private TrainingResult.@Nullable Refused unprotected() {
    String reweigh = spec.reweigh();
    List<String> names =
        profile.protectedAttributes().stream().map(ProtectedAttribute::name).toList();
    return reweigh == null || names.contains(reweigh)
        ? null
        : new TrainingResult.Refused(
            "%s is no protected attribute of profile %s. Maybe one of %s"
                .formatted(reweigh, profile.name(), String.join(", ", names)));
  }

  private static TrainingResult.@Nullable Refused lacking(Dataset dataset, List<Split> parts) {
    String lacking = QualityChecks.lacking(dataset, parts);
    return lacking == null ? null : new TrainingResult.Refused(lacking);
  }

  private TrainingResult trained(Dataset dataset, DataSource source) {
    int[] rows = dataset.rowsOf(Split.REFIT);
    FeatureSpec features = Encoder.spec(profile, dataset, rows);
    String reweigh = spec.reweigh();
    RowWeights weights = reweigh == null ? null : RowWeights.fit(reweigh, dataset, rows, access);
    TrainingMatrix fit = matrix(features, dataset, List.of(Split.FIT), weights);
    TrainingMatrix validation = matrix(features, dataset, List.of(Split.VALIDATION), null);
    listener.done(Step.ENCODE, rows.length);
    return switch (growing.decide(fit, validation)) {
      case Growing.Abandoned(String reason) -> new TrainingResult.Refused(reason);
      case Growing.Chosen chosen -> {
        listener.done(Step.FIT, chosen.trees());
        Grown grown = grown(features, dataset, chosen, weights);
        listener.done(Step.REFIT, grown.ensemble().trees().size());
        Judged judged = judged(grown, dataset);
        Mitigation mitigation =
            weights == null ? null : compared(chosen, features, dataset, weights, judged);
        yield new TrainingResult.Trained(finished(grown, judged, mitigation, dataset, source));
      }
    };
  }

  /** As many trees as were chosen, on fit and validation rows. */
  private Grown grown(
      FeatureSpec features, Dataset dataset, Growing.Chosen chosen, @Nullable RowWeights weights) {
    Ensemble ensemble =
        learner
            .grow(
                matrix(features, dataset, Split.REFIT, weights),
                chosen.boosting().withRounds(chosen.trees()),
                spec.seed())
            .ensemble();
    return new Grown(features, ensemble, chosen, learner.info(), Release.params(chosen));
  }

  /** The same training without weights: its own number of trees, its own calibrator. */
  private Mitigation compared(
      Growing.Chosen weighed,
      FeatureSpec features,
      Dataset dataset,
      RowWeights weights,
      Judged judged) {
    GrownTrees stopped =
        learner.fit(
            matrix(features, dataset, List.of(Split.FIT), null),
            matrix(features, dataset, List.of(Split.VALIDATION), null),
            weighed.boosting(),
            spec.seed());
    Growing.Chosen usual =
        new Growing.Chosen(
            weighed.boosting(), stopped.trees(), stopped.validationLogLoss(), weighed.trial());
    Evaluation without = judged(grown(features, dataset, usual, null), dataset).evaluation();
    return new Mitigation(
        weights.attribute(),
        weights.facts(),
        dataset.rowsOf(Split.REFIT).length,
        without,
        judged.evaluation());
  }

  /** Trees, and what the manifest says about how they came to be. */
  private record Grown(
      FeatureSpec features,
      Ensemble ensemble,
      Growing.Chosen chosen,
      LearnerInfo learner,
      Map<String, String> params) {}

  /** Trees with their calibrator and their figures, on rows no tree has seen. */
  private record Judged(
      ScoredPart reference, CalibrationChoice choice, ScoringModel draft, Evaluation evaluation) {}

  private Judged judged(Grown grown, Dataset dataset) {
    FeatureSpec features = grown.features();
    Ensemble ensemble = grown.ensemble();
    int[] unseen = Encoder.taken(features, dataset, dataset.rowsOf(Split.REFERENCE));
    ScoredPart reference = ScoredPart.of(features, ensemble, dataset, unseen);
    CalibrationChoice choice = Calibrating.on(reference.of(Split.CALIBRATION));
    ScoringModel draft =
        Bundle.draft(
            spec.name(),
            "",
            profile.name(),
            features,
            ensemble,
            choice.calibrator(),
            spec.threshold());
    Evaluation evaluation =
        Evaluation.of(reference.of(Split.TEST), dataset, draft.calibrator(), spec, profile, access);
    return new Judged(reference, choice, draft, evaluation);
  }

  private TrainedModel finished(
      Grown grown,
      Judged judged,
      @Nullable Mitigation mitigation,
      Dataset dataset,
      DataSource source) {
    ScoredPart reference = judged.reference();
    ScoringModel draft = judged.draft();
    listener.done(Step.CALIBRATE, reference.of(Split.CALIBRATION).size());
    ScoredPart test = reference.of(Split.TEST);
    CardViews views =
        CardViews.of(test, grown.ensemble(), dataset, draft.calibrator(), spec, profile, access);
    listener.done(Step.EVALUATE, test.size());
    byte[] frozen = Reference.of(reference, dataset, draft, spec, profile, access).toBytes();
    listener.done(Step.REFERENCE, reference.size());
    Release release =
        new Release(
            profile,
            spec,
            grown.learner(),
            grown.params(),
            dataset,
            source,
            draft,
            judged.choice(),
            judged.evaluation(),
            views,
            grown.chosen(),
            mitigation);
    TrainedModel model = release.assemble(frozen, keys);
    listener.done(Step.BUNDLE, model.bytes());
    return model;
  }

  private static TrainingMatrix matrix(
      FeatureSpec spec, Dataset dataset, List<Split> parts, @Nullable RowWeights weights) {
    return Encoder.matrix(spec, dataset, dataset.rowsOf(parts), weights);
  }
}
