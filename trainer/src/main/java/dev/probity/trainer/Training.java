// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelDigest;
import dev.probity.model.ScoringModel;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.codec.XgboostReader;
import dev.probity.model.codec.XgboostWriter;
import dev.probity.model.eval.CalibrationChoice;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

  private final Profile profile;
  private final TrainingSpec spec;
  private final Learner learner;
  private final FairnessAccess access;
  private final List<SigningKey> keys;
  private final StepListener listener;
  private final Growing growing;
  private final StepStore store;
  private final Judge judge;

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
        new Growing.EarlyStopping(learner, spec.boosting(), spec.seed()),
        StepStore.NONE);
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
   * @param store keeps what steps put out, and has what they put out before
   */
  public Training(
      Profile profile,
      TrainingSpec spec,
      Learner learner,
      FairnessAccess access,
      List<SigningKey> keys,
      StepListener listener,
      Growing growing,
      StepStore store) {
    LearnerNeeds.require(learner.info(), spec);
    this.profile = profile;
    this.spec = spec;
    this.learner = learner;
    this.access = access;
    this.keys = List.copyOf(keys);
    this.listener = listener;
    this.growing = growing;
    this.store = store;
    this.judge = new Judge(profile, spec, access);
  }

  /**
   * Trains, explains and signs.
   *
   * @param dataset the rows
   * @param source where they were replayed from
   */
  public TrainingResult run(Dataset dataset, DataSource source) {
    return switch (prepared(dataset, source)) {
      case Unfit(String reason) -> new TrainingResult.Refused(reason);
      case Ready ready -> new TrainingResult.Trained(released(ready, dataset, source));
    };
  }

  /**
   * Goes as far as the explanations, and keeps what every step puts out; nothing is signed.
   *
   * @param dataset the rows
   * @param source where they were replayed from
   * @return null when all is there; else why not
   */
  public TrainingResult.@Nullable Refused prepare(Dataset dataset, DataSource source) {
    return switch (prepared(dataset, source)) {
      case Unfit(String reason) -> new TrainingResult.Refused(reason);
      case Ready ready -> null;
    };
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
    Steps steps = steps(dataset, source);
    steps.given("trees", ModelDigest.sha256(XgboostWriter.write(ensemble, features)));
    return new TrainingResult.Trained(
        released(judged(grown, null, dataset, source, steps), dataset, source));
  }

  private static TrainingResult.@Nullable Refused lacking(Dataset dataset, List<Split> parts) {
    String lacking = QualityChecks.lacking(dataset, parts);
    return lacking == null ? null : new TrainingResult.Refused(lacking);
  }

  /** What the first two pipelines come to. */
  private sealed interface Preparation {}

  private record Unfit(String reason) implements Preparation {}

  /** All that a release is made of, but the reference and the signatures. */
  private record Ready(
      Grown grown,
      ScoredPart unseen,
      CalibrationChoice choice,
      ScoringModel draft,
      StepOutputs.Figures figures,
      String card,
      Steps steps)
      implements Preparation {}

  /** Trees, and what the manifest says about how they came to be. */
  private record Grown(
      FeatureSpec features,
      Ensemble ensemble,
      Growing.Chosen chosen,
      LearnerInfo learner,
      Map<String, String> params) {}

  private Steps steps(Dataset dataset, DataSource source) {
    Steps steps = new Steps(store);
    String commit = source.commit();
    steps.given("rows", commit == null ? dataset.digest() : commit);
    steps.given("profile", profile.digest());
    steps.given("spec", spec + "\n" + growing.described() + "\n" + learner.info());
    return steps;
  }

  private Preparation prepared(Dataset dataset, DataSource source) {
    String lacking = judge.unprotected();
    lacking = lacking == null ? QualityChecks.lacking(dataset, List.of(Split.values())) : lacking;
    if (lacking != null) {
      return new Unfit(lacking);
    }
    Steps steps = steps(dataset, source);
    int[] rows = dataset.rowsOf(Split.REFIT);
    FeatureSpec features = Encoder.spec(profile, dataset, rows);
    String missing = LearnerNeeds.missing(learner.info(), features, dataset, rows);
    if (missing != null) {
      return new Unfit(missing);
    }
    String reweigh = spec.reweigh();
    RowWeights weights = reweigh == null ? null : RowWeights.fit(reweigh, dataset, rows, access);
    steps.made(Step.ENCODE, features.features().toString().getBytes(StandardCharsets.UTF_8));
    listener.done(Step.ENCODE, rows.length);
    List<String> given = new ArrayList<>();
    Growing.Chosen chosen =
        steps.orNothing(
            Step.FIT,
            StepOutputs::chosen,
            StepOutputs::write,
            () -> decided(features, dataset, weights, given));
    if (chosen == null) {
      return new Unfit(given.getFirst());
    }
    listener.done(Step.FIT, chosen.trees());
    Ensemble ensemble =
        steps.output(
            Step.REFIT,
            bytes -> XgboostReader.read(bytes).fitting(features),
            trees -> XgboostWriter.write(trees, features),
            () -> grown(features, dataset, chosen, weights));
    listener.done(Step.REFIT, ensemble.trees().size());
    Map<String, String> params = LearnerNeeds.params(learner.info(), chosen, weights != null);
    Grown grown = new Grown(features, ensemble, chosen, learner.info(), params);
    return judged(grown, weights, dataset, source, steps);
  }

  private Growing.@Nullable Chosen decided(
      FeatureSpec features, Dataset dataset, @Nullable RowWeights weights, List<String> given) {
    TrainingMatrix fit = matrix(features, dataset, List.of(Split.FIT), weights);
    TrainingMatrix validation = matrix(features, dataset, List.of(Split.VALIDATION), null);
    return switch (growing.decide(fit, validation)) {
      case Growing.Abandoned(String reason) -> {
        given.add(reason);
        yield null;
      }
      case Growing.Chosen chosen -> chosen;
    };
  }

  /** As many trees as were chosen, on fit and validation rows. */
  private Ensemble grown(
      FeatureSpec features, Dataset dataset, Growing.Chosen chosen, @Nullable RowWeights weights) {
    return learner
        .grow(
            matrix(features, dataset, Split.REFIT, weights),
            chosen.boosting().withRounds(chosen.trees()),
            spec.seed())
        .ensemble();
  }

  /** The trees calibrated, measured and explained, on rows none of them has seen. */
  private Ready judged(
      Grown grown, @Nullable RowWeights weights, Dataset dataset, DataSource source, Steps steps) {
    ScoredPart unseen = judge.unseen(grown.features(), grown.ensemble(), dataset);
    ScoredPart test = unseen.of(Split.TEST);
    CalibrationChoice choice =
        steps.output(
            Step.CALIBRATE,
            StepOutputs::calibration,
            StepOutputs::write,
            () -> Calibrating.on(unseen.of(Split.CALIBRATION)));
    listener.done(Step.CALIBRATE, unseen.of(Split.CALIBRATION).size());
    ScoringModel draft = judge.draft(grown.features(), grown.ensemble(), choice);
    StepOutputs.Figures figures =
        steps.output(
            Step.EVALUATE,
            StepOutputs::figures,
            StepOutputs::write,
            () -> measured(grown, weights, dataset, test, draft));
    listener.done(Step.EVALUATE, test.size());
    byte[] card =
        steps.output(
            Step.EXPLAIN,
            bytes -> bytes,
            bytes -> bytes,
            () -> explained(release(grown, choice, draft, figures, dataset, source), test));
    listener.done(Step.EXPLAIN, test.size());
    String text = new String(card, StandardCharsets.UTF_8);
    return new Ready(grown, unseen, choice, draft, figures, text, steps);
  }

  private byte[] explained(Release release, ScoredPart test) {
    byte[] card = judge.card(release, test);
    store.show(RunViews.FILE, judge.views(release, test, card));
    return card;
  }

  private StepOutputs.Figures measured(
      Grown grown,
      @Nullable RowWeights weights,
      Dataset dataset,
      ScoredPart test,
      ScoringModel draft) {
    Evaluation with = judge.evaluated(test, dataset, draft);
    if (weights == null) {
      return new StepOutputs.Figures(with, null);
    }
    Mitigation mitigation =
        new Mitigation(
            weights.attribute(),
            weights.facts(),
            dataset.rowsOf(Split.REFIT).length,
            unweighed(grown, dataset),
            with);
    return new StepOutputs.Figures(with, mitigation);
  }

  /** The same training without weights: its own number of trees, its own calibrator. */
  private Evaluation unweighed(Grown weighed, Dataset dataset) {
    FeatureSpec features = weighed.features();
    Boosting boosting = weighed.chosen().boosting();
    GrownTrees stopped =
        learner.fit(
            matrix(features, dataset, List.of(Split.FIT), null),
            matrix(features, dataset, List.of(Split.VALIDATION), null),
            boosting,
            spec.seed());
    Growing.Chosen chosen = new Growing.Chosen(boosting, stopped.trees(), List.of(), 0);
    Ensemble ensemble = grown(features, dataset, chosen, null);
    ScoredPart unseen = judge.unseen(features, ensemble, dataset);
    CalibrationChoice choice = Calibrating.on(unseen.of(Split.CALIBRATION));
    return judge.evaluated(unseen.of(Split.TEST), dataset, judge.draft(features, ensemble, choice));
  }

  private Release release(
      Grown grown,
      CalibrationChoice choice,
      ScoringModel draft,
      StepOutputs.Figures figures,
      Dataset dataset,
      DataSource source) {
    return new Release(
        profile,
        spec,
        grown.learner(),
        grown.params(),
        dataset,
        source,
        draft,
        choice,
        figures.evaluation(),
        grown.chosen(),
        figures.mitigation());
  }

  private TrainedModel released(Ready ready, Dataset dataset, DataSource source) {
    byte[] frozen =
        ready
            .steps()
            .output(
                Step.REFERENCE,
                bytes -> bytes,
                bytes -> bytes,
                () ->
                    Reference.of(ready.unseen(), dataset, ready.draft(), spec, profile, access)
                        .toBytes());
    listener.done(Step.REFERENCE, ready.unseen().size());
    Release release =
        release(ready.grown(), ready.choice(), ready.draft(), ready.figures(), dataset, source);
    TrainedModel model =
        release.assemble(ready.card().getBytes(StandardCharsets.UTF_8), frozen, keys);
    ready.steps().made(Step.BUNDLE, model.files().getOrDefault(BundleFiles.MANIFEST, new byte[0]));
    listener.done(Step.BUNDLE, model.bytes());
    return model;
  }

  private static TrainingMatrix matrix(
      FeatureSpec spec, Dataset dataset, List<Split> parts, @Nullable RowWeights weights) {
    return Encoder.matrix(spec, dataset, dataset.rowsOf(parts), weights);
  }
}
