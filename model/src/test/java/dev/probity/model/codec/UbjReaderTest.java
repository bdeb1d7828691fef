// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Fixtures;
import dev.probity.model.Golden;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.SplitMix64;
import dev.probity.model.Tree;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UbjReaderTest {
  private static final long SEED = Long.getLong("probity.seed", 20_261_125L);

  @Test
  void goldenBinaryModelHasTheArraysOfItsJson() {
    check(Golden.trimmed(), "xgb_100x6");
  }

  @Test
  void binaryModelsOfTheFullSetHaveTheArraysOfTheirJson() {
    check(Golden.full(), "xgb_100x6");
    check(Golden.full(), "xgb_300x4");
  }

  private static void check(Golden golden, String model) {
    // When
    XgboostDocument json = XgboostReader.read(golden.bytes(model + ".json"));
    XgboostDocument binary = XgboostReader.read(golden.bytes(model + ".ubj"));
    // Then
    assertSame(json, binary);
    System.out.printf(
        "golden: %s %d trees, %d nodes, UBJ and JSON arrays bit-equal%n",
        model, binary.ensemble().trees().size(), binary.ensemble().nodes());
  }

  private static void assertSame(XgboostDocument wanted, XgboostDocument found) {
    assertEquals(wanted.featureNames(), found.featureNames());
    assertEquals(wanted.featureTypes(), found.featureTypes());
    Ensemble one = wanted.ensemble();
    Ensemble other = found.ensemble();
    assertEquals(one.baseScore(), other.baseScore());
    assertEquals(one.objective(), other.objective());
    assertEquals(one.trees().size(), other.trees().size());
    for (int t = 0; t < one.trees().size(); t++) {
      assertSame(one.trees().get(t), other.trees().get(t));
    }
  }

  private static void assertSame(Tree wanted, Tree found) {
    assertEquals(wanted.nodes(), found.nodes());
    for (int node = 0; node < wanted.nodes(); node++) {
      assertBits(wanted.cover(node), found.cover(node));
      assertEquals(wanted.isLeaf(node), found.isLeaf(node));
      if (wanted.isLeaf(node)) {
        assertBits(wanted.leafValue(node), found.leafValue(node));
      } else {
        assertEquals(wanted.feature(node), found.feature(node));
        assertEquals(wanted.right(node), found.right(node));
        assertEquals(wanted.missingLeft(node), found.missingLeft(node));
        assertBits(wanted.threshold(node), found.threshold(node));
        assertArrayEquals(wanted.categories(node), found.categories(node));
      }
    }
  }

  private static void assertBits(float wanted, float found) {
    assertEquals(Float.floatToRawIntBits(wanted), Float.floatToRawIntBits(found));
  }

  @Test
  void everyWayToWriteAnArrayIsRead() {
    // Given
    byte[] json = XgboostWriter.write(Fixtures.ensemble(), Fixtures.spec());
    for (Form form : Form.values()) {
      // When
      byte[] binary = new Encoder(form).document(Json.parse(json));
      // Then
      assertTrue(UbjReader.looksLike(binary));
      assertSame(XgboostReader.read(json), XgboostReader.read(binary));
    }
    assertFalse(UbjReader.looksLike(json));
    assertFalse(UbjReader.looksLike(new byte[] {'{'}));
  }

  @Test
  void categoryModelSurvivesTheWayThroughBinary() {
    byte[] json =
        XgboostWriter.write(
            Golden.trimmed().model("xgb_cat").ensemble().first(5),
            Golden.trimmed().categoricalSpec());
    byte[] binary = new Encoder(Form.COUNTED).document(Json.parse(json));
    assertSame(XgboostReader.read(json), XgboostReader.read(binary));
  }

  @Test
  void lengthsBeyondTheDocumentAreRefusedBeforeMemoryIsSpent() {
    refused("a length beyond", "{U\u0001a", "[#L", longs(1L << 40));
    refused("a length beyond", "{U\u0001a", "[#L", longs(-1));
    refused("longer than the document", "{U\u0001a", "[$L#U\u0005", "12345678");
    refused("a length beyond", "{L", longs(Long.MAX_VALUE));
    refused("a length beyond", "{i\u00ff", "a");
  }

  @Test
  void whatIsNotStrictlyTheFormatIsRefused() {
    refused("a count", "{U\u0001a", "{#U\u0001");
    refused("no count", "{U\u0001a", "[$U]");
    refused("no number", "{U\u0001a", "[$Z#U\u0001x");
    refused("twice", "{U\u0001aZU\u0001aZ}");
    refused("after the document", "{U\u0001aZ}}");
    refused("ends early", "{U\u0001aL123");
    refused("not UTF-8", "{U\u0001\u00ffZ}");
    refused("no end|no whole number", "{U\u0001a[#U\u0000]}");
    refused("nesting", "{U\u0001a" + "[".repeat(40));
    refused("no number", "{U\u0001aH");
    refused("no 32-bit", document("default_left", "[#U\u0001L", longs(1L << 33)));
    refused("no whole number", document("default_left", "[#U\u0001d", "1234"));
    refused("not finite", document("sum_hessian", "[#U\u0001d", "\u007f\u0080\u0000\u0000"));
    refused("no string", "{U\7learner{U\15feature_names[#U\1Z");
  }

  /** A document up to the value of one member of its first tree. */
  private static String document(String member, String... value) {
    StringBuilder text = new StringBuilder("{");
    for (String name : List.of("learner", "gradient_booster", "model")) {
      text.append('U').append((char) name.length()).append(name).append('{');
    }
    text.append("U\u0005trees[{U").append((char) member.length()).append(member);
    return text + String.join("", value);
  }

  private static void refused(String reason, String... parts) {
    byte[] bytes = String.join("", parts).getBytes(StandardCharsets.ISO_8859_1);
    ModelRefusedException refused =
        assertThrows(ModelRefusedException.class, () -> XgboostReader.read(bytes));
    assertEquals(RefusalCode.MALFORMED, refused.code());
    assertTrue(
        Arrays.stream(reason.split("\\|")).anyMatch(refused.getMessage()::contains),
        refused.getMessage());
  }

  private static String longs(long value) {
    return new String(ByteBuffer.allocate(8).putLong(value).array(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void mutatedDocumentsAreReadOrRefusedQuickly() {
    // Given
    byte[] json = XgboostWriter.write(Fixtures.ensemble(), Fixtures.spec());
    SplitMix64 random = new SplitMix64(SEED);
    int refusals = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new Encoder(Form.values()[i % 3]).document(Json.parse(json));
      for (int change = 0; change <= i % 3; change++) {
        bytes[random.below(bytes.length)] = (byte) random.below(256);
      }
      byte[] cut = i % 5 == 0 ? Arrays.copyOf(bytes, random.below(bytes.length)) : bytes;
      long start = System.nanoTime();
      // When
      try {
        XgboostReader.read(cut);
      } catch (ModelRefusedException refused) {
        refusals++;
      }
      // Then
      assertTrue(System.nanoTime() - start < 1_000_000_000L, "seed " + SEED + " case " + i);
    }
    assertTrue(refusals > 1_000, refusals + " refusals");
    System.out.printf("fuzz: 2000 mutated UBJ documents, %d refused, none over 1 s%n", refusals);
  }

  /** How arrays are written. */
  private enum Form {
    UNCOUNTED,
    COUNTED,
    TYPED
  }

  /** Turns a JSON document into UBJ, whole numbers as small as they fit, others as float32. */
  private static final class Encoder {
    private final Form form;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Encoder(Form form) {
      this.form = form;
    }

    byte[] document(Json json) {
      value(json);
      return out.toByteArray();
    }

    private void value(Json json) {
      switch (json) {
        case Json.ObjectValue object -> {
          out.write('{');
          object
              .members()
              .forEach(
                  (name, member) -> {
                    text(name);
                    value(member);
                  });
          out.write('}');
        }
        case Json.ArrayValue array -> array(array.values());
        case Json.TextValue text -> {
          out.write('S');
          text(text.value());
        }
        case Json.NumberValue number -> number(number.token());
        case Json.BoolValue bool -> out.write(bool.value() ? 'T' : 'F');
        case Json.NullValue nothing -> out.write('Z');
      }
    }

    private void array(List<Json> values) {
      out.write('[');
      boolean floats = values.stream().anyMatch(Encoder::isFraction);
      boolean numbers = values.stream().allMatch(Json.NumberValue.class::isInstance);
      if (form == Form.TYPED && numbers) {
        out.writeBytes(new byte[] {'$', (byte) (floats ? 'd' : 'l'), '#'});
        length(values.size());
        for (Json value : values) {
          String token = ((Json.NumberValue) value).token();
          bytes(4, b -> put(b, token, floats));
        }
        return;
      }
      if (form == Form.COUNTED) {
        out.write('#');
        length(values.size());
      }
      values.forEach(this::value);
      out.writeBytes(form == Form.COUNTED ? new byte[0] : new byte[] {'N', ']'});
    }

    private static ByteBuffer put(ByteBuffer into, String token, boolean isFloat) {
      return isFloat
          ? into.putFloat(Float.parseFloat(token))
          : into.putInt(Integer.parseInt(token));
    }

    private static boolean isFraction(Json value) {
      return value instanceof Json.NumberValue number && number.token().matches(".*[.eE].*");
    }

    private void number(String token) {
      if (token.matches(".*[.eE].*")) {
        out.write('d');
        bytes(4, b -> b.putFloat(Float.parseFloat(token)));
        return;
      }
      long whole = Long.parseLong(token);
      if (whole == (byte) whole) {
        out.write('i');
        out.write((byte) whole);
      } else if (whole == (whole & 0xff)) {
        out.write('U');
        out.write((int) whole);
      } else if (whole == (short) whole) {
        out.write('I');
        bytes(2, b -> b.putShort((short) whole));
      } else if (whole == (int) whole) {
        out.write('l');
        bytes(4, b -> b.putInt((int) whole));
      } else {
        out.write('L');
        bytes(8, b -> b.putLong(whole));
      }
    }

    private void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      length(utf8.length);
      out.writeBytes(utf8);
    }

    private void length(int length) {
      out.write('L');
      bytes(8, b -> b.putLong(length));
    }

    private void bytes(int size, java.util.function.UnaryOperator<ByteBuffer> put) {
      out.writeBytes(put.apply(ByteBuffer.allocate(size)).array());
    }
  }
}
