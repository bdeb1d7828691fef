// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import static dev.probity.model.RefusalCode.CAP_EXCEEDED;
import static dev.probity.model.RefusalCode.INVALID_TREES;
import static dev.probity.model.RefusalCode.MALFORMED;
import static dev.probity.model.RefusalCode.SPEC_MISMATCH;
import static dev.probity.model.RefusalCode.TOO_LARGE;
import static dev.probity.model.RefusalCode.UNSUPPORTED;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Fixtures;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.codec.DocumentForm.Number;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every refusal the specification names, each as a test of its own and in both forms. The model has
 * two trees: 0 splits HOURS, then PAY on its left; 1 splits OCCP by {1}, then CITY by {0} on its
 * right.
 */
class RefusalTest {
  private static final List<Case> CASES = new ArrayList<>();

  private record Case(String name, Set<RefusalCode> codes, Caps caps, Consumer<Document> fault) {}

  static {
    kinds();
    arrays();
    links();
    values();
    categories();
    specification();
    caps();
  }

  private static void kinds() {
    refuse("dart, whose trees have weights", UNSUPPORTED, d -> d.booster().put("name", "dart"));
    refuse("gblinear, which has no trees", UNSUPPORTED, d -> d.booster().put("name", "gblinear"));
    refuse("no booster", UNSUPPORTED, d -> d.booster().remove("name"));
    refuse("another objective", UNSUPPORTED, d -> d.objective().put("name", "multi:softprob"));
    refuse("ranking", UNSUPPORTED, d -> d.objective().put("name", "rank:pairwise"));
    refuse("no objective", UNSUPPORTED, d -> d.objective().remove("name"));
    refuse("several classes", UNSUPPORTED, d -> d.param().put("num_class", "3"));
    refuse("several targets", UNSUPPORTED, d -> d.param().put("num_target", "2"));
    refuse("vectors in leaves", UNSUPPORTED, d -> d.treeParam(0).put("size_leaf_vector", "2"));
    refuse("a tree of another output", UNSUPPORTED, d -> d.set(d.model(), "tree_info", 1, "1"));
    refuse(
        "an encoder of its own",
        UNSUPPORTED,
        d ->
            d.model()
                .put("cats", new LinkedHashMap<>(Map.of("enc", new ArrayList<>(List.of("x"))))));
    refuse("two base scores", UNSUPPORTED, d -> d.param().put("base_score", "[0.5,0.5]"));
    refuse("a base score that is none", UNSUPPORTED, d -> d.param().put("base_score", "NaN"));
    refuse("no base score", UNSUPPORTED, d -> d.param().remove("base_score"));
    refuse("certainty as base score", INVALID_TREES, d -> d.param().put("base_score", "1.0"));
  }

  private static void arrays() {
    for (String name :
        List.of(
            "left_children",
            "right_children",
            "parents",
            "split_indices",
            "split_conditions",
            "default_left",
            "split_type",
            "sum_hessian")) {
      refuse(name + " too short", INVALID_TREES, d -> d.array(0, name).removeLast());
      refuse(name + " too long", INVALID_TREES, d -> d.array(0, name).add(new Number("0")));
      refuse("no " + name, INVALID_TREES, d -> d.tree(0).remove(name));
    }
    refuse("more nodes than it says", INVALID_TREES, d -> d.treeParam(0).put("num_nodes", "4"));
    refuse("no nodes", INVALID_TREES, d -> d.treeParam(0).put("num_nodes", "0"));
    refuse(
        "fewer trees than it says",
        INVALID_TREES,
        d -> d.map(d.model(), "gbtree_model_param").put("num_trees", "3"));
    refuse("a count that is none", MALFORMED, d -> d.treeParam(0).put("num_nodes", "five"));
  }

  private static void links() {
    refuse("child outside the tree", INVALID_TREES, d -> d.set(0, "left_children", 0, "99"));
    refuse("child below −1", INVALID_TREES, d -> d.set(0, "right_children", 0, "-2"));
    refuse("child that is the root", INVALID_TREES, d -> d.set(0, "left_children", 1, "0"));
    refuse("child that is the node", INVALID_TREES, d -> d.set(0, "left_children", 1, "1"));
    refuse("child reached twice", INVALID_TREES, d -> d.set(0, "right_children", 0, "1"));
    refuse("one child only", INVALID_TREES, d -> d.set(0, "left_children", 0, "-1"));
    refuse("parents that disagree", INVALID_TREES, d -> d.set(0, "parents", 3, "2"));
    refuse("root with a parent", INVALID_TREES, d -> d.set(0, "parents", 0, "1"));
  }

  private static void values() {
    refuse("feature beyond the row", INVALID_TREES, d -> d.set(0, "split_indices", 0, "4"));
    refuse(
        "feature that no row can have",
        INVALID_TREES,
        d -> d.set(0, "split_indices", 0, "2147483647"));
    refuse("negative feature", INVALID_TREES, d -> d.set(0, "split_indices", 0, "-1"));
    refuse("leaf without a value", INVALID_TREES, d -> d.set(0, "split_conditions", 2, "NaN"));
    refuse("infinite leaf", INVALID_TREES, d -> d.set(0, "split_conditions", 2, "Infinity"));
    refuse("threshold of no number", INVALID_TREES, d -> d.set(0, "split_conditions", 0, "NaN"));
    refuse("infinite threshold", INVALID_TREES, d -> d.set(0, "split_conditions", 0, "-Infinity"));
    refuse("negative cover", INVALID_TREES, d -> d.set(0, "sum_hessian", 1, "-0.5"));
    refuse(
        "cover of no number",
        EnumSet.of(MALFORMED, INVALID_TREES),
        d -> d.set(0, "sum_hessian", 1, "NaN"));
    refuse(
        "infinite cover",
        EnumSet.of(MALFORMED, INVALID_TREES),
        d -> d.set(0, "sum_hessian", 1, "Infinity"));
    refuse("direction that is none", INVALID_TREES, d -> d.set(0, "default_left", 0, "2"));
    refuse("kind of split that is none", INVALID_TREES, d -> d.set(1, "split_type", 0, "2"));
    refuse(
        "feature split both ways",
        INVALID_TREES,
        d -> {
          d.set(0, "split_indices", 0, "2");
          d.set(0, "split_indices", 1, "2");
        });
  }

  private static void categories() {
    refuse("category from 2^24", INVALID_TREES, d -> d.set(1, "categories", 0, "16777216"));
    refuse("negative category", INVALID_TREES, d -> d.set(1, "categories", 0, "-1"));
    refuse("category from 65,536", CAP_EXCEEDED, d -> d.set(1, "categories", 0, "65536"));
    refuse("empty category set", INVALID_TREES, d -> d.set(1, "categories_sizes", 0, "0"));
    refuse("negative set", INVALID_TREES, d -> d.set(1, "categories_sizes", 0, "-1"));
    refuse("set beyond the list", INVALID_TREES, d -> d.set(1, "categories_sizes", 1, "9"));
    refuse("set from nowhere", INVALID_TREES, d -> d.set(1, "categories_segments", 0, "-1"));
    refuse("set of no node", INVALID_TREES, d -> d.set(1, "categories_nodes", 0, "77"));
    refuse("two sets of one node", INVALID_TREES, d -> d.set(1, "categories_nodes", 1, "0"));
    refuse("node without its set", INVALID_TREES, d -> d.set(1, "categories_nodes", 1, "1"));
    refuse("sets of another count", INVALID_TREES, d -> d.array(1, "categories_sizes").add(one()));
  }

  private static void specification() {
    refuse(
        "names in another order",
        SPEC_MISMATCH,
        d -> Collections.swap(d.list(d.learner(), "feature_names"), 0, 1));
    refuse(
        "another name", SPEC_MISMATCH, d -> d.list(d.learner(), "feature_names").set(0, "MINUTES"));
    refuse("a name too few", INVALID_TREES, d -> d.list(d.learner(), "feature_names").removeLast());
    refuse(
        "a kind that is another in the manifest",
        SPEC_MISMATCH,
        d -> d.list(d.learner(), "feature_types").set(0, "c"));
    refuse(
        "a kind that is none", UNSUPPORTED, d -> d.list(d.learner(), "feature_types").set(0, "z"));
    refuse(
        "a category beyond the manifest's list",
        SPEC_MISMATCH,
        d -> d.set(1, "categories", 0, "3"));
    refuse("other features", SPEC_MISMATCH, d -> d.dropLastFeature());
  }

  private static void caps() {
    refuse("one tree too many", CAP_EXCEEDED, new Caps(1, 100, 16, 100, 1 << 20));
    refuse("one node too many", CAP_EXCEEDED, new Caps(10, 9, 16, 100, 1 << 20));
    refuse("one level too deep", CAP_EXCEEDED, new Caps(10, 100, 1, 100, 1 << 20));
    refuse("one feature too many", CAP_EXCEEDED, new Caps(10, 100, 16, 3, 1 << 20));
    refuse("one byte too long", TOO_LARGE, new Caps(10, 100, 16, 100, 100));
  }

  @TestFactory
  Stream<DynamicTest> everyFaultIsRefusedWithItsCodeInEitherForm() {
    return Arrays.stream(DocumentForm.values())
        .flatMap(
            form ->
                CASES.stream()
                    .map(
                        fault ->
                            DynamicTest.dynamicTest(
                                form + ": " + fault.name, () -> check(form, fault))));
  }

  private static void check(DocumentForm form, Case fault) {
    // Given: the whole document is read
    Document document = new Document();
    byte[] whole = form.write(document.root);
    FuzzedDocumentTest.assumeReadable(form);
    XgboostReader.read(whole).fitting(Fixtures.spec());
    // When
    fault.fault.accept(document);
    byte[] broken = form.write(document.root);
    // Then
    assertTrue(
        !Arrays.equals(whole, broken) || fault.caps != Caps.DEFAULT, "the fault changes nothing");
    ModelRefusedException refusal =
        assertThrows(
            ModelRefusedException.class,
            () -> XgboostReader.read(broken, fault.caps).fitting(Fixtures.spec()));
    assertTrue(fault.codes.contains(refusal.code()), refusal.getMessage());
  }

  private static void refuse(String name, RefusalCode code, Consumer<Document> fault) {
    refuse(name, EnumSet.of(code), fault);
  }

  private static void refuse(String name, Set<RefusalCode> codes, Consumer<Document> fault) {
    CASES.add(new Case(name, codes, Caps.DEFAULT, fault));
  }

  private static void refuse(String name, RefusalCode code, Caps caps) {
    CASES.add(new Case(name, EnumSet.of(code), caps, document -> {}));
  }

  private static Number one() {
    return new Number("1");
  }

  /** The document, with ways to its parts. */
  @SuppressWarnings("unchecked") // the values are maps by text and lists of anything
  private static final class Document {
    private final Map<String, Object> root =
        (Map<String, Object>)
            DocumentForm.values(
                Json.parse(XgboostWriter.write(Fixtures.ensemble(), Fixtures.spec())));

    Map<String, Object> map(Map<String, Object> parent, String name) {
      return (Map<String, Object>) parent.get(name);
    }

    List<Object> list(Map<String, Object> parent, String name) {
      return (List<Object>) parent.get(name);
    }

    Map<String, Object> learner() {
      return map(root, "learner");
    }

    Map<String, Object> booster() {
      return map(learner(), "gradient_booster");
    }

    Map<String, Object> model() {
      return map(booster(), "model");
    }

    Map<String, Object> param() {
      return map(learner(), "learner_model_param");
    }

    Map<String, Object> objective() {
      return map(learner(), "objective");
    }

    Map<String, Object> tree(int index) {
      return (Map<String, Object>) list(model(), "trees").get(index);
    }

    Map<String, Object> treeParam(int index) {
      return map(tree(index), "tree_param");
    }

    List<Object> array(int tree, String name) {
      return list(tree(tree), name);
    }

    void set(int tree, String name, int at, String token) {
      set(tree(tree), name, at, token);
    }

    void set(Map<String, Object> parent, String name, int at, String token) {
      list(parent, name).set(at, new Number(token));
    }

    /** A model of three features that never splits the fourth. */
    void dropLastFeature() {
      list(learner(), "feature_names").removeLast();
      list(learner(), "feature_types").removeLast();
      param().put("num_feature", "3");
      set(1, "split_indices", 2, "2");
    }
  }
}
