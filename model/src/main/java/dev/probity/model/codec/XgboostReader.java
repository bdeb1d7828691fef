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
 * Reads XGBoost's model document, JSON or UBJ, told apart by the second byte (releases 1.3 to 3.x,
 * booster gbtree, one output). Both forms are held to the same checks and caps and give the same
 * trees, bit for bit. Whatever it does not understand exactly it refuses: dart, linear boosters,
 * several classes or targets, and encoders of its own, because the encoder must be the bundle's
 * alone.
 */
public final class XgboostReader {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_STRING = 4_096;
  private static final long MAX_SET_WORDS = 8L << 20;
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");
  private static final Pattern SCORE = Pattern.compile("\\[([^\\[\\],]{1,64})]|([^\\[\\],]{1,64})");

  private final DocumentReader document;
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
    this.document =
        UbjReader.looksLike(bytes)
            ? new UbjReader(bytes, MAX_DEPTH, MAX_STRING)
            : new JsonReader(bytes, MAX_DEPTH, MAX_STRING);
    this.caps = caps;
  }

  /** Reads under {@link Caps#DEFAULT}. */
  public static XgboostDocument read(byte[] bytes) {
    return read(bytes, Caps.DEFAULT);
  }

  /**
   * Reads a document.
   *
   * @param bytes the document: JSON in UTF-8, or UBJ
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
    document.beginObject();
    while (document.hasNext()) {
      if (document.nextName().equals("learner")) {
        readLearner();
      } else {
        document.skipValue();
      }
    }
    document.endObject();
    document.end();
    if (!"gbtree".equals(booster)) {
      throw unsupported("the booster is not gbtree");
    }
    Ensemble ensemble = new Ensemble(features(), objective(), baseScore(), trees);
    return new XgboostDocument(names, types, ensemble);
  }

  private void readLearner() {
    document.beginObject();
    while (document.hasNext()) {
      switch (document.nextName()) {
        case "feature_names" -> names = strings();
        case "feature_types" -> types = strings();
        case "gradient_booster" -> readBooster();
        case "learner_model_param" -> readParam();
        case "objective" -> readObjective();
        default -> document.skipValue();
      }
    }
    document.endObject();
  }

  private void readBooster() {
    document.beginObject();
    while (document.hasNext()) {
      switch (document.nextName()) {
        case "name" -> booster = document.nextString();
        case "model" -> readModel();
        default -> document.skipValue();
      }
    }
    document.endObject();
  }

  private void readModel() {
    int expected = -1;
    document.beginObject();
    while (document.hasNext()) {
      switch (document.nextName()) {
        case "gbtree_model_param" -> expected = readTreeCount();
        case "trees" -> readTrees();
        case "tree_info" -> readGroups();
        case "cats" -> readCats();
        default -> document.skipValue();
      }
    }
    document.endObject();
    if (expected != trees.size()) {
      throw invalid("num_trees says " + expected + ", found " + trees.size());
    }
  }

  private int readTreeCount() {
    int count = -1;
    document.beginObject();
    while (document.hasNext()) {
      if (document.nextName().equals("num_trees")) {
        count = count(document, "num_trees");
      } else {
        document.skipValue();
      }
    }
    document.endObject();
    return count;
  }

  private void readTrees() {
    document.beginArray();
    while (document.hasNext()) {
      if (trees.size() == caps.trees()) {
        throw new ModelRefusedException(
            RefusalCode.CAP_EXCEEDED, "more than " + caps.trees() + " trees");
      }
      TreeArrays arrays = TreeArrays.read(document, trees.size(), caps.nodes() - nodes);
      nodes += arrays.nodes();
      setWords += arrays.setWords();
      if (setWords > MAX_SET_WORDS) {
        throw new ModelRefusedException(
            RefusalCode.CAP_EXCEEDED, "category sets take more than 64 MiB");
      }
      trees.add(XgboostTree.build(trees.size(), caps, arrays));
    }
    document.endArray();
  }

  private void readGroups() {
    document.beginArray();
    while (document.hasNext()) {
      if (document.nextInt() != 0) {
        throw unsupported("a tree belongs to another output than the first");
      }
    }
    document.endArray();
  }

  private void readCats() {
    document.beginObject();
    while (document.hasNext()) {
      if (document.nextName().equals("enc") && document.isArray()) {
        document.beginArray();
        if (document.hasNext()) {
          throw unsupported("the document brings an encoder of its own (cats.enc)");
        }
        document.endArray();
      } else {
        document.skipValue();
      }
    }
    document.endObject();
  }

  private void readParam() {
    document.beginObject();
    while (document.hasNext()) {
      String name = document.nextName();
      switch (name) {
        case "base_score" -> baseScore = document.nextString();
        case "num_feature" -> features = count(document, name);
        case "num_class", "num_target" -> {
          if (count(document, name) > 1) {
            throw unsupported(name + " above 1");
          }
        }
        default -> document.skipValue();
      }
    }
    document.endObject();
  }

  private void readObjective() {
    document.beginObject();
    while (document.hasNext()) {
      if (document.nextName().equals("name")) {
        objective = document.nextString();
      } else {
        document.skipValue();
      }
    }
    document.endObject();
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
    document.beginArray();
    while (document.hasNext()) {
      strings.add(document.nextString());
      if (strings.size() > caps.features()) {
        throw new ModelRefusedException(
            RefusalCode.CAP_EXCEEDED, "more than " + caps.features() + " features");
      }
    }
    document.endArray();
    return strings;
  }

  static int count(DocumentReader document, String name) {
    String text = document.nextString();
    if (!COUNT.matcher(text).matches()) {
      throw document.refused(name + " is no count");
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
