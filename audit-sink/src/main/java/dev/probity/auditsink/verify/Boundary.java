// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Hash;

/**
 * Where a ledger was cut after its retention: entries below are gone, their leaf hashes stay in the
 * tiles.
 *
 * @param size first idx that was kept
 * @param newestAppendTime append time of the newest entry dropped, in milliseconds
 * @param frontier compact range of the tree at this size
 * @param root its root
 */
public record Boundary(long size, long newestAppendTime, Frontier frontier, Hash root) {
  public Boundary {
    if (size < 1 || frontier.size() != size) {
      throw new IllegalArgumentException(
          "boundary at " + size + " with a frontier of size " + frontier.size());
    }
  }
}
