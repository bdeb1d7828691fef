// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.profile.Profile;
import dev.probity.trainer.QualityCheck.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Checks between a replay and a training. Blocking: both classes in every part, at most 5 % of the
 * candidate records broken or against the profile's rules, at most 5 % of the outcome records
 * broken, at most half of a feature's values missing. Noted: more than 20 % of the candidate
 * records replaced, a feature with one value, decided candidates only known too late.
 */
public final class QualityChecks {
  /** Largest share of unusable records of a topic. */
  static final double UNUSABLE = 0.05;

  /** Largest share of missing values of a feature. */
  static final double MISSING = 0.5;

  private static final double REPLACED = 0.2;

  private QualityChecks() {}

  /** All checks, blocking ones and passed ones too. */
  public static List<QualityCheck> of(Dataset dataset, ReplayCounts counts, Profile profile) {
    List<QualityCheck> checks = new ArrayList<>();
    String lacking = lacking(dataset, List.of(Split.values()));
    checks.add(
        lacking == null
            ? new QualityCheck("parts", Outcome.PASSED, "both classes in every part")
            : new QualityCheck("parts", Outcome.BLOCKED, lacking));
    long broken = counts.of(CandidateFate.REFUSED) + counts.of(CandidateFate.MALFORMED);
    checks.add(
        share("candidates", broken, counts.candidatesRead(), UNUSABLE, Outcome.BLOCKED, "broken"));
    long unread = counts.of(OutcomeFate.MALFORMED);
    checks.add(
        share("outcomes", unread, counts.outcomesRead(), UNUSABLE, Outcome.BLOCKED, "broken"));
    long replaced = counts.of(CandidateFate.REPLACED);
    checks.add(
        share("repeats", replaced, counts.candidatesRead(), REPLACED, Outcome.NOTED, "replaced"));
    long late = counts.of(CandidateFate.LATE);
    checks.add(share("late", late, counts.candidatesRead(), 0, Outcome.NOTED, "known too late"));
    for (String feature : profile.featureNames()) {
      checks.add(missing(feature, dataset.feature(feature)));
    }
    return List.copyOf(checks);
  }

  /** What blocks, in one sentence; null when nothing does. */
  public static @Nullable String blocking(List<QualityCheck> checks) {
    List<QualityCheck> blocked =
        checks.stream().filter(check -> check.outcome() == Outcome.BLOCKED).toList();
    if (blocked.isEmpty()) {
      return null;
    }
    QualityCheck first = blocked.getFirst();
    return first.name().equals("parts")
        ? first.detail()
        : "the data set fails its check " + first.name() + ": " + first.detail();
  }

  /** The first of these parts without both classes, in words; null when each has them. */
  static @Nullable String lacking(Dataset dataset, List<Split> parts) {
    for (Split part : parts) {
      int[] rows = dataset.rowsOf(List.of(part));
      int positives = dataset.positives(rows);
      if (positives == 0 || positives == rows.length) {
        return "the "
            + part.label()
            + " part has "
            + rows.length
            + " rows, "
            + positives
            + " of them positive; both classes are needed. Maybe outcomes are still missing";
      }
    }
    return null;
  }

  private static QualityCheck missing(String feature, Column column) {
    long missing =
        IntStream.range(0, column.rows()).filter(row -> column.code(row) == null).count();
    QualityCheck check =
        share("missing " + feature, missing, column.rows(), MISSING, Outcome.BLOCKED, "missing");
    long codes =
        IntStream.range(0, column.rows())
            .mapToObj(column::code)
            .filter(code -> code != null)
            .distinct()
            .limit(2)
            .count();
    return codes == 1 && check.outcome() == Outcome.PASSED
        ? new QualityCheck(check.name(), Outcome.NOTED, "only one value")
        : check;
  }

  private static QualityCheck share(
      String name, long found, long of, double most, Outcome beyond, String word) {
    double share = of == 0 ? 0 : (double) found / of;
    String detail =
        String.format(
            Locale.ROOT, "%,d of %,d %s (%.4f, at most %.4f)", found, of, word, share, most);
    return new QualityCheck(name, share > most ? beyond : Outcome.PASSED, detail);
  }
}
