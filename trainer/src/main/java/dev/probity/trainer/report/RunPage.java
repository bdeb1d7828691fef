// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.report;

import static dev.probity.trainer.report.Svg.escaped;

import dev.probity.model.codec.Json;
import dev.probity.trainer.run.RunLearning;
import dev.probity.trainer.run.RunMitigation;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunStep;
import dev.probity.trainer.run.RunTrial;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as one self-contained page: inline pictures with titles and tables, no script, nothing
 * loaded from elsewhere, under a policy that forbids both.
 */
public final class RunPage {
  private final StringBuilder html = new StringBuilder();

  private RunPage() {}

  /**
   * The page.
   *
   * @param run the run
   * @param report what its explain step told; null when it did not come so far
   */
  public static byte[] write(RunRecord run, Json.@Nullable ObjectValue report) {
    RunPage page = new RunPage();
    page.head(run);
    if (report != null) {
      Json.ObjectValue card = report.object("card");
      page.figures(card);
      page.curves(report, card);
      page.fairness(card);
      page.explanations(report, card);
    }
    page.learners(run.learning());
    page.mitigation(run.mitigation());
    page.trials(run.trials());
    page.steps(run);
    page.html.append("</main></body></html>\n");
    return page.html.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void head(RunRecord run) {
    html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    html.append("style-src 'sha256-").append(RunPageStyle.digest()).append("'\">");
    html.append("<meta name=\"viewport\" content=\"width=device-width\">");
    html.append("<title>Run ").append(escaped(run.id())).append("</title><style>");
    html.append(RunPageStyle.CSS).append("</style></head><body><main>");
    html.append("<h1>Training run ").append(escaped(run.id())).append("</h1>");
    Map<String, @Nullable String> facts = new LinkedHashMap<>();
    facts.put("model", run.model());
    facts.put("state", run.state().code());
    facts.put("reason", run.reason());
    facts.put("asked for by", run.actor());
    facts.put("began", run.startedAt());
    facts.put("ended", run.endedAt());
    facts.put("learner", run.learning().learner().label());
    facts.put("data set", run.commit());
    facts.put("release", run.digest());
    html.append("<table class=\"facts\">");
    facts.forEach(
        (name, value) -> {
          if (value != null) {
            html.append("<tr><th>").append(name).append("</th><td>").append(escaped(value));
            html.append("</td></tr>");
          }
        });
    html.append("</table>");
  }

  private void figures(Json.ObjectValue card) {
    Json.ObjectValue figures = card.object("figures");
    section("Figures on rows nothing was fitted on");
    row("th", "figure", "value", "95 % interval", "n");
    for (String name : figures.members().keySet()) {
      if (figures.find(name) instanceof Json.ObjectValue figure) {
        row(
            "td",
            name,
            number(figure, "value"),
            interval(figure),
            "%,d".formatted(figure.whole("n")));
      }
    }
    html.append("</table>");
  }

  private void curves(Json.ObjectValue report, Json.ObjectValue card) {
    List<Charts.Bar> bins = new ArrayList<>();
    for (Json one : card.array("reliability")) {
      Json.ObjectValue bin = (Json.ObjectValue) one;
      if (bin.number("n") > 0) {
        bins.add(
            new Charts.Bar(
                Double.toString(bin.number("meanProbability")),
                bin.number("positiveShare"),
                bin.number("lower"),
                bin.number("upper"),
                (long) bin.number("n")));
      }
    }
    html.append("<h2>Ranking and calibration</h2><p>")
        .append("%,d rows, %,d positive.".formatted(report.whole("n"), report.whole("positives")))
        .append("</p><div class=\"row\">");
    figure(
        Charts.curve(
            "ROC curve",
            "false positive rate",
            "true positive rate",
            pairs(report.array("roc")),
            true));
    figure(
        Charts.curve(
            "Precision-recall curve", "recall", "precision", pairs(report.array("pr")), false));
    figure(Charts.reliability(bins));
    html.append("</div><details><summary>Calibration as a table</summary><table>");
    row("th", "mean probability", "share of positives", "n");
    for (Charts.Bar bin : bins) {
      row(
          "td",
          text(Double.parseDouble(bin.name())),
          "%s [%s, %s]".formatted(text(bin.value()), text(bin.lower()), text(bin.upper())),
          "%,d".formatted(bin.n()));
    }
    html.append("</table></details>");
  }

  private void fairness(Json.ObjectValue card) {
    List<Charts.Bar> ratios = new ArrayList<>();
    List<Charts.Bar> opportunities = new ArrayList<>();
    List<String> few = new ArrayList<>();
    for (Json one : card.array("groups")) {
      Json.ObjectValue group = (Json.ObjectValue) one;
      String name = group.text("attribute") + " " + group.text("group");
      long n = group.whole("n");
      if (group.text("evidence").equals("sufficient")) {
        String full = name + " : " + group.text("comparedWith");
        bar(ratios, full, group.object("impactRatio"), n);
        bar(opportunities, full, group.object("opportunityDifference"), n);
      } else {
        few.add("%s (n %,d)".formatted(name, n));
      }
    }
    html.append("<h2>Fairness by group</h2><p>Each group beside the privileged one; the positive")
        .append(" class over the positive class. The dashed lines are 0.8, 1 and 1.25.</p>");
    if (!ratios.isEmpty()) {
      figure(Charts.forest("Impact ratio", "impact ratio", ratios, new double[] {.8, 1, 1.25}));
      figure(
          Charts.forest(
              "Equal opportunity",
              "equal opportunity difference",
              opportunities,
              new double[] {-.1, 0, .1}));
    }
    if (!few.isEmpty()) {
      html.append("<p>Insufficient evidence: ").append(escaped(String.join(", ", few)));
      html.append(".</p>");
    }
    html.append("<details><summary>Fairness as a table</summary><table>");
    row("th", "group : privileged", "impact ratio", "opportunity difference", "n");
    for (int i = 0; i < ratios.size(); i++) {
      Charts.Bar ratio = ratios.get(i);
      row("td", ratio.name(), told(ratio), told(opportunities.get(i)), "%,d".formatted(ratio.n()));
    }
    html.append("</table></details>");
  }

  private static void bar(List<Charts.Bar> bars, String name, Json.ObjectValue measure, long n) {
    if (measure.find("value") instanceof Json.NumberValue value) {
      bars.add(
          new Charts.Bar(
              name, value.asDouble(), orNaN(measure, "lower"), orNaN(measure, "upper"), n));
    } else {
      bars.add(new Charts.Bar(name, 0, Double.NaN, Double.NaN, n));
    }
  }

  private void explanations(Json.ObjectValue report, Json.ObjectValue card) {
    Json.ObjectValue all = (Json.ObjectValue) card.array("importance").getFirst();
    Json.ObjectValue means = all.object("meanAbsoluteContribution");
    List<Json> swarms = report.array("beeswarm");
    List<Charts.Bar> bars = new ArrayList<>();
    Map<String, List<double[]>> byName = new LinkedHashMap<>();
    int place = 0;
    for (String name : means.members().keySet()) {
      Json.ObjectValue mean = means.object(name);
      bars.add(
          new Charts.Bar(
              name,
              mean.number("value"),
              mean.number("lower"),
              mean.number("upper"),
              all.whole("n")));
      byName.put(name, pairs(((Json.ArrayValue) swarms.get(place++)).values()));
    }
    bars.sort(Comparator.comparingDouble(Charts.Bar::value).reversed());
    html.append("<h2>What moves the model</h2><p>Mean size of the contributions over ")
        .append("%,d".formatted(all.whole("n")))
        .append(" rows. This says what moved the model, not what would change the outcome.</p>");
    figure(Charts.importance(bars));
    Map<String, List<double[]>> ordered = new LinkedHashMap<>();
    bars.forEach(bar -> ordered.put(bar.name(), byName.getOrDefault(bar.name(), List.of())));
    figure(Charts.beeswarm(ordered));
    html.append("<p>Each point is one of 300 rows of the test part, feature by feature; codes of")
        .append(" categories rank by their number, which means nothing by itself.</p>");
  }

  private void learners(RunLearning learning) {
    List<RunLearning.Side> sides = learning.compared();
    if (sides.isEmpty()) {
      return;
    }
    html.append("<h2>Learners</h2><p>The same split, each learner with its own number of trees and")
        .append(" its own calibrator, on the rows of the test part. The release is the first's.");
    html.append("</p><table>");
    row("th", LearnersTable.heads(sides).toArray(String[]::new));
    for (List<String> cells : LearnersTable.rows(sides)) {
      row("td", cells.toArray(String[]::new));
    }
    html.append("</table>");
    for (RunLearning.Side side : sides) {
      if (side.refusal() != null) {
        html.append("<p>").append(escaped(side.learner().label() + ": " + side.refusal()));
        html.append("</p>");
      }
    }
  }

  private void mitigation(@Nullable RunMitigation mitigation) {
    if (mitigation == null) {
      return;
    }
    section("Reweighing by " + mitigation.attribute());
    html.insert(html.length() - "<table>".length(), "<p>" + escaped(worth(mitigation)) + "</p>");
    row("th", "figure", "without", "with", "n");
    mitigation
        .figures()
        .forEach(
            (name, pair) ->
                row(
                    "td",
                    name,
                    told(pair.without()),
                    told(pair.with()),
                    "%,d".formatted(pair.with().n())));
    mitigation
        .insufficient()
        .forEach((group, n) -> row("td", group, "insufficient evidence", "", "%,d".formatted(n)));
    html.append("</table>");
  }

  private static String worth(RunMitigation mitigation) {
    return "Weights from %s to %s; %,d rows are worth %,.0f equal ones."
        .formatted(
            text(mitigation.lowest()),
            text(mitigation.highest()),
            mitigation.rows(),
            mitigation.effectiveRows());
  }

  private void trials(List<RunTrial> trials) {
    if (trials.isEmpty()) {
      return;
    }
    html.append("<h2>Search</h2>");
    figure(Charts.trials(trials));
    html.append("<table>");
    row("th", "trial", "rung", "log-loss", "trees", "nodes", "CPU s", "parameters");
    for (RunTrial trial : trials) {
      row(
          trial.chosen() ? "td class=\"won\"" : "td",
          trial.trial() + (trial.chosen() ? " (chosen)" : ""),
          Integer.toString(trial.rung()),
          String.format(Locale.ROOT, "%.5f", trial.logLoss()),
          Integer.toString(trial.trees()),
          "%,d".formatted(trial.nodes()),
          String.format(Locale.ROOT, "%.2f", trial.cpuSeconds()),
          trial.params().toString().replace("{", "").replace("}", ""));
    }
    html.append("</table>");
  }

  private void steps(RunRecord run) {
    section("Steps");
    row("th", "step", "count", "time", "put out");
    for (RunStep step : run.steps()) {
      row(
          "td",
          step.name(),
          "%,d %s".formatted(step.count(), step.unit()),
          step.reused() ? "reused" : "%,d ms".formatted(step.millis()),
          outputs(step));
    }
    html.append("</table>");
  }

  private static String outputs(RunStep step) {
    List<String> told = new ArrayList<>();
    step.outputs()
        .forEach(
            (name, digest) ->
                told.add(name + " " + digest.substring(0, Math.min(12, digest.length()))));
    return String.join(", ", told);
  }

  private void section(String title) {
    html.append("<h2>").append(escaped(title)).append("</h2><table>");
  }

  private void figure(String svg) {
    html.append("<figure>").append(svg).append("</figure>");
  }

  private void row(String tag, String... cells) {
    String name = tag.split(" ", 2)[0];
    html.append("<tr>");
    for (String cell : cells) {
      html.append('<').append(tag).append('>').append(escaped(cell));
      html.append("</").append(name).append('>');
    }
    html.append("</tr>");
  }

  private static List<double[]> pairs(List<Json> points) {
    List<double[]> pairs = new ArrayList<>();
    for (Json point : points) {
      List<Json> values = ((Json.ArrayValue) point).values();
      pairs.add(
          new double[] {
            ((Json.NumberValue) values.get(0)).asDouble(),
            ((Json.NumberValue) values.get(1)).asDouble()
          });
    }
    return pairs;
  }

  private static double orNaN(Json.ObjectValue json, String name) {
    return json.find(name) instanceof Json.NumberValue value ? value.asDouble() : Double.NaN;
  }

  private static String number(Json.ObjectValue json, String name) {
    return text(orNaN(json, name));
  }

  private static String interval(Json.ObjectValue json) {
    return "[" + number(json, "lower") + ", " + number(json, "upper") + "]";
  }

  private static String told(Charts.Bar bar) {
    return "%s [%s, %s]".formatted(text(bar.value()), text(bar.lower()), text(bar.upper()));
  }

  private static String told(RunMitigation.Figure figure) {
    return "%s [%s, %s]"
        .formatted(text(figure.value()), text(figure.lower()), text(figure.upper()));
  }

  private static String text(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "-";
  }
}
