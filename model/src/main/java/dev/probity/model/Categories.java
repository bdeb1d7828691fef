// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The categories a model has seen in training, in the order that gives each its index. */
public sealed interface Categories {
  /** Largest number of categories of one feature. */
  int LIMIT = 65_536;

  /** Number of categories. */
  int size();

  /**
   * Categories that are whole numbers, such as census codes.
   *
   * @param codes ascending, distinct
   */
  record Codes(List<Integer> codes) implements Categories {
    /** Copies and checks the order. */
    public Codes {
      codes = List.copyOf(codes);
      requireSize(codes.size());
      for (int i = 1; i < codes.size(); i++) {
        if (codes.get(i - 1) >= codes.get(i)) {
          throw new IllegalArgumentException("codes must ascend; position " + i + " does not");
        }
      }
    }

    @Override
    public int size() {
      return codes.size();
    }
  }

  /**
   * Categories that are texts.
   *
   * @param labels ascending by code point, distinct
   */
  record Labels(List<String> labels) implements Categories {
    /** Copies and checks the order. */
    public Labels {
      labels = List.copyOf(labels);
      requireSize(labels.size());
      for (int i = 1; i < labels.size(); i++) {
        if (compareCodePoints(labels.get(i - 1), labels.get(i)) >= 0) {
          throw new IllegalArgumentException("labels must ascend; position " + i + " does not");
        }
      }
    }

    @Override
    public int size() {
      return labels.size();
    }

    Map<String, Integer> index() {
      Map<String, Integer> index = HashMap.newHashMap(labels.size());
      IntStream.range(0, labels.size()).forEach(i -> index.put(labels.get(i), i));
      return index;
    }

    /** Order of two texts by code point (not by UTF-16 unit). */
    public static int compareCodePoints(String a, String b) {
      return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }
  }

  private static void requireSize(int size) {
    if (size < 1 || size > LIMIT) {
      throw new IllegalArgumentException("categories must be 1 to " + LIMIT + ": " + size);
    }
  }
}
