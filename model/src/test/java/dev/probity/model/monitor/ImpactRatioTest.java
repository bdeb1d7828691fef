// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImpactRatioTest {
  private static final FairnessPolicy POLICY = FairnessPolicy.fourFifths();

  private static ImpactRatio ratio(long n, long selected, long otherN, long otherSelected) {
    return ImpactRatio.of(
        new GroupCounts(n, selected), new GroupCounts(otherN, otherSelected), POLICY);
  }

  @Test
  void measuresTheWorkedExample() {
    // When
    ImpactRatio ratio = ratio(200, 100, 200, 50);

    // Then
    assertEquals(2, ratio.value(), 1e-15);
    assertEquals(1.516, ratio.lower(), 1e-3);
    assertEquals(2.639, ratio.upper(), 1e-3);
    assertEquals(Evidence.VIOLATION, ratio.evidence());
  }

  @Test
  void isTwoSided() {
    // When
    ImpactRatio low = ratio(1_000, 200, 1_000, 400);
    ImpactRatio high = ratio(1_000, 400, 1_000, 200);
    ImpactRatio even = ratio(1_000, 300, 1_000, 300);

    // Then
    assertEquals(Evidence.VIOLATION, low.evidence());
    assertEquals(Evidence.VIOLATION, high.evidence());
    assertEquals(Evidence.OK, even.evidence());
    assertEquals(1 / low.value(), high.value(), 1e-12);
  }

  @Test
  void watchesWhenTheIntervalReachesIn() {
    // When
    ImpactRatio ratio = ratio(200, 70, 200, 50);

    // Then
    assertEquals(Evidence.WATCH, ratio.evidence());
    assertTrue(ratio.value() > 1.25 && ratio.lower() < 1.25);
  }

  @Test
  void smallGroupsAreInsufficientNotFair() {
    // When
    List<ImpactRatio> small =
        List.of(
            ratio(149, 60, 1_000, 400),
            ratio(1_000, 400, 149, 60),
            ratio(1_000, 4, 1_000, 400),
            ratio(1_000, 996, 1_000, 400),
            ratio(1_000, 400, 1_000, 0),
            ratio(0, 0, 1_000, 400));

    // Then
    for (ImpactRatio ratio : small) {
      assertEquals(Evidence.INSUFFICIENT, ratio.evidence());
      assertTrue(Double.isNaN(ratio.value()));
    }
    assertEquals(149, small.getFirst().n());
  }

  @Test
  void groupsAdd() {
    // When
    GroupCounts sum = new GroupCounts(10, 4).plus(new GroupCounts(30, 6));

    // Then
    assertEquals(new GroupCounts(40, 10), sum);
    assertEquals(.25, sum.selectionRate());
    assertTrue(Double.isNaN(GroupCounts.NONE.selectionRate()));
    assertThrows(IllegalArgumentException.class, () -> new GroupCounts(3, 4));
    assertThrows(IllegalArgumentException.class, () -> new FairnessPolicy(0, 1, 1));
  }

  @Test
  void groupsTheProfileDoesNotKnowComeLast() {
    // Given
    ProtectedAttribute attribute = new ProtectedAttribute("SEX", "1", List.of("1", "2"));

    // When
    int unknown = attribute.indexOf("9");

    // Then
    assertEquals(2, unknown);
    assertEquals(1, attribute.indexOf("2"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ProtectedAttribute("SEX", "3", List.of("1", "2")));
  }
}
