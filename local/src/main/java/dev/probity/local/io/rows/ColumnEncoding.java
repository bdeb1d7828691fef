// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import dev.probity.model.Categories;
import dev.probity.model.Direction;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.Feature.Policy;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.Tree;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.XgboostDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The encoder of a bare XGBoost document: numbers as they are, categories by the file that lists
 * them. Raw codes given to trees that were grown on indexes would be scored without an error and
 * wrongly, so a document with category splits is refused without that file.
 */
final class ColumnEncoding {
  private static final long MOST_BYTES = 64L << 20;

  private ColumnEncoding() {}

  static ModelFile of(XgboostDocument document, @Nullable Path file) throws IOException {
    List<String> names = names(document);
    Set<String> split = categorical(document, names);
    Map<String, Categories> known = file == null ? Map.of() : read(file);
    Set<String> unknown = new TreeSet<>(known.keySet());
    names.forEach(unknown::remove);
    if (file != null && !unknown.isEmpty()) {
      throw new InvalidInputException(
          "File " + file + " lists categories of columns the model has not: " + unknown);
    }
    split.removeAll(known.keySet());
    if (!split.isEmpty()) {
      throw new InvalidInputException(
          "The model splits "
              + String.join(", ", split)
              + " by category, and nothing says which index a code has"
              + (file == null
                  ? "\nMaybe name the file that lists them with --categories FILE: {\"COLUMN\":"
                      + " [code, …], …}"
                  : "\nMaybe add them to " + file));
    }
    FeatureSpec spec = new FeatureSpec(names.stream().map(name -> feature(name, known)).toList());
    Ensemble ensemble =
        new XgboostDocument(names, document.featureTypes(), document.ensemble()).fitting(spec);
    return new ModelFile(spec, ensemble, null);
  }

  /** The document's names; f0, f1, … where it was trained from a bare matrix. */
  private static List<String> names(XgboostDocument document) {
    if (!document.featureNames().isEmpty()) {
      return document.featureNames();
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < document.ensemble().features(); i++) {
      names.add("f" + i);
    }
    return names;
  }

  private static Set<String> categorical(XgboostDocument document, List<String> names) {
    Set<String> found = new TreeSet<>();
    for (int i = 0; i < document.featureTypes().size(); i++) {
      if (document.featureTypes().get(i).equals("c")) {
        found.add(names.get(i));
      }
    }
    for (Tree tree : document.ensemble().trees()) {
      for (int node = 0; node < tree.nodes(); node++) {
        if (!tree.isLeaf(node) && tree.isCategorical(node)) {
          found.add(names.get(tree.feature(node)));
        }
      }
    }
    return found;
  }

  private static Feature feature(String name, Map<String, Categories> known) {
    Categories categories = known.get(name);
    return categories == null
        ? new Feature.Numeric(
            name, false, -Double.MAX_VALUE, Double.MAX_VALUE, Policy.MISSING, false, Direction.ANY)
        : new Feature.Categorical(
            name, categories, Policy.MISSING, Policy.MISSING, false, Direction.ANY);
  }

  private static Map<String, Categories> read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      throw new InvalidInputException(
          "There is no file of categories " + file + " of at most " + MOST_BYTES + " bytes");
    }
    Map<String, Categories> known = new TreeMap<>();
    String column = "";
    try {
      Json.ObjectValue lists = Json.parseObject(Files.readAllBytes(file));
      for (String name : lists.members().keySet()) {
        column = name;
        known.put(name, categories(lists.array(name)));
      }
    } catch (ModelRefusedException | IllegalArgumentException wrong) {
      throw new InvalidInputException(
          "File "
              + file
              + " does not list categories"
              + (column.isEmpty() ? "" : " at " + column)
              + ": "
              + wrong.getMessage()
              + "\nMaybe it is not of the form {\"COLUMN\": [code, …], …} in ascending order");
    }
    return known;
  }

  private static Categories categories(List<Json> list) {
    if (list.stream().allMatch(code -> code instanceof Json.TextValue)) {
      return new Categories.Labels(
          list.stream().map(label -> ((Json.TextValue) label).value()).toList());
    }
    List<Integer> codes = new ArrayList<>();
    for (Json code : list) {
      double number = code instanceof Json.NumberValue value ? value.asDouble() : Double.NaN;
      if (number != (int) number) {
        throw new IllegalArgumentException("codes must be all whole numbers or all texts");
      }
      codes.add((int) number);
    }
    return new Categories.Codes(codes);
  }
}
