// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Tree;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Writes an ensemble as an XGBoost JSON model document (version 3.0.0, booster gbtree) with
 * deterministic bytes. Nodes are numbered level by level; categorical nodes carry 0 as their
 * condition, never NaN; gains, which scoring does not need, are 0.
 */
public final class XgboostWriter {
  private final JsonWriter json = new JsonWriter();
  private final Ensemble ensemble;
  private final FeatureSpec spec;

  private XgboostWriter(Ensemble ensemble, FeatureSpec spec) {
    this.ensemble = ensemble;
    this.spec = spec;
  }

  /**
   * The document.
   *
   * @param ensemble the trees
   * @param spec names and kinds of the columns
   * @return bytes in UTF-8 that {@link XgboostReader} reads back to an ensemble of equal margins
   */
  public static byte[] write(Ensemble ensemble, FeatureSpec spec) {
    if (ensemble.features() != spec.size()) {
      throw new IllegalArgumentException(
          "trees have " + ensemble.features() + " features, the encoder " + spec.size());
    }
    return new XgboostWriter(ensemble, spec).document();
  }

  private byte[] document() {
    json.beginObject().name("learner").beginObject();
    json.name("attributes").beginObject().endObject();
    json.name("feature_names").beginArray();
    spec.names().forEach(json::value);
    json.endArray().name("feature_types").beginArray();
    spec.features().forEach(feature -> json.value(type(feature)));
    json.endArray();
    json.name("gradient_booster").beginObject().name("model").beginObject();
    model();
    json.endObject().name("name").value("gbtree").endObject();
    json.name("learner_model_param").beginObject();
    json.name("base_score").value(Float.toString(ensemble.baseScore()));
    json.name("boost_from_average").value("1");
    json.name("num_class").value("0");
    json.name("num_feature").value(Integer.toString(ensemble.features()));
    json.name("num_target").value("1").endObject();
    json.name("objective").beginObject().name("name").value(ensemble.objective().text());
    json.name("reg_loss_param").beginObject().name("scale_pos_weight").value("1").endObject();
    json.endObject().endObject();
    json.name("version").beginArray().value(3L).value(0L).value(0L).endArray().endObject();
    return json.toBytes();
  }

  private static String type(Feature feature) {
    return switch (feature) {
      case Feature.Numeric numeric -> numeric.integral() ? "int" : "float";
      case Feature.Categorical categorical -> "c";
    };
  }

  private void model() {
    int count = ensemble.trees().size();
    json.name("gbtree_model_param").beginObject();
    json.name("num_parallel_tree").value("1");
    json.name("num_trees").value(Integer.toString(count)).endObject();
    array("iteration_indptr", count + 1, json::value);
    array("tree_info", count, tree -> json.value(0L));
    json.name("trees").beginArray();
    for (int index = 0; index < count; index++) {
      tree(index, ensemble.trees().get(index));
    }
    json.endArray();
  }

  private void tree(int index, Tree tree) {
    int nodes = tree.nodes();
    int[] order = siblingsTogether(tree);
    int[] place = inverse(order);
    int[] parents = parents(tree, place);
    json.beginObject();
    array("base_weights", order, n -> json.value(tree.isLeaf(n) ? tree.leafValue(n) : 0f));
    categories(tree, order);
    array("default_left", order, n -> json.value(!tree.isLeaf(n) && tree.missingLeft(n) ? 1L : 0L));
    json.name("id").value(index);
    array("left_children", order, n -> json.value(tree.isLeaf(n) ? -1L : place[tree.left(n)]));
    array("loss_changes", order, n -> json.value(0f));
    array("parents", order, n -> json.value(parents[n]));
    array("right_children", order, n -> json.value(tree.isLeaf(n) ? -1L : place[tree.right(n)]));
    array(
        "split_conditions",
        order,
        n -> json.value(tree.isLeaf(n) ? tree.leafValue(n) : tree.threshold(n)));
    array("split_indices", order, n -> json.value(tree.isLeaf(n) ? 0L : tree.feature(n)));
    array("split_type", order, n -> json.value(isCategorical(tree, n) ? 1L : 0L));
    array("sum_hessian", order, n -> json.value(tree.cover(n)));
    json.name("tree_param").beginObject();
    json.name("num_deleted").value("0");
    json.name("num_feature").value(Integer.toString(ensemble.features()));
    json.name("num_nodes").value(Integer.toString(nodes));
    json.name("size_leaf_vector").value("1").endObject().endObject();
  }

  private void categories(Tree tree, int[] order) {
    int[] places =
        IntStream.range(0, order.length).filter(p -> isCategorical(tree, order[p])).toArray();
    int[] sizes = IntStream.of(places).map(p -> tree.categories(order[p]).length).toArray();
    int[] segments = new int[places.length];
    for (int k = 1; k < places.length; k++) {
      segments[k] = segments[k - 1] + sizes[k - 1];
    }
    json.name("categories").beginArray();
    IntStream.of(places).flatMap(p -> IntStream.of(tree.categories(order[p]))).forEach(json::value);
    json.endArray();
    array("categories_nodes", places, json::value);
    array("categories_segments", segments, json::value);
    array("categories_sizes", sizes, json::value);
  }

  /** Nodes level by level: XGBoost takes the node after a left child to be the right child. */
  private static int[] siblingsTogether(Tree tree) {
    int[] order = new int[tree.nodes()];
    int known = 1;
    for (int next = 0; next < known; next++) {
      int node = order[next];
      if (!tree.isLeaf(node)) {
        order[known++] = tree.left(node);
        order[known++] = tree.right(node);
      }
    }
    return order;
  }

  private static int[] inverse(int[] order) {
    int[] place = new int[order.length];
    for (int p = 0; p < order.length; p++) {
      place[order[p]] = p;
    }
    return place;
  }

  private static boolean isCategorical(Tree tree, int node) {
    return !tree.isLeaf(node) && tree.isCategorical(node);
  }

  private static int[] parents(Tree tree, int[] place) {
    int[] parents = new int[tree.nodes()];
    parents[0] = XgboostTree.NO_PARENT;
    for (int node = 0; node < parents.length; node++) {
      if (!tree.isLeaf(node)) {
        parents[tree.left(node)] = place[node];
        parents[tree.right(node)] = place[node];
      }
    }
    return parents;
  }

  private void array(String name, int[] of, IntConsumer element) {
    json.name(name).beginArray();
    IntStream.of(of).forEach(element);
    json.endArray();
  }

  private void array(String name, int length, IntConsumer element) {
    json.name(name).beginArray();
    IntStream.range(0, length).forEach(element);
    json.endArray();
  }
}
