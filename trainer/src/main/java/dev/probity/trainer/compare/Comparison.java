// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Champion against challenger.
 *
 * @param paired whether both judged the same cases, as in the shadow
 * @param championCases cases the champion judged
 * @param challengerCases cases the challenger judged
 * @param differences quality first, then groups
 */
public record Comparison(
    boolean paired, long championCases, long challengerCases, List<Difference> differences) {
  /** Copies. */
  public Comparison {
    differences = List.copyOf(differences);
  }

  /** The differences in plain words, quality first; what cannot be said yet is said too. */
  public List<String> verdict() {
    List<String> words = new ArrayList<>();
    for (Difference one : differences) {
      String name = one.metric();
      if (!one.sufficient()) {
        words.add(
            String.format(
                Locale.ROOT,
                "Nothing can be said about %s yet: too few cases (%,d and %,d).",
                name,
                one.championCases(),
                one.challengerCases()));
      } else if (one.shown()) {
        words.add(sentence(one, meaning(one)));
      } else if (!name.contains("[")) {
        words.add(sentence(one, "No difference in " + name + " is shown"));
      }
    }
    words.add(
        "What is not shown is not excluded: an interval that holds zero may hold a difference"
            + " that matters.");
    return words;
  }

  private static String meaning(Difference one) {
    boolean more = one.value() > 0;
    String name = one.metric();
    if (name.startsWith("selectionRate[")) {
      return "The challenger decides "
          + (more ? "more" : "fewer")
          + " of "
          + name.substring(name.indexOf('[') + 1, name.length() - 1)
          + " positive";
    }
    if (name.startsWith("impactRatio[")) {
      return "The challenger's " + name + (more ? " is higher" : " is lower");
    }
    boolean better = more != name.equals("brier");
    return "The challenger's " + name + (better ? " is better" : " is worse");
  }

  private static String sentence(Difference one, String meaning) {
    return String.format(
        Locale.ROOT,
        "%s: %.4f against %.4f, difference %+.4f [%+.4f, %+.4f], n %,d and %,d.",
        meaning,
        one.challenger(),
        one.champion(),
        one.value(),
        one.interval().lower(),
        one.interval().upper(),
        one.challengerCases(),
        one.championCases());
  }
}
