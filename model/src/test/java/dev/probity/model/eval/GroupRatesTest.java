// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Golden;
import dev.probity.model.codec.Json;
import dev.probity.model.eval.GroupRates.Estimated;
import dev.probity.model.eval.GroupRates.Insufficient;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupRatesTest {
  private static final Golden GOLDEN = Golden.trimmed();
  private static final Golden.Table ROWS = GOLDEN.table("vectors.csv.gz");

  @Test
  void ratesOfEveryGroupEqualTheReferenceAndSmallGroupsSayThatTheyAreSmall() {
    int insufficient = 0;
    for (String attribute : List.of("SEX", "RAC1P")) {
      // Given
      Json.ObjectValue wanted =
          GOLDEN
              .json("metrics.json")
              .object("fairness")
              .object(attribute)
              .object("unweighted")
              .object("by_group");
      // When
      List<GroupRates> found = GroupRates.of(cells(groups(attribute)), 150);
      // Then
      assertEquals(
          List.copyOf(wanted.members().keySet()), found.stream().map(GroupRates::group).toList());
      for (GroupRates rates : found) {
        Json.ObjectValue group = wanted.object(rates.group());
        assertEquals(group.number("n"), rates.rows());
        if (rates.rows() < 150) {
          insufficient++;
          assertInstanceOf(Insufficient.class, rates.selection(), rates.toString());
          assertInstanceOf(Insufficient.class, rates.truePositive(), rates.toString());
          assertInstanceOf(Insufficient.class, rates.falsePositive(), rates.toString());
          assertInstanceOf(Insufficient.class, rates.positivePredictive(), rates.toString());
          continue;
        }
        near(group.number("selection_rate"), rates.selection());
        near(group.number("tpr"), rates.truePositive());
        near(group.number("fpr"), rates.falsePositive());
        near(1 - group.number("fnr"), rates.truePositive());
      }
    }
    assertEquals(4, insufficient, "race groups of 36, 1, 17 and 1 rows");
  }

  @Test
  void groupOfTwoHundredHasTheIntervalWorkedByHandAndOneOfThirtySixHasNone() {
    Confusion large = new Confusion(40, 10, 60, 90, 200);
    Estimated selection = rate(GroupRates.of(Map.of("a", large), 150).getFirst().selection());
    assertEquals(.25, selection.value());
    assertEquals(200, selection.n());
    assertEquals(.195, selection.interval().lower(), 5e-4);
    assertEquals(.314, selection.interval().upper(), 5e-4);
    Estimated predictive =
        rate(GroupRates.of(Map.of("a", large), 150).getFirst().positivePredictive());
    assertEquals(.8, predictive.value());
    assertEquals(50, predictive.n());
    Confusion small = new Confusion(36, 0, 0, 0, 36);
    assertEquals(
        new Insufficient(36), GroupRates.of(Map.of("b", small), 150).getFirst().truePositive());
  }

  @Test
  void aRateWithoutItsRowsIsNoRateHoweverLargeTheGroup() {
    Confusion noNegatives = new Confusion(200, 0, 0, 0, 200);
    GroupRates rates = GroupRates.of(Map.of("a", noNegatives), 150).getFirst();
    assertEquals(new Insufficient(0), rates.falsePositive());
    assertEquals(1, rate(rates.truePositive()).value());
  }

  @Test
  void weightedRowsHaveARateButNoInterval() {
    Confusion weighted = new Confusion(300, 100, 0, 0, 200);
    Estimated found = rate(GroupRates.of(Map.of("a", weighted), 150).getFirst().selection());
    assertEquals(1, found.value());
    assertTrue(Double.isNaN(found.interval().lower()));
  }

  @Test
  void intersectionsHoldEveryRowOnceAndTheirCellsAddUp() {
    // Given
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    attributes.put("SEX", groups("SEX"));
    attributes.put("RAC1P", groups("RAC1P"));
    // When
    List<String> both = Groups.intersect(attributes);
    Map<String, Confusion> cells = cells(both);
    // Then
    assertEquals("SEX=1 & RAC1P=6", namesOfFirst("1", "6"));
    Map<String, Confusion> bySex = cells(groups("SEX"));
    Confusion women = Confusion.EMPTY;
    for (Map.Entry<String, Confusion> cell : cells.entrySet()) {
      women = cell.getKey().startsWith("SEX=2 &") ? women.plus(cell.getValue()) : women;
    }
    assertEquals(bySex.get("2"), women);
    assertEquals(12_000, cells.values().stream().mapToLong(Confusion::rows).sum());
    List<GroupRates> rates = GroupRates.of(cells, 150);
    assertEquals(cells.size(), rates.size(), "the small ones too");
    assertTrue(rates.stream().anyMatch(one -> one.selection() instanceof Insufficient));
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Groups.count(List.of("a"), new double[2], .5, new boolean[1], new double[1]));
    Map<String, List<String>> uneven = new LinkedHashMap<>();
    uneven.put("A", List.of("1", "2"));
    uneven.put("B", List.of("1"));
    assertThrows(IllegalArgumentException.class, () -> Groups.intersect(uneven));
    assertEquals(List.of(), Groups.intersect(Map.of()));
  }

  private static String namesOfFirst(String sex, String race) {
    Map<String, List<String>> one = new LinkedHashMap<>();
    one.put("SEX", List.of(sex));
    one.put("RAC1P", List.of(race));
    return Groups.intersect(one).getFirst();
  }

  private static Estimated rate(GroupRates.Rate rate) {
    return assertInstanceOf(Estimated.class, rate);
  }

  private static void near(double wanted, GroupRates.Rate found) {
    assertEquals(wanted, rate(found).value(), 1e-13);
    assertTrue(rate(found).interval().contains(wanted));
  }

  private static List<String> groups(String attribute) {
    return IntStream.range(0, ROWS.rows()).mapToObj(row -> ROWS.text(row, attribute)).toList();
  }

  private static Map<String, Confusion> cells(List<String> groups) {
    boolean[] labels = new boolean[ROWS.rows()];
    double[] ones = new double[ROWS.rows()];
    Arrays.fill(ones, 1);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = ROWS.text(i, "Y").equals("1");
    }
    return Groups.count(groups, ROWS.column("SCORE"), .5, labels, ones);
  }
}
