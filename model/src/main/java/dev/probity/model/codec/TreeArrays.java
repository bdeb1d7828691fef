// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import dev.probity.model.Categories;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.Tree;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The arrays of one tree object, read with every length bounded. */
final class TreeArrays {
  private static final int MAX_CATEGORIES = 1 << 24;
  private static final float[] NO_FLOATS = {};
  private static final int[] NO_INTS = {};

  private final int index;
  private final int maxLength;
  private final Map<String, int[]> ints = new HashMap<>();
  private final Map<String, float[]> floats = new HashMap<>();
  private int nodes = -1;

  private TreeArrays(int index, int maxLength) {
    this.index = index;
    this.maxLength = maxLength;
  }

  /**
   * Reads the tree object the reader stands at.
   *
   * @param maxNodes how many nodes it may have at most
   */
  static TreeArrays read(DocumentReader reader, int index, int maxNodes) {
    TreeArrays arrays = new TreeArrays(index, maxNodes);
    reader.beginObject();
    while (reader.hasNext()) {
      arrays.member(reader, reader.nextName());
    }
    reader.endObject();
    arrays.requireLengths();
    return arrays;
  }

  int nodes() {
    return nodes;
  }

  /** How many 64-bit words the category sets can take at most. */
  long setWords() {
    int largest = 0;
    for (int category : ints("categories")) {
      largest = Math.max(largest, category);
    }
    if (largest >= Categories.LIMIT && largest < Tree.CATEGORY_LIMIT) {
      throw new ModelRefusedException(
          RefusalCode.CAP_EXCEEDED,
          "tree " + index + " names a category beyond " + Categories.LIMIT);
    }
    return ints("categories_nodes").length * ((largest >>> 6) + 1L);
  }

  int[] ints(String name) {
    return ints.getOrDefault(name, NO_INTS);
  }

  float[] floats(String name) {
    return floats.getOrDefault(name, NO_FLOATS);
  }

  private void member(DocumentReader reader, String name) {
    switch (name) {
      case "left_children",
          "right_children",
          "parents",
          "split_indices",
          "default_left",
          "split_type",
          "categories_nodes",
          "categories_segments",
          "categories_sizes" ->
          ints.put(name, readInts(reader, maxLength));
      case "categories" -> ints.put(name, readInts(reader, MAX_CATEGORIES));
      case "split_conditions" -> floats.put(name, readFloats(reader, true));
      case "sum_hessian" -> floats.put(name, readFloats(reader, false));
      case "tree_param" -> readParam(reader);
      default -> reader.skipValue();
    }
  }

  private void readParam(DocumentReader reader) {
    reader.beginObject();
    while (reader.hasNext()) {
      switch (reader.nextName()) {
        case "num_nodes" -> nodes = XgboostReader.count(reader, "num_nodes");
        case "size_leaf_vector" -> {
          if (XgboostReader.count(reader, "size_leaf_vector") > 1) {
            throw new ModelRefusedException(
                RefusalCode.UNSUPPORTED, "tree " + index + " has vectors in its leaves");
          }
        }
        default -> reader.skipValue();
      }
    }
    reader.endObject();
  }

  private void requireLengths() {
    for (String name :
        new String[] {
          "left_children",
          "right_children",
          "parents",
          "split_indices",
          "default_left",
          "split_type"
        }) {
      requireLength(name, ints(name).length);
    }
    requireLength("split_conditions", floats("split_conditions").length);
    requireLength("sum_hessian", floats("sum_hessian").length);
  }

  private void requireLength(String name, int length) {
    if (length != nodes) {
      throw new ModelRefusedException(
          RefusalCode.INVALID_TREES,
          "tree " + index + ": " + name + " has " + length + " entries for " + nodes + " nodes");
    }
  }

  private int[] readInts(DocumentReader reader, int limit) {
    int[] values = new int[16];
    int size = 0;
    reader.beginArray();
    while (reader.hasNext()) {
      if (size == limit) {
        throw tooLong();
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = reader.nextInt();
    }
    reader.endArray();
    return Arrays.copyOf(values, size);
  }

  private float[] readFloats(DocumentReader reader, boolean nonFinite) {
    float[] values = new float[16];
    int size = 0;
    reader.beginArray();
    while (reader.hasNext()) {
      if (size == maxLength) {
        throw tooLong();
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = reader.nextFloat(nonFinite);
    }
    reader.endArray();
    return Arrays.copyOf(values, size);
  }

  private ModelRefusedException tooLong() {
    return new ModelRefusedException(
        RefusalCode.CAP_EXCEEDED, "tree " + index + " has more than " + maxLength + " nodes");
  }
}
