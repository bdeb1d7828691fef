// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers are read to the last bit, as the language itself reads them. */
class NumbersTest {
  private static final int RANDOM = 20_000;

  @Test
  void everyNumberIsReadToTheLastBit() throws IOException {
    // Given
    long seed = Long.getLong("probity.seed", 11);
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>();
    texts.addAll(
        List.of(
            "0.0",
            "-0.0",
            "4.9e-324",
            "2.47e-324",
            "2.2250738585072011e-308",
            "2.2250738585072012e-308",
            "2.2250738585072014e-308",
            "1.7976931348623157e308",
            "9007199254740993.0",
            "9007199254740992.999999999999999999999",
            "0.500000000000000166533453693773481063544750213623046875",
            "1.00000000000000011102230246251565404236316680908203125",
            "1.00000000000000011102230246251565404236316680908203124",
            "1e23",
            "8.41e21",
            "5e-20"));
    for (int i = 0; i < RANDOM; i++) {
      double any = Double.longBitsToDouble(random.nextLong());
      texts.add(Double.toString(Double.isFinite(any) ? any : random.nextGaussian()));
      texts.add(random.nextLong() + "." + Long.toUnsignedString(random.nextLong()));
    }

    JsonFactory factory = Limits.RECORD.factory();

    // When, Then
    for (String text : texts) {
      try (JsonParser parser = factory.createParser(text)) {
        parser.nextToken();
        assertEquals(
            Double.doubleToRawLongBits(Double.parseDouble(text)),
            Double.doubleToRawLongBits(parser.getDoubleValue()),
            text + ", seed " + seed);
      }
    }
  }
}
