// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.Direction;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromotionPolicyTest {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final String DIGEST = "a".repeat(64);

  @Test
  void aReleaseWithinThePolicyPasses() {
    GateVerdict verdict = judge(good(), null);
    assertTrue(verdict.passed(), verdict.toString());
    assertEquals(GateOutcome.SKIPPED, outcome(verdict, "maxAucLoss"));
    assertEquals(2, verdict.count(GateOutcome.SKIPPED));
  }

  @Test
  void eachAbsoluteLimitFailsAlone() {
    failsAlone("minAuc", with("auc", .9249, 5000));
    failsAlone("maxBrier", with("brier", .1091, 5000));
    failsAlone("maxCalibrationError", with("eceEqualWidth10", .0151, 5000));
    failsAlone("minRows", with("auc", .93, 999));
    failsAlone("minAuc", with("auc", Double.NaN, 5000));
    Map<String, MetricValue> without = good();
    without.remove("brier");
    failsAlone("maxBrier", without);
  }

  @Test
  void limitsThemselvesAreWithin() {
    assertTrue(judge(with("auc", .925, 1000), null).passed());
    assertTrue(judge(with("brier", .109, 5000), null).passed());
  }

  /** .93 against .9321 is a loss of .0021, more than .002; against .9319 it is .0019. */
  @Test
  void worseThanTheChampionFails() {
    Map<String, MetricValue> champion = with("auc", .9321, 5000);
    GateVerdict verdict = judge(good(), champion);
    assertEquals(GateOutcome.FAILED, outcome(verdict, "maxAucLoss"));
    assertEquals(GateOutcome.PASSED, outcome(verdict, "maxBrierGain"));
    assertTrue(judge(good(), with("auc", .9319, 5000)).passed());
    assertEquals(
        GateOutcome.FAILED, outcome(judge(good(), with("brier", .1029, 5000)), "maxBrierGain"));
  }

  @Test
  void aFindingOnSexBlocksEvenWhenWaived() {
    Map<String, MetricValue> figures = good();
    figures.put("impactRatio[SEX=2]", new MetricValue(1.4, 2000, 1.26, 1.5));
    GateVerdict verdict =
        judge(figures, null, new Waiver("impactRatio[SEX=2]", "operator-2", "known"));
    assertFalse(verdict.passed());
    assertEquals(GateOutcome.FAILED, outcome(verdict, "impactRatio[SEX=2]"));
    assertEquals(1, verdict.unusedWaivers().size());
  }

  @Test
  void aFindingElsewhereNeedsAWaiverOfThatName() {
    Map<String, MetricValue> figures = good();
    figures.put("impactRatio[RAC1P=2]", new MetricValue(1.4, 2000, 1.26, 1.5));
    assertFalse(judge(figures, null).passed());
    Waiver other = new Waiver("impactRatio[RAC1P=6]", "operator-2", "known");
    assertFalse(judge(figures, null, other).passed());
    Waiver waiver = new Waiver("impactRatio[RAC1P=2]", "operator-2", "known");
    GateVerdict verdict = judge(figures, null, waiver);
    assertTrue(verdict.passed());
    assertEquals(GateOutcome.WAIVED, outcome(verdict, "impactRatio[RAC1P=2]"));
    assertEquals(List.of(), verdict.unusedWaivers());
  }

  @Test
  void anIntervalThatReachesTheLimitIsWatchedOnly() {
    Map<String, MetricValue> figures = good();
    figures.put("impactRatio[SEX=2]", new MetricValue(1.27, 2000, 1.25, 1.33));
    GateVerdict verdict = judge(figures, null);
    assertTrue(verdict.passed());
    assertEquals(GateOutcome.WATCH, outcome(verdict, "impactRatio[SEX=2]"));
  }

  @Test
  void groupsTooSmallToJudgeAreAFindingAndNeverFair() {
    Map<String, MetricValue> figures = good();
    figures.remove("oddsDifference[SEX=2]");
    GateVerdict verdict = judge(figures, null);
    assertEquals(GateOutcome.FAILED, outcome(verdict, "oddsDifference[SEX]"));
  }

  @Test
  void anotherProfileFails() {
    Manifest manifest = manifest(good(), "b".repeat(64));
    GateVerdict verdict = PromotionPolicy.judge(PROFILE, DIGEST, manifest, null, null, List.of());
    assertEquals(GateOutcome.FAILED, outcome(verdict, "profile"));
  }

  @Test
  void junitCountsFailuresAndEscapesWhatPeopleWrote() {
    Map<String, MetricValue> figures = with("auc", .5, 5000);
    figures.put("impactRatio[RAC1P=2]", new MetricValue(1.4, 2000, 1.26, 1.5));
    Waiver waiver = new Waiver("impactRatio[RAC1P=2]", "operator-2", "<&\">");
    String xml = VerdictReport.junit(List.of(judge(figures, null, waiver)));
    assertTrue(xml.contains("tests=\"15\" failures=\"1\" errors=\"0\" skipped=\"2\""), xml);
    assertTrue(xml.contains("name=\"minAuc\"><failure message=\"failed   minAuc: 0.5000"), xml);
    assertTrue(xml.contains("waived by operator-2: &lt;&amp;&quot;&gt;</system-out>"), xml);
  }

  private static void failsAlone(String check, Map<String, MetricValue> figures) {
    GateVerdict verdict = judge(figures, null);
    assertEquals(GateOutcome.FAILED, outcome(verdict, check), check);
    assertEquals(1, verdict.count(GateOutcome.FAILED), verdict.toString());
  }

  private static GateOutcome outcome(GateVerdict verdict, String check) {
    return verdict.checks().stream()
        .filter(one -> one.name().equals(check))
        .findFirst()
        .orElseThrow(() -> new AssertionError(check + " not in " + verdict))
        .outcome();
  }

  private static GateVerdict judge(
      Map<String, MetricValue> figures, Map<String, MetricValue> champion, Waiver... waivers) {
    return PromotionPolicy.judge(
        PROFILE,
        DIGEST,
        manifest(figures, PROFILE.digest()),
        champion == null ? null : "c".repeat(64),
        champion == null ? null : manifest(champion, PROFILE.digest()),
        List.of(waivers));
  }

  private static Map<String, MetricValue> with(String name, double value, long n) {
    Map<String, MetricValue> figures = good();
    figures.put(name, new MetricValue(value, n, value, value));
    return figures;
  }

  private static Map<String, MetricValue> good() {
    Map<String, MetricValue> figures = new HashMap<>();
    figures.put("auc", new MetricValue(.93, 5000, .92, .94));
    figures.put("brier", new MetricValue(.105, 5000, .1, .11));
    figures.put("eceEqualWidth10", new MetricValue(.01, 5000, .005, .015));
    for (String group : List.of("SEX=2", "RAC1P=2")) {
      figures.put("impactRatio[" + group + "]", new MetricValue(1.1, 2000, 1, 1.2));
      for (String measure :
          List.of("parityDifference", "opportunityDifference", "oddsDifference")) {
        figures.put(measure + "[" + group + "]", new MetricValue(.05, 2000, 0, .09));
      }
    }
    return figures;
  }

  private static Manifest manifest(Map<String, MetricValue> figures, String profileDigest) {
    return new Manifest(
        "probity-acs-salary",
        "",
        new Manifest.ProfileReference(PROFILE.name(), profileDigest),
        new Manifest.Task("WAGP in [0,45000]", .5),
        new FeatureSpec(
            List.of(
                new Feature.Numeric(
                    "AGEP", true, 0, 99, Feature.Policy.REFUSE, false, Direction.ANY))),
        new Manifest.TreeFacts(1, 1, 0, .5f, Manifest.CoverUnit.HESSIAN),
        new Manifest.Calibration(new Calibrator.Identity(), 0, "none", "none"),
        new Manifest.LearnerFacts("by hand", "1", Map.of(), 1, 1, 0),
        new Manifest.DataFacts("none", "0".repeat(64), 1, Map.of()),
        Manifest.FairnessFacts.none(1),
        Map.of("test", figures),
        List.of());
  }
}
