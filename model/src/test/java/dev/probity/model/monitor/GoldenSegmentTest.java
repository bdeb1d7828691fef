// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Golden;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fairness by group from a window's few sums, against the golden tables. */
class GoldenSegmentTest {
  private final Golden golden = Golden.fullMonitoring();
  private final List<CarLoan.Row> rows = CarLoan.load(golden).analysisRows();
  private final CalibrationCurve curve = CarLoan.calibrator(golden);
  private static final FairnessPolicy POLICY = FairnessPolicy.fourFifths();
  private static final List<ProtectedAttribute> ATTRIBUTES =
      List.of(attribute("salary_range", "60K+ €"), attribute("repaid_loan_on_prev_car", "True"));
  private final List<SegmentFold> chunks = chunks(false);

  private static ProtectedAttribute attribute(String name, String privileged) {
    return new ProtectedAttribute(name, privileged, CarLoan.CATEGORICAL.get(name));
  }

  private List<SegmentFold> chunks(boolean inParts) {
    SegmentPlan plan = new SegmentPlan(ATTRIBUTES);
    Random random = new Random(3);
    List<SegmentFold> chunks = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += 5_000) {
      List<CarLoan.Row> drawn = new ArrayList<>(rows.subList(from, from + 5_000));
      List<SegmentFold> parts = new ArrayList<>();
      for (int i = 0; i < (inParts ? 8 : 1); i++) {
        parts.add(new SegmentFold(plan, curve));
      }
      if (inParts) {
        Collections.shuffle(drawn, random);
      }
      for (CarLoan.Row row : drawn) {
        int[] groups = {(int) row.vector()[1], (int) row.vector()[4]};
        SegmentFold part = parts.get(random.nextInt(parts.size()));
        part.add(row.score(), row.positive(), groups);
        part.label(row.score(), row.positive(), !row.label(), groups);
        part.relabel(row.score(), row.positive(), row.label(), groups);
      }
      SegmentFold whole = new SegmentFold(plan, curve);
      parts.forEach(whole::merge);
      chunks.add(whole);
    }
    return chunks;
  }

  @Test
  void everyGroupHasTheGoldenRates() {
    // Given
    Golden.Table table = golden.table("fairness/groups.csv");
    int insufficient = 0;

    for (int i = 0; i < table.rows(); i++) {
      SegmentFold fold = chunks.get((int) table.number(i, "chunk_index"));
      SegmentSet set = set(fold, table.text(i, "attr"));

      // When
      SegmentCells cells = fold.cells(set, set.groups().indexOf(table.text(i, "group")));
      DecisionCells realized = cells.realized();
      DecisionCells expected = cells.expected();

      // Then
      String row = table.text(i, "attr") + " " + table.text(i, "group") + " " + i;
      assertEquals(table.number(i, "n"), cells.n(), row);
      assertEquals(table.number(i, "tp"), realized.truePositives(), row);
      assertEquals(table.number(i, "fp"), realized.falsePositives(), row);
      assertEquals(table.number(i, "fn"), realized.falseNegatives(), row);
      assertEquals(table.number(i, "tn"), realized.trueNegatives(), row);
      assertEquals(table.number(i, "est_base_rate"), expected.positives() / cells.n(), 1e-9, row);
      boolean small = cells.n() < 150;
      insufficient += small ? 1 : 0;
      same(table, i, "selection_rate", GroupRate.SELECTION, cells, GroupBasis.REALIZED);
      same(table, i, "tpr", GroupRate.TRUE_POSITIVE, cells, GroupBasis.REALIZED);
      same(table, i, "fpr", GroupRate.FALSE_POSITIVE, cells, GroupBasis.REALIZED);
      same(table, i, "est_tpr", GroupRate.TRUE_POSITIVE, cells, GroupBasis.ESTIMATED);
      same(table, i, "est_fpr", GroupRate.FALSE_POSITIVE, cells, GroupBasis.ESTIMATED);
    }
    assertEquals(5, insufficient, "60K+ € in chunks 5 to 9");
  }

  private static SegmentSet set(SegmentFold fold, String name) {
    return fold.sets().stream().filter(set -> set.column().equals(name)).findFirst().orElseThrow();
  }

  private static void same(
      Golden.Table table,
      int row,
      String column,
      GroupRate rate,
      SegmentCells cells,
      GroupBasis basis) {
    GroupFigure figure = rate.of(cells, basis, POLICY);
    if (cells.n() < 150) {
      assertEquals(Evidence.INSUFFICIENT, figure.evidence(), column + " " + row);
      assertTrue(Double.isNaN(figure.value()), "never 0 or 1");
      assertEquals(cells.n(), figure.n(), "too few is shown with its n");
    } else if (figure.evidence() != Evidence.INSUFFICIENT) {
      assertEquals(table.number(row, column), figure.value(), 1e-9, column + " " + row);
      assertTrue(figure.lower() <= figure.value() && figure.value() <= figure.upper(), column);
    }
  }

  @Test
  void theGroupsTogetherHaveTheGoldenDifferences() {
    // Given
    Golden.Table table = golden.table("fairness/aggregate.csv");

    for (int i = 0; i < table.rows(); i++) {
      SegmentFold fold = chunks.get((int) table.number(i, "chunk_index"));
      SegmentSet set = set(fold, table.text(i, "attr"));

      // When
      SegmentCells chosen = fold.cells(set, set.privileged());
      SegmentCells rest = fold.others(set);

      // Then
      gap(table, i, "statistical_parity_difference", GroupGap.STATISTICAL_PARITY, rest, chosen, 1);
      gap(table, i, "equal_opportunity_difference", GroupGap.EQUAL_OPPORTUNITY, rest, chosen, 1);
      gap(table, i, "average_odds_difference", GroupGap.AVERAGE_ODDS, rest, chosen, 1);
      gap(
          table,
          i,
          "est_equal_opportunity_difference",
          GroupGap.EQUAL_OPPORTUNITY,
          rest,
          chosen,
          0);
      gap(table, i, "est_average_odds_difference", GroupGap.AVERAGE_ODDS, rest, chosen, 0);
      if (chosen.n() >= 150) {
        ImpactRatio ratio = ImpactRatio.of(rest.counts(), chosen.counts(), POLICY);
        assertEquals(table.number(i, "disparate_impact_ratio"), ratio.value(), 1e-9);
      }
    }
  }

  private static void gap(
      Golden.Table table,
      int row,
      String column,
      GroupGap gap,
      SegmentCells rest,
      SegmentCells chosen,
      int basis) {
    GroupFigure figure =
        gap.of(rest, chosen, basis == 1 ? GroupBasis.REALIZED : GroupBasis.ESTIMATED, POLICY);
    if (chosen.n() < 150) {
      assertEquals(Evidence.INSUFFICIENT, figure.evidence(), column + " " + row);
    } else {
      assertEquals(table.number(row, column), figure.value(), 1e-9, column + " " + row);
    }
  }

  @Test
  void rowsInAnyOrderAndSplitAddUpToTheSameBits() {
    // When
    List<SegmentFold> parts = chunks(true);

    // Then
    for (int chunk = 0; chunk < parts.size(); chunk++) {
      for (SegmentSet set : parts.get(chunk).sets()) {
        for (int group = 0; group < set.groups().size(); group++) {
          SegmentCells one = chunks.get(chunk).cells(set, group);
          SegmentCells other = parts.get(chunk).cells(set, group);
          assertEquals(one.expected(), other.expected(), set.column());
          assertEquals(one.realized(), other.realized(), set.column());
          assertEquals(
              GroupRate.TRUE_POSITIVE.of(one, GroupBasis.ESTIMATED, POLICY),
              GroupRate.TRUE_POSITIVE.of(other, GroupBasis.ESTIMATED, POLICY),
              set.column());
        }
      }
    }
  }

  @Test
  void labelFreeOpportunityIsNearTheTruthWhereGroupsAreLargeEnough() {
    // Given
    double error = 0;
    int count = 0;

    // When
    for (SegmentFold fold : chunks) {
      for (SegmentSet set : fold.sets()) {
        GroupFigure estimated = opportunity(fold, set, GroupBasis.ESTIMATED);
        GroupFigure realized = opportunity(fold, set, GroupBasis.REALIZED);
        if (realized.evidence() != Evidence.INSUFFICIENT && !set.crossed()) {
          error += Math.abs(estimated.value() - realized.value());
          count++;
        }
      }
    }

    // Then
    assertTrue(count >= 15, "comparisons " + count);
    assertTrue(error / count <= .02, "mean error " + error / count);
  }

  private static GroupFigure opportunity(SegmentFold fold, SegmentSet set, GroupBasis basis) {
    return GroupGap.EQUAL_OPPORTUNITY.of(
        fold.others(set), fold.cells(set, set.privileged()), basis, POLICY);
  }
}
