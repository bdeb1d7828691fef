// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what steps put out, so that a step whose inputs have not changed is not done again. What is
 * kept is found by the digests of the inputs, never by when or where.
 */
public interface StepStore {
  /** Keeps nothing. */
  StepStore NONE =
      new StepStore() {
        @Override
        public byte @Nullable [] find(Step step, Map<String, String> inputs) {
          return null;
        }

        @Override
        public void keep(Step step, Map<String, String> inputs, byte[] output) {}
      };

  /**
   * What a step put out for these inputs.
   *
   * @param inputs SHA-256 of each, by name
   * @return its bytes; null when it has to be done
   */
  byte @Nullable [] find(Step step, Map<String, String> inputs);

  /**
   * A file for people, which no step reads.
   *
   * @param name of the file
   */
  default void show(String name, byte[] content) {}

  /**
   * Keeps what a step put out.
   *
   * @param inputs SHA-256 of each, by name
   */
  void keep(Step step, Map<String, String> inputs, byte[] output);
}
