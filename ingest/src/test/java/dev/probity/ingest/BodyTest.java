// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BodyTest {

  @Test
  void anObjectIsOneCandidateWithItsOwnBytes() {
    assertEquals(new Body.One(Bytes.utf8(" {\"a\":1}\n")), cut(" {\"a\":1}\n"));
  }

  @Test
  void anArrayIsCutIntoTheBytesOfEachElement() {
    assertEquals(
        many("{\"a\":[1,2]}", "{ \"b\" : {} }", "7"), cut(" [ {\"a\":[1,2]} ,{ \"b\" : {} },7 ] "));
  }

  @Test
  void bracketsAndQuotesInsideStringsDoNotCount() {
    assertEquals(
        many("{\"a\":\"],[\\\"\"}", "{\"b\":\"\\\\\"}"),
        cut("[{\"a\":\"],[\\\"\"},{\"b\":\"\\\\\"}]"));
  }

  @Test
  void aBrokenElementIsCutLikeAnyOther() {
    assertEquals(many("{\"a\":}", "nonsense", ""), cut("[{\"a\":},nonsense,]"));
  }

  @Test
  void refusesWhatHasNoEnd() {
    assertEquals(ReasonCode.SCHEMA, refused("[{\"a\":1}"));
    assertEquals(ReasonCode.SCHEMA, refused("[{\"a\":\"1}]"));
    assertEquals(ReasonCode.SCHEMA, refused("["));
    assertEquals(ReasonCode.SCHEMA, refused("[{\"a\":1},"));
  }

  @Test
  void refusesAnEmptyBodyAnEmptyArrayAndTrailingText() {
    assertEquals(ReasonCode.SCHEMA, refused(""));
    assertEquals(ReasonCode.SCHEMA, refused(" \n "));
    assertEquals(ReasonCode.SCHEMA, refused("[ ]"));
    assertEquals(ReasonCode.SCHEMA, refused("[1] 2"));
  }

  @Test
  void refusesMoreElementsThanAllowed() {
    assertInstanceOf(Body.Many.class, Body.cut("[1,2,3]".getBytes(UTF_8), 3));
    Body.Unreadable tooMany =
        assertInstanceOf(Body.Unreadable.class, Body.cut("[1,2,3,4]".getBytes(UTF_8), 3));
    assertEquals(ReasonCode.TOO_LARGE, tooMany.code());
  }

  @Test
  void anyBytesAreCutOrRefusedAndNeverThrow() {
    RandomGenerator random = new SplittableRandom(7);
    byte[] alphabet = "[]{},\"\\ a1\n".getBytes(UTF_8);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = alphabet[random.nextInt(alphabet.length)];
      }
      switch (Body.cut(bytes, 5)) {
        case Body.One one -> assertEquals(Bytes.copyOf(bytes), one.element());
        case Body.Many many -> assertEquals(true, many.elements().size() <= 5);
        case Body.Unreadable unreadable -> assertEquals(false, unreadable.reason().isEmpty());
      }
    }
  }

  private static Body cut(String text) {
    return Body.cut(text.getBytes(UTF_8), 1_000);
  }

  private static Body many(String... elements) {
    return new Body.Many(List.of(elements).stream().map(Bytes::utf8).toList());
  }

  private static ReasonCode refused(String text) {
    return assertInstanceOf(Body.Unreadable.class, cut(text)).code();
  }
}
