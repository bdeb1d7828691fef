// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times in and out of text. */
class DatesTest {
  @ParameterizedTest
  @CsvSource({
    "1970-01-02, 86400000000000",
    "1970-01-02 00:00:00.5, 86400500000000",
    "1970-01-02T00:00, 86400000000000",
    "1970-01-01T00:00:00Z, 0",
    "1970-01-01 02:00:00+02:00, 0",
    "1969-12-31 23:59:59.999999999, -1",
  })
  void readsDaysAndTimes(String text, long nanos) {
    assertEquals(nanos, Dates.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "", "2026-02-30", "2026-01-01 25:00:00", "9999-01-01"})
  void refusesWhatIsNoTime(String text) {
    assertThrows(IllegalArgumentException.class, () -> Dates.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 86400000000000, 1970-01-01",
    "0, 1000000000, 1970-01-01 00:00:00",
    "0, 1000000, 1970-01-01 00:00:00.000",
    "0, 1000, 1970-01-01 00:00:00.000000",
    "0, -1, 1970-01-01 00:00:00.000000000",
  })
  void writesAColumnAsOneFormat(long first, long second, String text) {
    assertEquals(text, new Dates(List.of(first, second)).text(first));
  }
}
