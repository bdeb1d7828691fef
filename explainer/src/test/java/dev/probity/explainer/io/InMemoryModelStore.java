// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.OutageException;
import java.util.HashMap;
import java.util.Map;

/** A model store in memory that can be away. */
final class InMemoryModelStore implements ModelStore {
  final Map<String, Map<String, byte[]>> bundles = new HashMap<>();
  boolean away;

  @Override
  public Map<String, byte[]> fetch(String digest) throws OutageException {
    if (away) {
      throw new OutageException("model store is away");
    }
    return bundles.get(digest);
  }
}
