// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.ModelDigest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does the steps of one training, or takes from the store what they put out before. One thread. */
final class Steps {
  private final StepStore store;
  private final Map<String, String> digests = new HashMap<>();

  Steps(StepStore store) {
    this.store = store;
  }

  /** An input that is no output of a step: a digest, or a text that stands for what was chosen. */
  void given(String name, String text) {
    boolean digest = text.matches("[0-9a-f]{64}");
    digests.put(name, digest ? text : ModelDigest.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A step that is cheap, or whose output lies elsewhere, is always done. */
  void made(Step step, byte[] output) {
    digests.put(step.output(), ModelDigest.sha256(output));
    store.keep(step, inputs(step), output);
  }

  /**
   * The output of a step.
   *
   * @param read makes it from its bytes
   * @param write makes bytes of it
   * @param work does the step
   */
  <T> T output(Step step, Function<byte[], T> read, Function<T, byte[]> write, Supplier<T> work) {
    Map<String, String> inputs = inputs(step);
    byte[] before = store.find(step, inputs);
    if (before != null) {
      digests.put(step.output(), ModelDigest.sha256(before));
      return read.apply(before);
    }
    T made = work.get();
    made(step, write.apply(made));
    return made;
  }

  /** The output of a step that may come to nothing, which is not kept. */
  <T> @Nullable T orNothing(
      Step step,
      Function<byte[], T> read,
      Function<T, byte[]> write,
      Supplier<? extends @Nullable T> work) {
    byte[] before = store.find(step, inputs(step));
    if (before != null) {
      digests.put(step.output(), ModelDigest.sha256(before));
      return read.apply(before);
    }
    T made = work.get();
    if (made != null) {
      made(step, write.apply(made));
    }
    return made;
  }

  private Map<String, String> inputs(Step step) {
    Map<String, String> inputs = new TreeMap<>();
    for (String name : step.inputs()) {
      String digest = digests.get(name);
      if (digest == null) {
        throw new IllegalStateException("step " + step + " has no input " + name);
      }
      inputs.put(name, digest);
    }
    return inputs;
  }
}
