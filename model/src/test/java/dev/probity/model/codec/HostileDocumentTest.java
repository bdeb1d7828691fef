// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Documents built to hurt: they are refused with a code, quickly, within little memory. */
class HostileDocumentTest {
  @Test
  void treeAsDeepAsItHasNodesIsRefusedWithoutRecursion() {
    // Given: a chain of 20,000 splits
    int splits = 20_000;
    int nodes = 2 * splits + 1;
    int[] left = new int[nodes];
    int[] right = new int[nodes];
    int[] parents = new int[nodes];
    Arrays.fill(left, -1);
    Arrays.fill(right, -1);
    parents[0] = Integer.MAX_VALUE;
    for (int split = 0; split < splits; split++) {
      int node = 2 * split;
      left[node] = node + 1;
      right[node] = node + 2;
      parents[node + 1] = node;
      parents[node + 2] = node;
    }
    // When / Then
    refused(RefusalCode.CAP_EXCEEDED, document(tree(left, right, parents)));
  }

  @Test
  void nodesThatReachEachOtherAreRefused() {
    refused(
        RefusalCode.INVALID_TREES,
        document(
            tree(new int[] {1, 0, -1}, new int[] {2, 2, -1}, new int[] {Integer.MAX_VALUE, 0, 0})));
    refused(
        RefusalCode.INVALID_TREES,
        document(
            tree(
                new int[] {1, -1, -1},
                new int[] {1, -1, -1},
                new int[] {Integer.MAX_VALUE, 0, 0})));
    refused(
        RefusalCode.INVALID_TREES,
        document(tree(new int[] {0}, new int[] {0}, new int[] {Integer.MAX_VALUE})));
  }

  @Test
  void unreachableNodesAreIgnored() {
    // Given: nodes 3 and 4 hang on nothing, as after pruning
    String tree =
        tree(
            new int[] {1, -1, -1, 4, -1},
            new int[] {2, -1, -1, 4, -1},
            new int[] {Integer.MAX_VALUE, 0, 0, 7, 9});
    // When
    Tree read = read(document(tree)).ensemble().trees().getFirst();
    // Then
    assertEquals(3, read.nodes());
  }

  @Test
  void emptyTreeIsRefused() {
    refused(RefusalCode.INVALID_TREES, document(tree(new int[0], new int[0], new int[0])));
  }

  @Test
  void ensembleWithoutTreesIsItsBaseScore() {
    assertEquals(0.0, read(document("")).ensemble().margin(new float[] {1f}));
  }

  @Test
  void missingPartsAreRefused() {
    String good = document(leaf());
    read(good);
    refused(RefusalCode.UNSUPPORTED, good.replace("\"name\":\"gbtree\"", "\"other\":\"gbtree\""));
    refused(RefusalCode.UNSUPPORTED, good.replace("\"base_score\":\"0.5\"", "\"other\":\"0.5\""));
    refused(RefusalCode.CAP_EXCEEDED, good.replace("\"num_feature\":\"1\"", "\"x\":\"1\""));
    refused(RefusalCode.INVALID_TREES, good.replace("\"num_trees\"", "\"trees_num\""));
    refused(RefusalCode.INVALID_TREES, good.replace("\"sum_hessian\"", "\"hessian\""));
    refused(RefusalCode.INVALID_TREES, good.replace("\"split_type\"", "\"type\""));
    refused(RefusalCode.UNSUPPORTED, good.replace("binary:logistic", "binary:hinge"));
    refused(RefusalCode.UNSUPPORTED, "{}");
    refused(RefusalCode.MALFORMED, "[]");
    refused(RefusalCode.MALFORMED, good + "{}");
  }

  @Test
  void countsThatAreNoCountsAreRefused() {
    String good = document(leaf());
    for (String count : new String[] {"-1", "", "1.0", "99999999999", "one", " 1"}) {
      refused(
          RefusalCode.MALFORMED,
          good.replace("\"num_feature\":\"1\"", "\"num_feature\":\"" + count + "\""));
    }
    refused(RefusalCode.MALFORMED, good.replace("\"num_feature\":\"1\"", "\"num_feature\":1"));
  }

  @Test
  void thousandsOfFarCategoriesAreRefusedBeforeTheyTakeMemory() {
    // Given: 9,000 nodes each with the one category 65,535, which takes 8 KiB as a set
    int sets = 9_000;
    String ones = IntStream.range(0, sets).mapToObj(i -> "1").collect(Collectors.joining(","));
    String counted =
        IntStream.range(0, sets).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String far = IntStream.range(0, sets).mapToObj(i -> "65535").collect(Collectors.joining(","));
    String tree =
        leaf()
            .replace("\"categories\":[]", "\"categories\":[" + far + "]")
            .replace("\"categories_nodes\":[]", "\"categories_nodes\":[" + counted + "]")
            .replace("\"categories_segments\":[]", "\"categories_segments\":[" + counted + "]")
            .replace("\"categories_sizes\":[]", "\"categories_sizes\":[" + ones + "]");
    // When / Then
    refused(RefusalCode.CAP_EXCEEDED, document(tree));
  }

  @Test
  void numbersBeyondTheirTypesAreRefused() {
    String good = document(leaf());
    refused(
        RefusalCode.MALFORMED,
        good.replace("\"split_conditions\":[0.5]", "\"split_conditions\":[1e39]"));
    refused(RefusalCode.MALFORMED, good.replace("\"sum_hessian\":[1.0]", "\"sum_hessian\":[NaN]"));
    refused(
        RefusalCode.MALFORMED, good.replace("\"left_children\":[-1]", "\"left_children\":[-1.0]"));
    refused(
        RefusalCode.MALFORMED,
        good.replace("\"left_children\":[-1]", "\"left_children\":[4294967295]"));
    refused(
        RefusalCode.INVALID_TREES,
        good.replace("\"split_conditions\":[0.5]", "\"split_conditions\":[Infinity]"));
  }

  private static String leaf() {
    return tree(new int[] {-1}, new int[] {-1}, new int[] {Integer.MAX_VALUE});
  }

  private static String tree(int[] left, int[] right, int[] parents) {
    int nodes = left.length;
    return "{\"left_children\":"
        + list(left)
        + ",\"right_children\":"
        + list(right)
        + ",\"parents\":"
        + list(parents)
        + ",\"split_indices\":"
        + repeat("0", nodes)
        + ",\"split_conditions\":"
        + repeat("0.5", nodes)
        + ",\"default_left\":"
        + repeat("0", nodes)
        + ",\"split_type\":"
        + repeat("0", nodes)
        + ",\"sum_hessian\":"
        + repeat("1.0", nodes)
        + ",\"categories\":[],\"categories_nodes\":[],\"categories_segments\":[]"
        + ",\"categories_sizes\":[],\"tree_param\":{\"num_nodes\":\""
        + nodes
        + "\"}}";
  }

  private static String document(String tree) {
    return "{\"learner\":{\"feature_names\":[\"A\"],\"feature_types\":[],"
        + "\"gradient_booster\":{\"model\":{\"gbtree_model_param\":{\"num_trees\":\""
        + (tree.isEmpty() ? 0 : 1)
        + "\"},\"trees\":["
        + tree
        + "]},\"name\":\"gbtree\"},\"learner_model_param\":{\"base_score\":\"0.5\","
        + "\"num_feature\":\"1\"},\"objective\":{\"name\":\"binary:logistic\"}},"
        + "\"version\":[3,0,0]}";
  }

  private static String list(int[] values) {
    return Arrays.toString(values).replace(" ", "");
  }

  private static String repeat(String value, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> value)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static XgboostDocument read(String document) {
    return XgboostReader.read(document.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(RefusalCode code, String document) {
    long start = System.nanoTime();
    ModelRefusedException refusal = assertThrows(ModelRefusedException.class, () -> read(document));
    assertEquals(code, refusal.code(), refusal.detail());
    assertTrue(System.nanoTime() - start < 1_000_000_000L, "slow: " + refusal.detail());
  }
}
