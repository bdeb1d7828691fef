// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Categories;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelDigest;
import dev.probity.model.Score;
import dev.probity.model.ScoringModel;
import dev.probity.model.codec.XgboostWriter;
import dev.probity.model.evaluate.ReconstructionFit;
import dev.probity.model.monitor.FairnessPolicy;
import dev.probity.model.monitor.MonitorSpec;
import dev.probity.model.monitor.MonitoredFeature;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.MonitoringReferenceBuilder;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.model.shap.ShapWorkspace;
import dev.probity.model.shap.TreeShap;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.value.Doubles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Freezes what the release was like on the rows no tree was grown on. */
final class Reference {
  static final String FILE = "reference.json";

  private static final int EXPLAINED_AT_ONCE = 256;

  private Reference() {}

  static MonitoringReference of(
      ScoredPart part,
      Dataset dataset,
      ScoringModel model,
      TrainingSpec spec,
      Profile profile,
      FairnessAccess access) {
    MonitoringReferenceBuilder builder =
        new MonitoringReferenceBuilder(spec(dataset, model, spec, profile));
    List<Column> guarded =
        profile.protectedAttributes().stream()
            .map(attribute -> dataset.guarded(access, attribute.name()))
            .toList();
    float[] vector = new float[model.spec().size()];
    for (int i = 0; i < part.size(); i++) {
      int row = part.row(i);
      part.copyVector(i, vector);
      Score score = model.decide(part.margin(i));
      builder.add(
          dataset.key(row),
          vector,
          score.probability(),
          score.positive(),
          part.label(i),
          guarded.stream().map(column -> group(column, row)).toList());
    }
    explain(part, model, builder);
    builder.reconstructed(ReconstructionFit.of(features(model.spec()), vectors(part, model)));
    return builder.build();
  }

  private static List<double[]> vectors(ScoredPart part, ScoringModel model) {
    float[] vector = new float[model.spec().size()];
    List<double[]> rows = new ArrayList<>(part.size());
    for (int i = 0; i < part.size(); i++) {
      part.copyVector(i, vector);
      rows.add(Doubles.ofFloats(vector).toArray());
    }
    return rows;
  }

  private static void explain(
      ScoredPart part, ScoringModel model, MonitoringReferenceBuilder builder) {
    TreeShap shap = new TreeShap(model.ensemble());
    ShapWorkspace workspace = shap.workspace();
    int width = shap.features();
    float[] vector = new float[width];
    float[] rows = new float[EXPLAINED_AT_ONCE * width];
    double[] into = new double[rows.length];
    for (int from = 0; from < part.size(); from += EXPLAINED_AT_ONCE) {
      int count = Math.min(EXPLAINED_AT_ONCE, part.size() - from);
      for (int i = 0; i < count; i++) {
        part.copyVector(from + i, vector);
        System.arraycopy(vector, 0, rows, i * width, width);
      }
      shap.explain(rows, count, into, workspace);
      for (int i = 0; i < count; i++) {
        builder.explained(Arrays.copyOfRange(into, i * width, (i + 1) * width));
      }
    }
  }

  private static String group(Column column, int row) {
    String code = column.code(row);
    return code == null ? Evaluation.UNKNOWN_GROUP : code;
  }

  private static MonitorSpec spec(
      Dataset dataset, ScoringModel model, TrainingSpec spec, Profile profile) {
    return new MonitorSpec(
        profile.name(),
        profile.digest(),
        ModelDigest.sha256(XgboostWriter.write(model.ensemble(), model.spec())),
        features(model.spec()),
        profile.protectedAttributes().stream().map(Reference::attribute).toList(),
        new FairnessPolicy(
            profile.fairness().impactRatio().low(),
            profile.fairness().impactRatio().high(),
            profile.fairness().minGroupRows()),
        spec.chunkRows(),
        Map.of(
            "dataDigest", dataset.digest(),
            "folds", Split.CALIBRATION.first() + "-" + Split.TEST.last(),
            "seed", Long.toString(spec.seed())));
  }

  private static ProtectedAttribute attribute(
      dev.probity.topics.profile.ProtectedAttribute attribute) {
    return new ProtectedAttribute(
        attribute.name(),
        Evaluation.code(attribute.privileged()),
        attribute.codes().labels().keySet().stream().map(Evaluation::code).toList());
  }

  private static List<MonitoredFeature> features(FeatureSpec spec) {
    return spec.features().stream().map(Reference::feature).toList();
  }

  private static MonitoredFeature feature(Feature feature) {
    return switch (feature) {
      case Feature.Numeric numeric -> new MonitoredFeature.Numeric(numeric.name());
      case Feature.Categorical categorical ->
          new MonitoredFeature.Categorical(
              categorical.name(),
              switch (categorical.categories()) {
                case Categories.Codes codes ->
                    codes.codes().stream().map(code -> Integer.toString(code)).toList();
                case Categories.Labels labels -> labels.labels();
              });
    };
  }
}
