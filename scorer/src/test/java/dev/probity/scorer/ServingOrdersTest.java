// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.OversightDecisions;
import dev.probity.topics.record.OversightDecision;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServingOrdersTest {
  private static final OversightDecision HALTED = OversightDecisions.halted("salary");
  private static final OversightDecision RESUMED = OversightDecisions.resumed("salary");

  @Test
  void theNewestOrderCounts() {
    // When
    ServingOrders orders = ServingOrders.none("salary").plus(1, 4, RESUMED).plus(1, 5, HALTED);
    // Then
    assertTrue(orders.halts());
    assertEquals(HALTED, orders.open());
    assertEquals("1:6", orders.positions());
  }

  @Test
  void whatIsAcknowledgedIsNotOpenAnyMore() {
    // Given
    ServingOrders orders = ServingOrders.none("salary").plus(0, 7, HALTED);
    // When
    ServingOrders after = orders.acknowledged("0:8");
    // Then
    assertNull(after.open());
    assertFalse(after.halts());
    assertEquals(8, after.from(0));
    assertEquals(0, after.from(1));
    assertNull(after.plus(0, 7, HALTED).open(), "met again below the position");
  }

  @Test
  void anOrderBehindTheAcknowledgedOnesStaysOpen() {
    // Given
    ServingOrders orders = ServingOrders.none("salary").plus(0, 7, HALTED).plus(0, 8, RESUMED);
    // When
    ServingOrders after = orders.acknowledged("0:8");
    // Then
    assertEquals(RESUMED, after.open());
  }

  @Test
  void otherModelsOnlyMoveThePosition() {
    // When
    ServingOrders orders =
        ServingOrders.none("salary")
            .plus(2, 0, OversightDecisions.halted("other"))
            .plus(2, 1, OversightDecisions.example());
    // Then
    assertNull(orders.open());
    assertEquals("2:2", orders.positions());
  }

  /** A stop met twice is harmless, one passed over is not. */
  @Test
  void positionsThatCannotBeReadAcknowledgeNothing() {
    // Given
    ServingOrders orders = ServingOrders.none("salary").plus(0, 7, HALTED);
    for (String text : List.of("", "0", "0:8,", "0:-1", "0:9999999999999999999", "x:1")) {
      // Then
      assertEquals(HALTED, orders.acknowledged(text).open(), text);
    }
  }
}
