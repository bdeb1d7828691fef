// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.codec.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads how much each feature moves the score from a release's model card. */
public final class CardImportances {
  private static final String ALL = "all";

  private CardImportances() {}

  /**
   * Each feature's share of the mean absolute contributions: I_j = mean|φ_j| / Σ mean|φ|.
   *
   * <p>Worked by hand: .3 and .1 are the shares .75 and .25.
   *
   * @param card the bytes of {@code card.json}
   * @return shares by feature, which sum to 1; empty when the card has none over all rows
   * @throws dev.probity.model.ModelRefusedException when the bytes are no such document
   */
  public static Map<String, Double> shares(byte[] card) {
    Map<String, Double> values = new LinkedHashMap<>();
    Json.ObjectValue document = Json.parseObject(card);
    if (document.find("importance") == null) {
      return values;
    }
    for (Json view : document.array("importance")) {
      if (view instanceof Json.ObjectValue one && ALL.equals(one.text("group"))) {
        Json.ObjectValue features = one.object("meanAbsoluteContribution");
        for (String feature : features.members().keySet()) {
          values.put(feature, features.object(feature).number("value"));
        }
      }
    }
    double sum = values.values().stream().mapToDouble(Double::doubleValue).sum();
    if (!(sum > 0)) {
      return Map.of();
    }
    values.replaceAll((feature, value) -> value / sum);
    return values;
  }
}
