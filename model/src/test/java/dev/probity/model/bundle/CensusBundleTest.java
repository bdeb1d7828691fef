// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Fixtures;
import dev.probity.model.Golden;
import dev.probity.model.ModelDigest;
import dev.probity.model.Score;
import dev.probity.model.ScoringModel;
import dev.probity.model.codec.Json;
import dev.probity.model.shap.ShapRecurrence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A model of real size travels in a bundle and passes its own self-test. */
class CensusBundleTest {
  private final Golden golden = Golden.trimmed();
  private final FeatureSpec spec = golden.categoricalSpec();
  private final Ensemble ensemble = golden.model("xgb_cat").fitting(spec);
  private final ScoringModel draft =
      Bundle.draft("census", "1", "acs", spec, ensemble, new Calibrator.Identity(), 0.5);

  @Test
  void bundledModelScoresTheGoldenRowsAndPassesItsSelfTest() {
    // Given
    Map<String, Json> unseen = new HashMap<>();
    for (Feature feature : spec.features()) {
      if (feature instanceof Feature.Categorical) {
        unseen.put(feature.name(), new Json.NumberValue("1471"));
      }
    }
    List<SelfTestRow> rows = SelfTestRows.construct(draft, unseen, 1, 64);
    Map<String, byte[]> files =
        Bundle.assemble(manifest(), ensemble, rows, Map.of(), List.of(Fixtures.key(1)));
    ModelDigest digest = ModelDigest.of(files.get(BundleFiles.MANIFEST));
    // When
    Bundle bundle =
        BundleTest.loaded(Bundle.load(digest, files, List.of(Fixtures.key(1).trusted())));
    // Then
    golden
        .encodedRows()
        .forEach(
            row -> assertEquals(ensemble.margin(row), bundle.model().ensemble().margin(row), 0.0));
    ShapRecurrence shap = new ShapRecurrence(bundle.model().ensemble());
    SelfTest.Verdict verdict =
        SelfTest.run(bundle.selfTest(), bytes -> serve(bundle.model(), shap, bytes));
    SelfTest.Passed passed = assertInstanceOf(SelfTest.Passed.class, verdict, verdict.toString());
    assertEquals(64, passed.rows());
    assertEquals(8, passed.explained());
    assertTrue(nearest(rows) <= 0.02, "nearest to the threshold " + nearest(rows));
  }

  private static double nearest(List<SelfTestRow> rows) {
    return rows.stream()
        .mapToDouble(row -> Math.abs(Double.longBitsToDouble(row.probability()) - 0.5))
        .min()
        .orElse(1);
  }

  private static Served serve(ScoringModel model, ShapRecurrence shap, byte[] candidate) {
    float[] vector = new float[model.spec().size()];
    Json.ObjectValue attributes = Json.parseObject(candidate).object("attributes");
    model.spec().encode(Fixtures.raw(attributes), vector);
    Score score = model.score(vector);
    return new Served.Scored(
        vector, score.margin(), score.probability(), shap.explain(vector).contributions());
  }

  private Manifest manifest() {
    Manifest small = Fixtures.manifest();
    return new Manifest(
        "census",
        "1",
        small.profile(),
        small.task(),
        spec,
        Bundle.facts(ensemble, Manifest.CoverUnit.HESSIAN),
        new Manifest.Calibration(new Calibrator.Identity(), 0, "", ""),
        small.learner(),
        small.data(),
        small.fairness(),
        Map.of(),
        List.of());
  }
}
