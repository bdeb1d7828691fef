// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HttpStatusTest {
  @Test
  void onlyTheServersTroubleAndItsHastePass() {
    List<Integer> passing =
        IntStream.rangeClosed(100, 501).filter(HttpStatus::isPassing).boxed().toList();
    assertEquals(List.of(408, 425, 429, 500, 501), passing);
  }
}
