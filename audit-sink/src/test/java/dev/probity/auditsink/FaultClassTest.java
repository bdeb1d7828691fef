// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultClassTest {
  @ParameterizedTest
  @CsvSource({
    "57P03, RETRY",
    "57P01, RETRY",
    "08006, RETRY",
    "08P01, RETRY",
    "'', RETRY",
    "40001, RETRY",
    "40P01, RETRY",
    "55P03, RETRY",
    "57014, RETRY",
    "53300, RETRY",
    "25006, RETRY",
    "25P03, RETRY",
    "53100, RETRY_SLOWLY",
    "23505, FENCED",
    "42501, FATAL",
    "42P01, FATAL",
    "22P02, FATAL",
    "23514, FATAL"
  })
  void everySqlStateHasItsClass(String sqlState, FaultClass expected) {
    LedgerException failure = new LedgerException(sqlState, "x", new IllegalStateException());

    assertEquals(expected, failure.faultClass());
    assertEquals(sqlState, failure.sqlState());
  }
}
