// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SegmentFoldTest {
  private static final FairnessPolicy POLICY = FairnessPolicy.fourFifths();
  private static final ProtectedAttribute SEX =
      new ProtectedAttribute("SEX", "1", List.of("1", "2"));
  private static final ProtectedAttribute RACE =
      new ProtectedAttribute("RAC1P", "1", List.of("1", "2", "3"));

  private static SegmentFold fold(ProtectedAttribute... attributes) {
    return new SegmentFold(new SegmentPlan(List.of(attributes)), CalibrationCurve.identity());
  }

  @Test
  void intersectionsAreKeptBesideTheGroups() {
    // Given
    SegmentFold fold = fold(SEX, RACE);

    // When
    fold.add(.9, true, new int[] {1, 2});
    fold.add(.2, false, new int[] {1, 3});

    // Then
    assertEquals(
        List.of("SEX", "RAC1P", "SEX*RAC1P"),
        fold.sets().stream().map(SegmentSet::column).toList());
    SegmentSet crossed = fold.sets().getLast();
    assertEquals("1*1", crossed.groups().get(crossed.privileged()));
    assertEquals(1, fold.cells(crossed, crossed.groups().indexOf("2*3")).n());
    assertEquals(2, fold.cells(fold.sets().getFirst(), 1).n(), "an unknown race keeps its sex");
    assertEquals(
        1,
        IntStream.range(0, 6).mapToLong(group -> fold.cells(crossed, group).n()).sum(),
        "an unknown race is in no intersection");
  }

  @Test
  void howManyCellsAWindowHoldsIsBoundedWhateverTheProfileNames() {
    // Given
    List<ProtectedAttribute> many =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new ProtectedAttribute(
                        "A" + i, "0", IntStream.range(0, 30).mapToObj(Integer::toString).toList()))
            .toList();

    // When
    SegmentPlan plan = new SegmentPlan(many);

    // Then
    assertTrue(plan.cells() <= SegmentPlan.MOST_CELLS, "cells " + plan.cells());
    assertEquals(8, plan.sets().size(), "every attribute stays; intersections give way");
  }

  @Test
  void expectedRatesByHand() {
    // Given 200 rows of p = .5, half of them decided positive
    SegmentFold fold = fold(SEX);
    for (int i = 0; i < 200; i++) {
      fold.add(.5, i % 2 == 0, new int[] {0});
    }

    // When
    SegmentCells cells = fold.cells(fold.sets().getFirst(), 0);
    GroupFigure figure = GroupRate.TRUE_POSITIVE.of(cells, GroupBasis.ESTIMATED, POLICY);

    // Then: Σp = 100, Σp h = 50, variance Σ .25 · .25 / 100² = .00125
    assertEquals(.5, figure.value(), 1e-12);
    assertEquals(.5 - 1.96 * Math.sqrt(.00125), figure.lower(), 1e-12);
    assertEquals(Evidence.INSUFFICIENT, of(cells, GroupBasis.REALIZED).evidence(), "no labels");
  }

  private static GroupFigure of(SegmentCells cells, GroupBasis basis) {
    return GroupRate.TRUE_POSITIVE.of(cells, basis, POLICY);
  }

  @Test
  void aLabelThatIsCorrectedCountsOnce() {
    // Given
    SegmentFold fold = fold(SEX);
    fold.add(.5, true, new int[] {0});

    // When
    fold.label(.5, true, true, new int[] {0});
    fold.relabel(.5, true, false, new int[] {0});

    // Then
    assertEquals(new DecisionCells(0, 1, 0, 0), fold.cells(fold.sets().getFirst(), 0).realized());
  }

  @Test
  void anImpactRatioThatMovedIsAFindingApartFromThePolicy() {
    // Given
    ImpactRatio before = new ImpactRatio(1, .9, 1.1, 500, Evidence.OK);
    ImpactRatio now = new ImpactRatio(1.5, 1.4, 1.7, 500, Evidence.VIOLATION);

    // When
    GroupFigure change = ImpactChange.of(now, before);

    // Then
    assertEquals(.5, change.value(), 1e-12);
    assertEquals(.5 - Math.sqrt(.1 * .1 + .1 * .1), change.lower(), 1e-12);
    assertEquals(.5 + Math.sqrt(.2 * .2 + .1 * .1), change.upper(), 1e-12);
    assertEquals(Evidence.VIOLATION, change.evidence());
    assertEquals(Evidence.OK, ImpactChange.of(now, now).evidence(), "what stands is no change");
  }
}
