// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Categories;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.SelfTestRow;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.codec.Json;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.CandidateVerdict;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.trainer.io.XgboostLearner;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainingTest {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final FairnessAccess ACCESS = FairnessAccess.forPurpose("test");
  private static final SigningKey KEY = SigningKey.of("trainer.test/1", new byte[32]);
  private static final List<AcsSample.Row> ROWS = AcsSample.some(AcsSample.newYork("train"), 20);
  private static final ReplayCounts COUNTS = new ReplayCounts(Map.of(), Map.of());
  private static final DataSource SOURCE = new DataSource(Map.of(), COUNTS);

  private static TrainedModel model;

  @BeforeAll
  static void trainOnce() {
    model = trained(ROWS, 1);
  }

  @Test
  void releaseLoadsAndItsFiguresAreThoseOfItsTestRows() {
    // When
    Bundle bundle = loaded(model);
    // Then
    assertEquals(model.digest(), bundle.digest());
    double auc = model.evaluation().figure(Evaluation.AUC).value();
    assertTrue(auc > .85 && auc < .97, "auc " + auc);
  }

  @Test
  void sameRowsInAnotherOrderGiveTheSameBytes() {
    // Given
    List<AcsSample.Row> shuffled = new ArrayList<>(ROWS);
    Collections.shuffle(shuffled, new Random(3));
    // When
    TrainedModel second = trained(shuffled, 1);
    // Then
    assertEquals(model.digest(), second.digest());
    assertEquals(model.files().keySet(), second.files().keySet());
    model.files().forEach((name, bytes) -> assertArrayEquals(bytes, second.files().get(name)));
  }

  @Test
  void everythingChosenAndEveryRowChangesTheDigest() {
    // When
    TrainedModel otherSeed = trained(ROWS, 2);
    TrainedModel otherRows = trained(ROWS.subList(0, ROWS.size() - 1), 1);
    // Then
    assertNotEquals(model.digest(), otherSeed.digest());
    assertNotEquals(model.digest(), otherRows.digest());
  }

  @Test
  void categoriesAreThoseOfTheRowsTreesGrowOn() {
    // Given
    Dataset dataset = dataset(ROWS);
    // When
    FeatureSpec spec = loaded(model).manifest().spec();
    // Then
    Set<Integer> seen = new TreeSet<>();
    for (int row : dataset.rowsOf(Split.REFIT)) {
      seen.add((int) dataset.feature("OCCP").number(row));
    }
    Feature.Categorical occupation = (Feature.Categorical) spec.features().get(3);
    assertEquals("OCCP", occupation.name());
    assertEquals(new Categories.Codes(List.copyOf(seen)), occupation.categories());
    assertEquals(Feature.Numeric.class, spec.features().get(8).getClass(), "SCHL is a ladder");
  }

  @Test
  void selfTestRowsKeepTheProfilesRules() {
    // Given
    CandidateRules rules = CandidateRules.of(PROFILE);
    List<SelfTestRow> rows = loaded(model).selfTest();
    for (SelfTestRow row : rows) {
      // When
      Decoded<Candidate> decoded = Codecs.CANDIDATE.decode(row.candidateBytes());
      // Then
      Decoded.Valid<?> valid = assertInstanceOf(Decoded.Valid.class, decoded);
      Candidate candidate = assertInstanceOf(Candidate.class, valid.value());
      assertInstanceOf(CandidateVerdict.Valid.class, rules.check(candidate));
    }
    assertEquals(64, rows.size());
  }

  @Test
  void hashedFilesNameNoTimeNoHostAndNoPath() {
    // Given
    Map<String, byte[]> files = model.files();
    List<String> traces =
        List.of(
            System.getProperty("user.name") + "@",
            System.getProperty("user.dir"),
            System.getProperty("java.io.tmpdir"),
            LocalDate.now().toString(),
            ROWS.getFirst().serial());
    // When
    String all =
        files.values().stream()
            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
            .collect(Collectors.joining());
    // Then
    traces.forEach(trace -> assertFalse(all.contains(trace), trace));
  }

  @Test
  void cardAndManifestSayTheSame() {
    // When
    Bundle bundle = loaded(model);
    // Then
    Json.ObjectValue card = Json.parseObject(bundle.file("card.json"));
    Manifest.MetricValue auc = bundle.manifest().metrics().get("test").get("auc");
    assertEquals(auc.value(), card.object("figures").object("auc").number("value"));
    assertEquals(bundle.manifest().data().rows(), card.object("data").whole("rows"));
    assertEquals("WAGP in [0,45000]", bundle.manifest().task().positive());
    assertEquals("identity", card.object("training").text("calibrator"), "too few rows to fit");
    assertTrue(
        card.array("groups").stream()
            .map(group -> (Json.ObjectValue) group)
            .anyMatch(group -> group.text("evidence").equals("insufficient")),
        "small groups are shown, not dropped");
    long test = bundle.manifest().metrics().get("test").get("auc").n();
    double told = 0;
    for (Json bin : card.array("reliability")) {
      told += ((Json.ObjectValue) bin).number("n");
    }
    assertEquals(test, told, "every test row is in one bin");
    assertTrue(
        card.array("rates").stream()
            .map(rates -> ((Json.ObjectValue) rates).text("group"))
            .anyMatch(group -> group.startsWith("SEX=2 & RAC1P=")),
        "intersections too");
    Json.ObjectValue all = (Json.ObjectValue) card.array("importance").getFirst();
    assertEquals(Math.min(2_000, test), all.whole("n"));
    assertTrue(all.object("meanAbsoluteContribution").object("WKHP").number("value") > .1);
  }

  @Test
  void referenceHoldsTheRowsNoTreeWasGrownOn() {
    // Given
    Dataset dataset = dataset(ROWS);
    // When
    MonitoringReference reference = MonitoringReference.parse(loaded(model).file("reference.json"));
    // Then
    assertEquals(dataset.rowsOf(Split.REFERENCE).length, reference.n());
    assertEquals(PROFILE.digest(), reference.spec().profileDigest());
    assertEquals(1_000, reference.spec().chunkRows());
  }

  @Test
  void rowsOfOneClassAreRefusedWithCounts() {
    // Given
    List<AcsSample.Row> poor =
        ROWS.stream().filter(row -> row.values().get("WAGP") <= 45_000).toList();
    // When
    TrainingResult result = run(dataset(poor), 1, StepListener.SILENT);
    // Then
    String reason = assertInstanceOf(TrainingResult.Refused.class, result).reason();
    assertTrue(reason.startsWith("the fit part has "), reason);
  }

  @Test
  void stepsAreToldInTheirOrder() {
    // Given
    List<Step> steps = new ArrayList<>();
    // When
    run(dataset(ROWS), 1, (step, count) -> steps.add(step));
    // Then
    assertEquals(
        List.of(
            Step.ENCODE,
            Step.FIT,
            Step.REFIT,
            Step.CALIBRATE,
            Step.EVALUATE,
            Step.EXPLAIN,
            Step.REFERENCE,
            Step.BUNDLE),
        steps);
  }

  private static Bundle loaded(TrainedModel model) {
    return assertInstanceOf(Bundle.Loaded.class, model.load(List.of(KEY.trusted()))).bundle();
  }

  private static TrainingResult run(Dataset dataset, long seed, StepListener listener) {
    TrainingSpec spec = TrainingSpec.of("acs-salary", seed);
    Learner learner = new XgboostLearner();
    return new Training(PROFILE, spec, learner, ACCESS, List.of(KEY), listener)
        .run(dataset, SOURCE);
  }

  private static TrainedModel trained(List<AcsSample.Row> rows, long seed) {
    TrainingResult result = run(dataset(rows), seed, StepListener.SILENT);
    return assertInstanceOf(TrainingResult.Trained.class, result).model();
  }

  static Dataset dataset(List<AcsSample.Row> rows) {
    DatasetBuilder builder =
        new DatasetBuilder(PROFILE.featureNames(), List.of("SEX", "RAC1P"), ACCESS);
    for (AcsSample.Row row : rows) {
      builder.candidate(row.candidate(), AcsSample.OBSERVED);
      boolean positive = row.values().get("WAGP") <= 45_000;
      builder.outcome(row.candidate().id(), positive, AcsSample.OBSERVED);
    }
    return builder.build(new EnumMap<>(CandidateFate.class), new EnumMap<>(OutcomeFate.class));
  }
}
