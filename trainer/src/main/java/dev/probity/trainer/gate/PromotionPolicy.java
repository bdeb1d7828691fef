// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.PromotionGate;
import dev.probity.trainer.Evaluation;
import dev.probity.trainer.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges a release by the policy of its profile: figures on the hold-out part against absolute
 * limits, against the champion, and the fairness limits. Reads only what the signed manifest says.
 */
public final class PromotionPolicy {
  private static final String HOLD_OUT = Split.TEST.label();

  private final PromotionGate gate;
  private final Map<String, MetricValue> figures;
  private final List<GateCheck> checks = new ArrayList<>();

  private PromotionPolicy(PromotionGate gate, Map<String, MetricValue> figures) {
    this.gate = gate;
    this.figures = figures;
  }

  /**
   * Judges.
   *
   * @param profile whose policy holds
   * @param candidate the release that wants to serve
   * @param champion the release that serves; null when none does
   * @param waivers findings that a person waived
   */
  public static GateVerdict judge(
      Profile profile, Bundle candidate, @Nullable Bundle champion, List<Waiver> waivers) {
    return judge(
        profile,
        candidate.digest().hex(),
        candidate.manifest(),
        champion == null ? null : champion.digest().hex(),
        champion == null ? null : champion.manifest(),
        waivers);
  }

  static GateVerdict judge(
      Profile profile,
      String digest,
      Manifest manifest,
      @Nullable String championDigest,
      @Nullable Manifest champion,
      List<Waiver> waivers) {
    PromotionPolicy policy =
        new PromotionPolicy(profile.gate(), manifest.metrics().getOrDefault(HOLD_OUT, Map.of()));
    policy.profile(profile, manifest);
    policy.absolute();
    policy.relative(manifest, champion);
    FairnessChecks fairness = new FairnessChecks(profile, policy.figures, waivers);
    policy.checks.addAll(fairness.all());
    return new GateVerdict(
        manifest.name(),
        digest,
        profile.name(),
        profile.digest(),
        championDigest,
        policy.checks,
        fairness.unused());
  }

  private void profile(Profile profile, Manifest manifest) {
    boolean same =
        manifest.profile().name().equals(profile.name())
            && manifest.profile().digest().equals(profile.digest());
    add(
        "profile",
        same,
        "profile " + profile.name() + " " + profile.digest(),
        null,
        same
            ? ""
            : "trained under profile "
                + manifest.profile().name()
                + " "
                + manifest.profile().digest()
                + "; train again under this one");
  }

  private void absolute() {
    figure("minAuc", Evaluation.AUC, gate.minAuc(), true);
    figure("maxBrier", Evaluation.BRIER, gate.maxBrier(), false);
    figure("maxCalibrationError", Evaluation.ECE, gate.maxCalibrationError(), false);
    MetricValue auc = figures.get(Evaluation.AUC);
    long rows = auc == null ? 0 : auc.n();
    add("minRows", rows >= gate.minRows(), "n >= " + gate.minRows(), auc, "n " + rows);
  }

  private void figure(String name, String metric, double limit, boolean least) {
    MetricValue value = figures.get(metric);
    String expected = metric + (least ? " >= " : " <= ") + limit;
    if (value == null) {
      add(name, false, expected, null, "the manifest has no " + metric + " of part " + HOLD_OUT);
    } else {
      // A figure that is not a number is within no limit.
      boolean within = least ? value.value() >= limit : value.value() <= limit;
      add(name, within, expected, value, "");
    }
  }

  private void relative(Manifest candidate, @Nullable Manifest champion) {
    compare("maxAucLoss", Evaluation.AUC, gate.maxAucLoss(), -1, candidate, champion);
    compare("maxBrierGain", Evaluation.BRIER, gate.maxBrierGain(), 1, candidate, champion);
  }

  /** Sign 1: less is better, so the candidate's minus the champion's must not exceed the limit. */
  private void compare(
      String name,
      String metric,
      double limit,
      int sign,
      Manifest candidate,
      @Nullable Manifest champion) {
    MetricValue mine = figures.get(metric);
    String expected = metric + " worse than the champion's by at most " + limit;
    if (champion == null) {
      checks.add(
          new GateCheck(
              name, GateOutcome.SKIPPED, expected, mine, "no champion to compare with", null));
      return;
    }
    MetricValue other = champion.metrics().getOrDefault(HOLD_OUT, Map.of()).get(metric);
    if (mine == null || other == null) {
      String whose = mine == null ? "this release" : "the champion";
      add(name, false, expected, mine, "the manifest of " + whose + " has no " + metric);
      return;
    }
    double worse = sign * (mine.value() - other.value());
    boolean sameRows = candidate.data().digest().equals(champion.data().digest());
    add(
        name,
        worse <= limit,
        expected,
        mine,
        String.format(
            Locale.ROOT,
            "worse by %.6f than %.6f on %s",
            worse,
            other.value(),
            sameRows ? "the same rows" : "other rows"));
  }

  private void add(
      String name, boolean within, String expected, @Nullable MetricValue value, String note) {
    checks.add(
        new GateCheck(
            name, within ? GateOutcome.PASSED : GateOutcome.FAILED, expected, value, note, null));
  }
}
