// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.eval.Confusion;
import dev.probity.model.eval.GroupFairness;
import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.DecisionCells;
import dev.probity.model.monitor.FairnessPolicy;
import dev.probity.model.monitor.GroupCounts;
import dev.probity.model.monitor.ImpactRatio;
import dev.probity.model.monitor.RocCurve;
import dev.probity.model.monitor.ScoreHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a chunk's groups fared: realized on labels and estimated without them. Every group of the
 * reference has its row, however few its members; too few are marked, not left out.
 *
 * @param groups per attribute the cells of its groups' rows
 * @param attributes the cells of the attributes' rows
 */
record GroupFigures(List<List<String>> groups, List<List<String>> attributes) {
  private static final FairnessPolicy POLICY = FairnessPolicy.fourFifths();
  private static final String GROUP_HEADER =
      "attr,chunk_index,group,n,tp,fp,fn,tn,selection_rate,base_rate,tpr,fpr,ppv,accuracy,"
          + "est_tpr,est_fpr,est_ppv,est_accuracy,est_base_rate,est_roc_auc,"
          + "gest_tpr,gest_fpr,gest_ppv,gest_accuracy,gest_base_rate,gest_roc_auc,evidence,mode";
  private static final String ATTRIBUTE_HEADER =
      "attr,privileged,chunk_index,n,statistical_parity_difference,disparate_impact_ratio,"
          + "equal_opportunity_difference,average_odds_difference,average_abs_odds_difference,"
          + "fl_demographic_parity_difference,fl_demographic_parity_ratio,"
          + "fl_equalized_odds_difference,fl_equalized_odds_ratio,"
          + "est_equal_opportunity_difference,est_average_odds_difference,"
          + "disparate_impact_lower,disparate_impact_upper,evidence,mode";

  GroupFigures {
    groups = List.copyOf(groups);
    attributes = List.copyOf(attributes);
  }

  static GroupFigures of(Baseline baseline, ChunkFold fold) {
    List<List<String>> groups = new ArrayList<>();
    List<List<String>> attributes = new ArrayList<>();
    for (int i = 0; i < baseline.attributes().size(); i++) {
      AttributeBaseline attribute = baseline.attributes().get(i);
      for (int group = 0; group < attribute.groups().size(); group++) {
        ScoreHistogram rows = fold.group(i, group);
        boolean unknown = attribute.groups().get(group).equals(AttributeBaseline.UNKNOWN);
        if (!unknown || rows.total() > 0) {
          groups.add(group(baseline, attribute, group, rows));
        }
      }
      attributes.add(attribute(baseline, i, fold));
    }
    return new GroupFigures(groups, attributes);
  }

  private static List<String> group(
      Baseline baseline, AttributeBaseline attribute, int group, ScoreHistogram rows) {
    DecisionCells cells = rows.realized();
    boolean unlabelled = rows.total() > 0 && rows.totalLabelled() == 0;
    List<String> line = new ArrayList<>();
    line.add(ResultFile.cell(attribute.name()));
    line.add(ResultFile.cell(attribute.groups().get(group)));
    line.add(Long.toString(rows.total()));
    for (double count :
        new double[] {
          cells.truePositives(),
          cells.falsePositives(),
          cells.falseNegatives(),
          cells.trueNegatives()
        }) {
      line.add(unlabelled ? "" : ResultFile.cell(count));
    }
    line.add(ResultFile.cell(selection(rows).selectionRate()));
    line.add(ResultFile.cell(cells.positives() / cells.total()));
    rates(cells).forEach(line::add);
    estimates(rows, baseline.curve()).forEach(line::add);
    estimates(rows, attribute.curve(group)).forEach(line::add);
    boolean enough = rows.total() >= POLICY.minGroupRows();
    line.add(enough ? "OK" : "INSUFFICIENT");
    line.add(baseline.config().mode().wireName());
    return line;
  }

  private static GroupCounts selection(ScoreHistogram rows) {
    DecisionCells expected = rows.expected(CalibrationCurve.identity());
    return new GroupCounts(rows.total(), Math.round(expected.selected()));
  }

  /** tpr, fpr, ppv, accuracy. */
  private static List<String> rates(DecisionCells cells) {
    return List.of(
        ResultFile.cell(truePositiveRate(cells)),
        ResultFile.cell(falsePositiveRate(cells)),
        ResultFile.cell(cells.truePositives() / cells.selected()),
        ResultFile.cell((cells.truePositives() + cells.trueNegatives()) / cells.total()));
  }

  private static double truePositiveRate(DecisionCells cells) {
    return cells.truePositives() / cells.positives();
  }

  private static double falsePositiveRate(DecisionCells cells) {
    return cells.falsePositives() / (cells.total() - cells.positives());
  }

  private static List<String> estimates(ScoreHistogram rows, CalibrationCurve curve) {
    DecisionCells cells = rows.expected(curve);
    List<String> estimates = new ArrayList<>(rates(cells));
    estimates.add(ResultFile.cell(cells.positives() / cells.total()));
    estimates.add(ResultFile.cell(RocCurve.expectedArea(rows, curve)));
    return estimates;
  }

  private static List<String> attribute(Baseline baseline, int index, ChunkFold fold) {
    AttributeBaseline attribute = baseline.attributes().get(index);
    ScoreHistogram privileged = new ScoreHistogram(attribute.bins());
    ScoreHistogram others = new ScoreHistogram(attribute.bins());
    Map<String, Confusion> realized = new TreeMap<>();
    for (int group = 0; group < attribute.groups().size(); group++) {
      String name = attribute.groups().get(group);
      ScoreHistogram rows = fold.group(index, group);
      (name.equals(attribute.privileged()) ? privileged : others).merge(rows);
      if (rows.totalLabelled() > 0) {
        realized.put(name, confusion(rows));
      }
    }
    List<String> line = new ArrayList<>();
    line.add(ResultFile.cell(attribute.name()));
    line.add(ResultFile.cell(attribute.privileged()));
    line.add(Long.toString(privileged.total() + others.total()));
    GroupCounts chosen = selection(privileged);
    GroupCounts rest = selection(others);
    line.add(ResultFile.cell(rest.selectionRate() - chosen.selectionRate()));
    line.add(ResultFile.cell(rest.selectionRate() / chosen.selectionRate()));
    odds(others.realized(), privileged.realized(), true).forEach(line::add);
    overGroups(realized, attribute.privileged()).forEach(line::add);
    odds(others.expected(baseline.curve()), privileged.expected(baseline.curve()), false)
        .forEach(line::add);
    ImpactRatio ratio = ImpactRatio.of(rest, chosen, POLICY);
    line.add(ResultFile.cell(ratio.lower()));
    line.add(ResultFile.cell(ratio.upper()));
    line.add(ratio.evidence().name());
    line.add(baseline.config().mode().wireName());
    return line;
  }

  /** Equal opportunity, average odds and, where asked, average absolute odds difference. */
  private static List<String> odds(DecisionCells others, DecisionCells chosen, boolean absolute) {
    double opportunity = truePositiveRate(others) - truePositiveRate(chosen);
    double alarm = falsePositiveRate(others) - falsePositiveRate(chosen);
    List<String> cells = new ArrayList<>();
    cells.add(ResultFile.cell(opportunity));
    cells.add(ResultFile.cell((alarm + opportunity) / 2));
    if (absolute) {
      cells.add(ResultFile.cell((Math.abs(alarm) + Math.abs(opportunity)) / 2));
    }
    return cells;
  }

  private static List<String> overGroups(Map<String, Confusion> groups, String privileged) {
    if (groups.size() < 2 || !groups.containsKey(privileged)) {
      return List.of("", "", "", "");
    }
    GroupFairness fairness = new GroupFairness(groups, privileged, POLICY.minGroupRows());
    return List.of(
        ResultFile.cell(fairness.demographicParityDifference()),
        ResultFile.cell(fairness.demographicParityRatio()),
        ResultFile.cell(fairness.equalizedOddsDifference()),
        ResultFile.cell(fairness.equalizedOddsRatio()));
  }

  private static Confusion confusion(ScoreHistogram rows) {
    DecisionCells cells = rows.realized();
    return new Confusion(
        cells.truePositives(),
        cells.falsePositives(),
        cells.falseNegatives(),
        cells.trueNegatives(),
        rows.totalLabelled());
  }

  /** Both files, the attributes' rows sorted by attribute, then chunk. */
  static List<ResultFile> files(Baseline baseline, List<ChunkResult> analysis) {
    List<String> groups = new ArrayList<>(List.of(GROUP_HEADER));
    List<String> attributes = new ArrayList<>(List.of(ATTRIBUTE_HEADER));
    for (AttributeBaseline attribute : baseline.attributes()) {
      String name = ResultFile.cell(attribute.name());
      for (ChunkResult result : analysis) {
        String index = Integer.toString(result.chunk().index());
        add(groups, result.groups().groups(), name, 1, index);
        add(attributes, result.groups().attributes(), name, 2, index);
      }
    }
    return List.of(
        new ResultFile("fairness.csv", groups, 0),
        new ResultFile("fairness_aggregate.csv", attributes, 0));
  }

  private static void add(
      List<String> lines, List<List<String>> rows, String attribute, int at, String index) {
    for (List<String> row : rows) {
      if (row.getFirst().equals(attribute)) {
        List<String> cells = new ArrayList<>(row);
        cells.add(at, index);
        lines.add(String.join(",", cells));
      }
    }
  }
}
