// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Fixtures;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.SplitMix64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XgboostReaderTest {
  private static final String SMALL =
      new String(XgboostWriter.write(Fixtures.ensemble(), Fixtures.spec()), StandardCharsets.UTF_8);

  @Test
  void readsBaseScoreInEveryForm() {
    for (String form : new String[] {"5E-1", "0.5", "[5E-1]", "[0.5]"}) {
      assertEquals(0.5f, read(SMALL.replace("\"0.5\"", '"' + form + '"')).ensemble().baseScore());
    }
    for (String form : new String[] {"", "[5E-1,5E-1]", "half", "[0.5", "NaN", "0x1p-1"}) {
      String text = SMALL.replace("\"0.5\"", '"' + form + '"');
      refused(RefusalCode.UNSUPPORTED, text);
    }
    refused(RefusalCode.INVALID_TREES, SMALL.replace("\"0.5\"", "\"1.5\""));
  }

  @Test
  void readsConditionsOfCategoricalNodesWhateverTheyHold() {
    // Given: the second tree's first node splits by categories; its condition is garbage
    String conditions = "\"split_conditions\":[0.0,-0.75,0.0,";
    assertTrue(SMALL.contains(conditions));
    for (String garbage : new String[] {"NaN", "1E-45", "Infinity", "-Infinity"}) {
      // When
      Ensemble read =
          read(SMALL.replace(conditions, "\"split_conditions\":[" + garbage + ",-0.75,0.0,"))
              .ensemble();
      // Then
      float[] row = {45f, 5f, 1f, 0f};
      assertEquals(Fixtures.ensemble().margin(row), read.margin(row));
    }
  }

  @Test
  void ignoresUnknownMembersButChecksThem() {
    read(SMALL.replaceFirst("\\{", "{\"later\":{\"x\":[1,{\"y\":null}]},"));
    refused(RefusalCode.MALFORMED, SMALL.replaceFirst("\\{", "{\"later\":{\"x\":NaN},"));
  }

  @Test
  void refusesModelsItDoesNotUnderstand() {
    refused(RefusalCode.UNSUPPORTED, SMALL.replace("\"gbtree\"", "\"dart\""));
    refused(RefusalCode.UNSUPPORTED, SMALL.replace("binary:logistic", "multi:softprob"));
    refused(RefusalCode.UNSUPPORTED, SMALL.replace("\"num_class\":\"0\"", "\"num_class\":\"3\""));
    refused(RefusalCode.UNSUPPORTED, SMALL.replace("\"num_target\":\"1\"", "\"num_target\":\"2\""));
    refused(
        RefusalCode.UNSUPPORTED,
        SMALL.replace("\"size_leaf_vector\":\"1\"", "\"size_leaf_vector\":\"2\""));
    refused(RefusalCode.UNSUPPORTED, SMALL.replace("\"tree_info\":[0,0]", "\"tree_info\":[0,1]"));
    refused(
        RefusalCode.UNSUPPORTED,
        SMALL.replace("\"tree_info\"", "\"cats\":{\"enc\":[{\"offsets\":[0]}]},\"tree_info\""));
    read(SMALL.replace("\"tree_info\"", "\"cats\":{\"enc\":[],\"sorted_idx\":[]},\"tree_info\""));
    refused(RefusalCode.UNSUPPORTED, SMALL.replace("\"int\",\"float\"", "\"int\",\"text\""));
  }

  @Test
  void refusesInconsistentTrees() {
    refused(RefusalCode.INVALID_TREES, SMALL.replace("\"num_trees\":\"2\"", "\"num_trees\":\"3\""));
    String lefts = "\"left_children\":[1,3,-1,-1,-1]";
    assertTrue(SMALL.contains(lefts), "first tree level by level");
    for (String cycle :
        new String[] {"[0,3,-1,-1,-1]", "[1,0,-1,-1,-1]", "[1,4,-1,-1,-1]", "[1,99,-1,-1,-1]"}) {
      refused(RefusalCode.INVALID_TREES, SMALL.replace(lefts, "\"left_children\":" + cycle));
    }
    refused(RefusalCode.INVALID_TREES, SMALL.replace(lefts, "\"left_children\":[1,-1,-1,-1,-1]"));
    refused(RefusalCode.INVALID_TREES, SMALL.replace(lefts, "\"left_children\":[1,3,-1,-1]"));
    refused(RefusalCode.INVALID_TREES, SMALL.replace("\"parents\":[2147483647", "\"parents\":[0"));
    refused(
        RefusalCode.INVALID_TREES,
        SMALL.replace("\"parents\":[2147483647,0,0,1,1]", "\"parents\":[2147483647,0,0,1,2]"));
    refused(
        RefusalCode.INVALID_TREES, SMALL.replace("\"sum_hessian\":[10.0", "\"sum_hessian\":[-1.0"));
    refused(
        RefusalCode.INVALID_TREES,
        SMALL.replace("\"split_conditions\":[40.0", "\"split_conditions\":[NaN"));
    refused(
        RefusalCode.INVALID_TREES,
        SMALL.replace("\"split_conditions\":[40.0,5.0,1.5", "\"split_conditions\":[40.0,5.0,NaN"));
    refused(
        RefusalCode.INVALID_TREES,
        SMALL.replace("\"split_indices\":[0,1", "\"split_indices\":[0,4"));
    refused(RefusalCode.INVALID_TREES, SMALL.replace("\"default_left\":[1", "\"default_left\":[2"));
    refused(
        RefusalCode.INVALID_TREES,
        SMALL.replace("\"split_indices\":[0,1", "\"split_indices\":[0,2"));
  }

  @Test
  void refusesInconsistentCategorySets() {
    String sizes = "\"categories_sizes\":[1,1]";
    assertTrue(SMALL.contains(sizes));
    for (String wrong : new String[] {"[1,9]", "[0,1]", "[-1,1]", "[2147483647,1]", "[1]"}) {
      refused(RefusalCode.INVALID_TREES, SMALL.replace(sizes, "\"categories_sizes\":" + wrong));
    }
    String nodes = "\"categories_nodes\":[0,2]";
    assertTrue(SMALL.contains(nodes));
    for (String wrong : new String[] {"[0,0]", "[0,9]", "[-1,2]", "[0,1]"}) {
      refused(RefusalCode.INVALID_TREES, SMALL.replace(nodes, "\"categories_nodes\":" + wrong));
    }
    refused(
        RefusalCode.INVALID_TREES,
        SMALL.replace("\"categories\":[1,0]", "\"categories\":[16777216,0]"));
  }

  @Test
  void refusesWhatExceedsItsCaps() {
    byte[] small = bytes(SMALL);
    capped(small, new Caps(1, 100, 16, 100, 1 << 20), RefusalCode.CAP_EXCEEDED);
    capped(small, new Caps(10, 9, 16, 100, 1 << 20), RefusalCode.CAP_EXCEEDED);
    capped(small, new Caps(10, 100, 1, 100, 1 << 20), RefusalCode.CAP_EXCEEDED);
    capped(small, new Caps(10, 100, 16, 3, 1 << 20), RefusalCode.CAP_EXCEEDED);
    capped(small, new Caps(10, 100, 16, 100, 100), RefusalCode.TOO_LARGE);
    refused(
        RefusalCode.CAP_EXCEEDED,
        SMALL.replace("\"categories\":[1,0]", "\"categories\":[65536,0]"));
    XgboostReader.read(small, new Caps(2, 10, 2, 4, small.length));
  }

  @Test
  void fitsOnlyTheEncoderItWasTrainedWith() {
    // Given
    FeatureSpec spec = Fixtures.spec();
    List<Feature> features = new ArrayList<>(spec.features());
    List<FeatureSpec> others = new ArrayList<>();
    features.set(2, Feature.Categorical.codes("OCCP", List.of(10)));
    others.add(new FeatureSpec(features));
    features.set(2, Feature.Numeric.whole("OCCP", 0, 99));
    others.add(new FeatureSpec(features));
    features.set(2, Feature.Categorical.codes("JOB", List.of(10, 20, 30)));
    others.add(new FeatureSpec(features));
    others.add(new FeatureSpec(spec.features().subList(0, 3)));
    // When / Then
    read(SMALL).fitting(spec);
    for (FeatureSpec other : others) {
      assertEquals(
          RefusalCode.SPEC_MISMATCH,
          assertThrows(ModelRefusedException.class, () -> read(SMALL).fitting(other)).code());
    }
    String untyped = SMALL.replaceFirst("\"feature_types\":\\[[^]]*]", "\"feature_types\":[]");
    read(untyped).fitting(spec);
  }

  @Test
  void thousandMutatedFilesAreRefusedOrReadInTime() {
    long seed = Long.getLong("probity.seed", 1L);
    SplitMix64 random = new SplitMix64(seed);
    byte[] original = bytes(SMALL);
    Map<RefusalCode, Integer> refusals = new EnumMap<>(RefusalCode.class);
    int read = 0;
    long slowest = 0;
    for (int i = 0; i < 1_000; i++) {
      byte[] mutated = mutate(original, random);
      long start = System.nanoTime();
      try {
        XgboostReader.read(mutated).fitting(Fixtures.spec());
        read++;
      } catch (ModelRefusedException refusal) {
        refusals.merge(refusal.code(), 1, Integer::sum);
      }
      slowest = Math.max(slowest, System.nanoTime() - start);
    }
    System.out.printf(
        "golden: 1,000 mutated documents (seed %d): %d still read, refused %s%n",
        seed, read, refusals);
    assertTrue(slowest < 1_000_000_000L, "slowest " + slowest + " ns");
    assertTrue(refusals.size() >= 4, "the mutations are varied: " + refusals);
  }

  private static byte[] mutate(byte[] original, SplitMix64 random) {
    byte[] bytes = original.clone();
    int at = random.below(bytes.length);
    switch (random.below(4)) {
      case 0 -> bytes[at] = (byte) random.next();
      case 1 -> bytes = Arrays.copyOf(bytes, at);
      case 2 -> {
        while (bytes[at] < '0' || bytes[at] > '9') {
          at = (at + 1) % bytes.length;
        }
        bytes[at] = (byte) ('0' + random.below(10));
      }
      default -> {
        int length = Math.min(random.below(40), bytes.length - at);
        int from = random.below(bytes.length - length);
        System.arraycopy(original, from, bytes, at, length);
      }
    }
    return bytes;
  }

  private static void capped(byte[] document, Caps caps, RefusalCode code) {
    assertEquals(
        code,
        assertThrows(ModelRefusedException.class, () -> XgboostReader.read(document, caps)).code());
  }

  private static void refused(RefusalCode code, String document) {
    assertTrue(!document.equals(SMALL), "the replacement found nothing");
    ModelRefusedException refusal = assertThrows(ModelRefusedException.class, () -> read(document));
    assertEquals(code, refusal.code(), refusal.detail());
  }

  private static XgboostDocument read(String document) {
    return XgboostReader.read(bytes(document));
  }

  private static byte[] bytes(String document) {
    return document.getBytes(StandardCharsets.UTF_8);
  }
}
