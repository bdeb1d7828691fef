// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.value.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry about a decision, with what proves it.
 *
 * @param entry the entry
 * @param body the body in plain stored form; null when it is erased
 * @param path inclusion path under the head of the bundle
 */
public record Evidence(Entry entry, @Nullable Bytes body, List<Hash> path) {
  public Evidence {
    path = List.copyOf(path);
  }
}
