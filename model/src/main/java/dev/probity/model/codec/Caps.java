// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

/**
 * Sizes a model may have; checked before memory is spent on it.
 *
 * @param trees most trees
 * @param nodes most nodes of all trees together
 * @param depth deepest tree
 * @param features most features
 * @param bytes longest document
 */
public record Caps(int trees, int nodes, int depth, int features, int bytes) {
  /** 10,000 trees, 4 M nodes, depth 16, 4,096 features, 256 MiB. */
  public static final Caps DEFAULT = new Caps(10_000, 4_000_000, 16, 4_096, 256 << 20);

  /** Checks that every cap is positive. */
  public Caps {
    if (trees < 1 || nodes < 1 || depth < 1 || features < 1 || bytes < 1) {
      throw new IllegalArgumentException("every cap must be at least 1");
    }
  }
}
