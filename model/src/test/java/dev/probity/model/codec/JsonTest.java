// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void readsEveryKindOfValue() {
    // When
    Json.ObjectValue json =
        Json.parseObject(
            utf8(
                " {\"a\" : [1, -2.5e3 ,true,false,null,\"x\"],\r\n"
                    + "\t\"o\":{},\"n\":7,\"t\":\"\u00e9\",\"b\":true,\"d\":[0.5,1],\"nothing\":null}"
                    + " "));
    // Then
    assertEquals(6, json.array("a").size());
    assertEquals(new Json.NumberValue("-2.5e3"), json.array("a").get(1));
    assertEquals(7, json.whole("n"));
    assertEquals(7.0, json.number("n"));
    assertEquals("\u00e9", json.text("t"));
    assertTrue(json.bool("b"));
    assertEquals(0.5, json.numbers("d")[0]);
    assertTrue(json.object("o").members().isEmpty());
    assertNull(json.find("nothing"));
    assertEquals(List.of("x"), Json.parseObject(utf8("{\"s\":[\"x\"]}")).texts("s"));
  }

  @Test
  void readsEscapesAsWrittenByAnybody() {
    assertEquals(
        new Json.TextValue("\"\\/\b\f\n\r\t\u00e9\ud83d\ude00-\ud83d\ude00"),
        Json.parse(utf8("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00-\ud83d\ude00\"")));
  }

  @Test
  void writesWhatItReads() {
    String text = "{\"a\":[1,-2.5e3,true,false,null,\"\\u0001\\\"\\\\\u00e9\"],\"b\":{}}";
    assertEquals(
        text,
        new String(
            new JsonWriter().value(Json.parse(utf8(text))).toBytes(), StandardCharsets.UTF_8));
  }

  @Test
  void writesShortestNumbersAndRefusesNonFinite() {
    // Given
    JsonWriter json = new JsonWriter().beginArray();
    // When
    json.value(0.1).value(0.1f).value(1L).value(1e300).value(-0.0).endArray();
    // Then
    assertEquals("[0.1,0.1,1,1.0E300,-0.0]\n", new String(json.toLine(), StandardCharsets.UTF_8));
    assertThrows(IllegalArgumentException.class, () -> new JsonWriter().value(Double.NaN));
    assertThrows(
        IllegalArgumentException.class, () -> new JsonWriter().value(Float.NEGATIVE_INFINITY));
  }

  @Test
  void refusesWhatIsNotStrictJson() {
    for (String text :
        new String[] {
          "",
          " ",
          "{",
          "}",
          "[",
          "[1",
          "[1,",
          "[1,]",
          "[,1]",
          "[1 2]",
          "{\"a\"}",
          "{\"a\":}",
          "{\"a\":1,}",
          "{a:1}",
          "{'a':1}",
          "{\"a\":1 \"b\":2}",
          "{\"a\":1,\"a\":2}",
          "[1]]",
          "1 2",
          "01",
          "-",
          "+1",
          "1.",
          ".5",
          "1e",
          "1e+",
          "0x1",
          "1_0",
          "NaN",
          "Infinity",
          "-Infinity",
          "True",
          "nul",
          "truefalse",
          "\"",
          "\"\\x\"",
          "\"\\u12g4\"",
          "\"\\ud800\"",
          "\"\\udc00x\"",
          "\"\n\"",
          "/**/1",
          "[1]//",
          "\ufeff1",
          "\"\\",
          "\"\\u12"
        }) {
      assertEquals(RefusalCode.MALFORMED, refused(utf8(text)), text);
    }
  }

  @Test
  void refusesStringsThatAreNotUtf8() {
    for (int[] bytes :
        new int[][] {
          {0x22, 0xff, 0x22},
          {0x22, 0xc0, 0x80, 0x22},
          {0x22, 0xed, 0xa0, 0x80, 0x22},
          {0x22, 0xe2, 0x82, 0x22},
          {0x22, 0xff, 0x5c, 0x6e, 0x22}
        }) {
      byte[] document = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        document[i] = (byte) bytes[i];
      }
      assertEquals(RefusalCode.MALFORMED, refused(document));
    }
  }

  @Test
  void refusesWhatExceedsItsLimits() {
    assertEquals(RefusalCode.MALFORMED, refused(utf8("[".repeat(33) + "]".repeat(33))));
    Json.parse(utf8("[".repeat(32) + "]".repeat(32)));
    assertEquals(RefusalCode.MALFORMED, refused(utf8("[".repeat(1_000_000))));
    assertEquals(RefusalCode.MALFORMED, refused(utf8("\"" + "x".repeat(70_000) + "\"")));
    assertEquals(RefusalCode.MALFORMED, refused(utf8("\"\\n" + "x".repeat(70_000) + "\"")));
    assertEquals(RefusalCode.MALFORMED, refused(utf8("1".repeat(100))));
  }

  @Test
  void refusalNamesThePlaceNeverTheContent() {
    ModelRefusedException refusal =
        assertThrows(
            ModelRefusedException.class, () -> Json.parse(utf8("{\"secret\":1,\"secret\":2}")));
    assertTrue(refusal.detail().matches(".* at byte \\d+"), refusal.detail());
    assertFalse(refusal.getMessage().contains("secret"));
  }

  @Test
  void refusesMembersOfAnotherKind() {
    Json.ObjectValue json = Json.parseObject(utf8("{\"n\":1.5,\"t\":\"x\",\"big\":1e999}"));
    assertThrows(ModelRefusedException.class, () -> json.text("n"));
    assertThrows(ModelRefusedException.class, () -> json.whole("n"));
    assertThrows(ModelRefusedException.class, () -> json.number("t"));
    assertThrows(ModelRefusedException.class, () -> json.number("big"));
    assertThrows(ModelRefusedException.class, () -> json.array("t"));
    assertThrows(ModelRefusedException.class, () -> json.object("t"));
    assertThrows(ModelRefusedException.class, () -> json.bool("t"));
    assertThrows(ModelRefusedException.class, () -> json.get("absent"));
    assertThrows(ModelRefusedException.class, () -> Json.parseObject(utf8("[]")));
  }

  @Test
  void acceptsBareTokensOnlyWhereAskedTo() {
    JsonReader reader = new JsonReader(utf8("[NaN, Infinity, -Infinity, 1.8601869E0]"), 2, 10);
    reader.beginArray();
    assertTrue(reader.hasNext());
    assertTrue(Float.isNaN(reader.nextFloat(true)));
    assertTrue(reader.hasNext());
    assertEquals(Float.POSITIVE_INFINITY, reader.nextFloat(true));
    assertTrue(reader.hasNext());
    assertEquals(Float.NEGATIVE_INFINITY, reader.nextFloat(true));
    assertTrue(reader.hasNext());
    assertEquals(1.8601869f, reader.nextFloat(false));
    assertFalse(reader.hasNext());
    reader.endArray();
    reader.end();
    assertThrows(
        ModelRefusedException.class, () -> new JsonReader(utf8("NaN"), 1, 1).nextFloat(false));
    assertThrows(
        ModelRefusedException.class, () -> new JsonReader(utf8("xInfinity"), 1, 1).nextFloat(true));
    assertThrows(
        ModelRefusedException.class, () -> new JsonReader(utf8("1e39"), 1, 1).nextFloat(false));
  }

  private static RefusalCode refused(byte[] document) {
    return assertThrows(ModelRefusedException.class, () -> Json.parse(document)).code();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
