// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertCause;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What may have caused an incident. */
public final class IncidentCauses {
  private static final int MOST = 5;

  private IncidentCauses() {}

  /**
   * The causes of all its alerts, each column as it weighed most: an alert that rests on late
   * outcomes may fire when the columns are back where they were, and one that fires early saw a
   * window that the change had hardly begun in.
   *
   * <p>Worked by hand: alerts that saw WKHP at .3, and SCHL at .5 before WKHP at .2, make SCHL .5
   * and WKHP .3.
   *
   * @param alerts of one incident
   * @return at most five, the heaviest first; of equals, by name
   */
  public static List<AlertCause> of(Collection<Alert> alerts) {
    TreeMap<String, AlertCause> heaviest = new TreeMap<>();
    for (Alert alert : alerts) {
      for (AlertCause cause : alert.causes()) {
        heaviest.merge(
            cause.column(), cause, (one, other) -> other.weight() > one.weight() ? other : one);
      }
    }
    return heaviest.values().stream()
        .sorted(Comparator.comparingDouble(AlertCause::weight).reversed())
        .limit(MOST)
        .toList();
  }
}
