// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.simulate;

import dev.probity.model.codec.JsonWriter;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.value.Rfc3339;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was done, counted while it was done. */
final class SimulationTruth {
  private final Profile profile;
  private final SimulationPlan plan;
  private final int cases;
  private final Map<Breakage, Integer> broken = new EnumMap<>(Breakage.class);
  private final List<Integer> brokenSteps = new ArrayList<>();
  private int sent;
  private int outcomes;
  private int lost;
  private int moved;
  private double before;
  private double after;
  private int positives;
  private int turned;
  private int delayed;
  private long delays;

  SimulationTruth(Profile profile, SimulationPlan plan, int cases) {
    this.profile = profile;
    this.plan = plan;
    this.cases = cases;
  }

  void sent() {
    sent++;
  }

  void outcome() {
    outcomes++;
  }

  void lost() {
    lost++;
  }

  void moved(double from, double to) {
    moved++;
    before += from;
    after += to;
  }

  void positiveOfGroup(boolean told) {
    positives++;
    turned += told ? 1 : 0;
  }

  void delayed(int later) {
    delayed++;
    delays += later;
  }

  void broken(int step, Breakage how) {
    broken.merge(how, 1, Integer::sum);
    brokenSteps.add(step);
  }

  byte[] toBytes() {
    JsonWriter json = new JsonWriter();
    json.beginObject();
    json.name("schema").value("probity.simulation.v1");
    json.name("profile").value(profile.name()).name("profileDigest").value(profile.digest());
    json.name("kind").value(plan.fault().kind());
    json.name("seed").value(plan.seed()).name("cases").value(cases);
    json.name("start").value(Rfc3339.format(plan.start()));
    json.name("every").value(plan.every().toString());
    json.name("sent").value(sent).name("outcomes").value(outcomes);
    if (!(plan.fault() instanceof Fault.None)) {
      json.name("from").value(plan.from());
      json.name("fromTime").value(Rfc3339.format(plan.at(plan.from())));
    }
    switch (plan.fault()) {
      case Fault.None none -> json.name("expect").value("nothing is wrong");
      case Fault.Drift drift -> drift(json, drift);
      case Fault.Bias bias -> {
        json.name("attribute").value(bias.attribute()).name("group").value(bias.group());
        json.name("share").value(bias.share());
        json.name("positives").value(positives).name("toldNegative").value(turned);
        json.name("expect").value("a group whose probabilities are off the truth");
      }
      case Fault.Delay delay -> {
        json.name("delayCases").value(delay.cases()).name("delayed").value(delayed);
        json.name("meanDelayCases").value((double) delays / Math.max(1, delayed));
        json.name("expect").value("maturity grows late; no figure moves for it");
      }
      case Fault.Outage outage -> {
        json.name("lost").value(lost);
        json.name("untilTime").value(Rfc3339.format(plan.at(plan.from() + (long) lost)));
        json.name("expect").value("a gap in time; no figure moves for it");
      }
      case Fault.BadRecords bad -> broken(json, bad);
    }
    json.endObject();
    return json.toLine();
  }

  private void drift(JsonWriter json, Fault.Drift drift) {
    json.name("column").value(drift.column()).name("factor").value(drift.factor());
    json.name("moved").value(moved);
    json.name("meanBefore").value(before / Math.max(1, moved));
    json.name("meanAfter").value(after / Math.max(1, moved));
    json.name("expect").value("drift of this column, and what the model makes of it");
  }

  private void broken(JsonWriter json, Fault.BadRecords bad) {
    json.name("column").value(bad.column()).name("share").value(bad.share());
    json.name("broken").beginObject();
    broken.forEach((how, count) -> json.name(how.code()).value(count));
    json.endObject();
    json.name("steps").beginArray();
    brokenSteps.forEach(json::value);
    json.endArray();
    json.name("expect").value("as many refusals, and nothing else");
  }
}
