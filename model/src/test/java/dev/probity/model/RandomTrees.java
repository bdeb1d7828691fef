// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Seeded ensembles and rows that hold every awkward case on purpose. */
public final class RandomTrees {
  private static final float[] GRID = {-2f, -1f, -0.0f, 0.0f, 0.5f, 1f, Math.nextUp(1f), 3f};
  private static final int CATEGORIES = 70;

  private final SplitMix64 random;
  private final int features;

  /** Odd features are categorical, even ones numeric. */
  public RandomTrees(long seed) {
    random = new SplitMix64(seed);
    features = 1 + random.below(8);
  }

  public int features() {
    return features;
  }

  public Ensemble ensemble() {
    List<Tree> trees = new ArrayList<>();
    int count = 1 + random.below(3);
    for (int t = 0; t < count; t++) {
      TreeBuilder builder = new TreeBuilder();
      grow(builder, random.below(7), cover());
      trees.add(builder.build());
    }
    return new Ensemble(features, Objective.BINARY_LOGISTIC, 0.3f, trees);
  }

  private void grow(TreeBuilder builder, int depth, float cover) {
    if (depth == 0 || random.below(6) == 0) {
      builder.leaf((float) (random.unit() * 4 - 2), cover);
      return;
    }
    int feature = random.below(features);
    boolean missingLeft = random.below(2) == 0;
    if (feature % 2 == 0) {
      builder.split(feature, GRID[random.below(GRID.length)], missingLeft, cover);
    } else {
      builder.categories(feature, set(), missingLeft, cover);
    }
    float left = random.below(8) == 0 ? 0f : cover * (float) random.unit();
    float right = random.below(12) == 0 ? 0f : cover - left;
    grow(builder, depth - 1, left);
    grow(builder, depth - 1, right);
  }

  private float cover() {
    return random.below(10) == 0 ? 0f : (float) (random.unit() * 100);
  }

  private int[] set() {
    int one = random.below(CATEGORIES);
    return switch (random.below(3)) {
      case 0 -> new int[] {one};
      case 1 -> IntStream.range(0, CATEGORIES).filter(c -> c != one).toArray();
      default -> IntStream.range(0, CATEGORIES).filter(c -> (c * 31 + one) % 3 == 0).toArray();
    };
  }

  public float[] row() {
    float[] row = new float[features];
    for (int f = 0; f < features; f++) {
      float number = GRID[random.below(GRID.length)];
      row[f] = f % 2 == 0 ? number : random.below(CATEGORIES + 10);
      row[f] = random.below(5) == 0 ? Float.NaN : row[f];
    }
    return row;
  }
}
