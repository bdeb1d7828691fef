// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Categories;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ScoringModel;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.SelfTest;
import dev.probity.model.bundle.SelfTestRow;
import dev.probity.model.codec.Json;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServingSelfTestTest {
  private static final Profile SALARY = ProfileFiles.load("acs-salary");
  private static final Profile APPRENTICES = ProfileFiles.load("apprentice-retention");
  private static final Map<String, byte[]> FILES = FixedModels.files(SALARY, 1, 12, 3);
  private static final Bundle BUNDLE = FixedModels.load(FILES);

  @Test
  void oneChangedBitOfAStoredMarginFails() {
    // Given
    String rows = new String(FILES.get(BundleFiles.SELF_TEST), StandardCharsets.UTF_8);
    int at = rows.indexOf("\"margin\":\"") + "\"margin\":\"".length() + 15;
    char last = rows.charAt(at);
    char other = last == '0' ? '1' : '0';
    String changed = rows.substring(0, at) + other + rows.substring(at + 1);
    // When
    SelfTest.Verdict verdict =
        SelfTest.run(
            SelfTestRow.read(
                changed.getBytes(StandardCharsets.UTF_8), BUNDLE.model().spec().size()),
            bytes ->
                ServingSelfTest.serve(
                    ServingModel.bind(BUNDLE.model().withVersion("v1"), SALARY), bytes));
    // Then
    assertEquals("margin differs", assertInstanceOf(SelfTest.Failed.class, verdict).what());
  }

  @Test
  void rowsPassWithTheProtectedAttributesTheProfileDemandsAndWithoutThem() {
    // Given
    Bundle bundle = bundle(APPRENTICES, 2);
    List<SelfTestRow> demanded =
        bundle.selfTest().stream().map(ServingSelfTestTest::withGender).toList();
    ServingModel serving = ServingModel.bind(small(), APPRENTICES);
    // When
    SelfTest.Verdict verdict = ServingSelfTest.run(demanded, serving);
    // Then
    assertInstanceOf(SelfTest.Passed.class, verdict);
    assertInstanceOf(SelfTest.Passed.class, ServingSelfTest.run(bundle.selfTest(), serving));
  }

  private static SelfTestRow withGender(SelfTestRow row) {
    Map<String, Json> members = new LinkedHashMap<>(row.candidate().members());
    members.put("protected", new Json.ObjectValue(Map.of("gender", new Json.TextValue("man"))));
    return new SelfTestRow(
        new Json.ObjectValue(members),
        row.vector(),
        row.margin(),
        row.probability(),
        row.contributions());
  }

  @Test
  void aRenamedCategoryOfTheEncoderFails() {
    // Given
    ServingModel renamed =
        ServingModel.bind(withSpec(renamedFirstLabel(small().spec())), APPRENTICES);
    // When
    SelfTest.Verdict verdict = ServingSelfTest.run(bundle(APPRENTICES, 2), renamed);
    // Then
    assertTrue(
        assertInstanceOf(SelfTest.Failed.class, verdict).what().startsWith("vector differs"));
  }

  @Test
  void rawCodesInPlaceOfIndexesFail() {
    // Given
    Bundle bundle = BUNDLE;
    List<Feature> raw = new ArrayList<>();
    for (Feature feature : bundle.model().spec().features()) {
      raw.add(
          feature instanceof Feature.Categorical
              ? Feature.Numeric.whole(feature.name(), 0, 1 << 24)
              : feature);
    }
    ScoringModel model = bundle.model();
    ScoringModel skewed =
        new ScoringModel(
            model.name(),
            model.version(),
            model.profile(),
            model.digest(),
            new FeatureSpec(raw),
            model.ensemble(),
            model.calibrator(),
            model.threshold());
    // When
    SelfTest.Verdict verdict = ServingSelfTest.run(bundle, ServingModel.bind(skewed, SALARY));
    // Then
    assertTrue(
        assertInstanceOf(SelfTest.Failed.class, verdict).what().startsWith("vector differs"));
  }

  @Test
  void otherTreesFail() {
    // Given
    ScoringModel model = BUNDLE.model();
    Ensemble fewer = model.ensemble().first(model.ensemble().trees().size() - 1);
    ScoringModel cut =
        new ScoringModel(
            model.name(),
            model.version(),
            model.profile(),
            model.digest(),
            model.spec(),
            fewer,
            model.calibrator(),
            model.threshold());
    // When
    SelfTest.Verdict verdict = ServingSelfTest.run(BUNDLE, ServingModel.bind(cut, SALARY));
    // Then
    assertEquals("margin differs", assertInstanceOf(SelfTest.Failed.class, verdict).what());
  }

  @Test
  void aReleaseServedAsItWasMadePasses() {
    for (Profile profile : List.of(SALARY, APPRENTICES)) {
      // Given
      Bundle bundle = bundle(profile, 2);
      // When
      SelfTest.Verdict verdict =
          ServingSelfTest.run(bundle, ServingModel.bind(bundle.model(), profile));
      // Then
      assertEquals(48, assertInstanceOf(SelfTest.Passed.class, verdict).rows());
    }
  }

  private static Bundle bundle(Profile profile, long seed) {
    return FixedModels.load(FixedModels.files(profile, seed, 12, 3));
  }

  private static ScoringModel small() {
    return bundle(APPRENTICES, 2).model();
  }

  private static FeatureSpec renamedFirstLabel(FeatureSpec spec) {
    List<Feature> features = new ArrayList<>(spec.features());
    Feature.Categorical trade = (Feature.Categorical) features.getFirst();
    List<String> labels = new ArrayList<>(((Categories.Labels) trade.categories()).labels());
    labels.set(0, "a" + labels.get(0));
    Collections.sort(labels);
    features.set(
        0,
        new Feature.Categorical(
            trade.name(),
            new Categories.Labels(labels),
            Feature.Policy.MISSING,
            Feature.Policy.MISSING,
            trade.mutable(),
            trade.direction()));
    return new FeatureSpec(features);
  }

  private static ScoringModel withSpec(FeatureSpec spec) {
    ScoringModel model = small();
    return new ScoringModel(
        model.name(),
        model.version(),
        model.profile(),
        model.digest(),
        spec,
        model.ensemble(),
        model.calibrator(),
        model.threshold());
  }
}
