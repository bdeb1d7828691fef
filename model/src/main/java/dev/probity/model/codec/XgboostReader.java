// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import dev.probity.model.Ensemble;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.Objective;
import dev.probity.model.RefusalCode;
import dev.probity.model.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads XGBoost's JSON model document (releases 1.3 to 3.x, booster gbtree, one output). Whatever
 * it does not understand exactly it refuses: dart, linear boosters, several classes or targets, and
 * encoders of its own, because the encoder must be the bundle's alone.
 */
public final class XgboostReader {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_STRING = 4_096;
  private static final long MAX_SET_WORDS = 8L << 20;
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");
  private static final Pattern SCORE = Pattern.compile("\\[([^\\[\\],]{1,64})]|([^\\[\\],]{1,64})");

  private final JsonReader json;
  private final Caps caps;
  private final List<Tree> trees = new ArrayList<>();
  private List<String> names = List.of();
  private List<String> types = List.of();
  private @Nullable String booster;
  private @Nullable String objective;
  private @Nullable String baseScore;
  private int features = -1;
  private int nodes;
  private long setWords;

  private XgboostReader(byte[] bytes, Caps caps) {
    this.json = new JsonReader(bytes, MAX_DEPTH, MAX_STRING);
    this.caps = caps;
  }

  /** Reads under {@link Caps#DEFAULT}. */
  public static XgboostDocument read(byte[] bytes) {
    return read(bytes, Caps.DEFAULT);
  }

  /**
   * Reads a document.
   *
   * @param bytes the document in UTF-8
   * @param caps sizes to refuse beyond
   * @throws ModelRefusedException with the reason
   */
  public static XgboostDocument read(byte[] bytes, Caps caps) {
    if (bytes.length > caps.bytes()) {
      throw new ModelRefusedException(
          RefusalCode.TOO_LARGE, bytes.length + " bytes of trees, at most " + caps.bytes());
    }
    return new XgboostReader(bytes, caps).document();
  }

  private XgboostDocument document() {
    json.beginObject();
    while (json.hasNext()) {
      if (json.nextName().equals("learner")) {
        readLearner();
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    json.end();
    if (!"gbtree".equals(booster)) {
      throw unsupported("the booster is not gbtree");
    }
    Ensemble ensemble = new Ensemble(features(), objective(), baseScore(), trees);
    return new XgboostDocument(names, types, ensemble);
  }

  private void readLearner() {
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "feature_names" -> names = strings();
        case "feature_types" -> types = strings();
        case "gradient_booster" -> readBooster();
        case "learner_model_param" -> readParam();
        case "objective" -> readObjective();
        default -> json.skipValue();
      }
    }
    json.endObject();
  }

  private void readBooster() {
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "name" -> booster = json.nextString();
        case "model" -> readModel();
        default -> json.skipValue();
      }
    }
    json.endObject();
  }

  private void readModel() {
    int expected = -1;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "gbtree_model_param" -> expected = readTreeCount();
        case "trees" -> readTrees();
        case "tree_info" -> readGroups();
        case "cats" -> readCats();
        default -> json.skipValue();
      }
    }
    json.endObject();
    if (expected != trees.size()) {
      throw invalid("num_trees says " + expected + ", found " + trees.size());
    }
  }

  private int readTreeCount() {
    int count = -1;
    json.beginObject();
    while (json.hasNext()) {
      if (json.nextName().equals("num_trees")) {
        count = count(json, "num_trees");
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    return count;
  }

  private void readTrees() {
    json.beginArray();
    while (json.hasNext()) {
      if (trees.size() == caps.trees()) {
        throw new ModelRefusedException(
            RefusalCode.CAP_EXCEEDED, "more than " + caps.trees() + " trees");
      }
      TreeArrays arrays = TreeArrays.read(json, trees.size(), caps.nodes() - nodes);
      nodes += arrays.nodes();
      setWords += arrays.setWords();
      if (setWords > MAX_SET_WORDS) {
        throw new ModelRefusedException(
            RefusalCode.CAP_EXCEEDED, "category sets take more than 64 MiB");
      }
      trees.add(XgboostTree.build(trees.size(), caps, arrays));
    }
    json.endArray();
  }

  private void readGroups() {
    json.beginArray();
    while (json.hasNext()) {
      if (json.nextInt() != 0) {
        throw unsupported("a tree belongs to another output than the first");
      }
    }
    json.endArray();
  }

  private void readCats() {
    json.beginObject();
    while (json.hasNext()) {
      boolean encoders = json.nextName().equals("enc");
      if (encoders && Json.read(json) instanceof Json.ArrayValue list && !list.values().isEmpty()) {
        throw unsupported("the document brings an encoder of its own (cats.enc)");
      }
      if (!encoders) {
        json.skipValue();
      }
    }
    json.endObject();
  }

  private void readParam() {
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      switch (name) {
        case "base_score" -> baseScore = json.nextString();
        case "num_feature" -> features = count(json, name);
        case "num_class", "num_target" -> {
          if (count(json, name) > 1) {
            throw unsupported(name + " above 1");
          }
        }
        default -> json.skipValue();
      }
    }
    json.endObject();
  }

  private void readObjective() {
    json.beginObject();
    while (json.hasNext()) {
      if (json.nextName().equals("name")) {
        objective = json.nextString();
      } else {
        json.skipValue();
      }
    }
    json.endObject();
  }

  private int features() {
    if (features < 1 || features > caps.features()) {
      throw new ModelRefusedException(
          RefusalCode.CAP_EXCEEDED, "num_feature is not within 1 and " + caps.features());
    }
    boolean named = names.isEmpty() || names.size() == features;
    if (!named || !(types.isEmpty() || types.size() == features)) {
      throw invalid("feature names or types are not as many as num_feature");
    }
    for (String type : types) {
      if (!List.of("c", "float", "int", "i", "q").contains(type)) {
        throw unsupported("a feature type that is none of c, float, int, i, q");
      }
    }
    return features;
  }

  private Objective objective() {
    for (Objective known : Objective.values()) {
      if (known.text().equals(objective)) {
        return known;
      }
    }
    throw unsupported("an objective other than logistic, logitraw and squared error");
  }

  private float baseScore() {
    Matcher form = SCORE.matcher(baseScore == null ? "" : baseScore);
    if (form.matches()) {
      String number = form.group(1) == null ? form.group(2) : form.group(1);
      if (JsonNumbers.isNumber(number)) {
        return Float.parseFloat(number);
      }
    }
    throw unsupported("base_score is not one number");
  }

  private List<String> strings() {
    List<String> strings = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      strings.add(json.nextString());
      if (strings.size() > caps.features()) {
        throw new ModelRefusedException(
            RefusalCode.CAP_EXCEEDED, "more than " + caps.features() + " features");
      }
    }
    json.endArray();
    return strings;
  }

  static int count(JsonReader json, String name) {
    String text = json.nextString();
    if (!COUNT.matcher(text).matches()) {
      throw json.refused(name + " is no count");
    }
    return Integer.parseInt(text);
  }

  private static ModelRefusedException unsupported(String detail) {
    return new ModelRefusedException(RefusalCode.UNSUPPORTED, detail);
  }

  private static ModelRefusedException invalid(String detail) {
    return new ModelRefusedException(RefusalCode.INVALID_TREES, detail);
  }
}
