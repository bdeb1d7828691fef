// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.flow;

import java.util.Map;
import java.util.TreeMap;

/**
 * How far predictions of a partition reach into the candidates: from samples, so that an offset of
 * predictions can be told as one of candidates. Between two samples it says the earlier one, by
 * which a record counts as in flight a moment longer.
 */
final class Reach {
  private static final int SAMPLES = 1_024;

  private final TreeMap<Long, Long> samples = new TreeMap<>();
  private long next;
  private long source;

  /** Predictions below {@code next} come from candidates below {@code sourceNext}. */
  void reached(long next, long sourceNext) {
    this.next = Math.max(this.next, next);
    this.source = Math.max(source, sourceNext);
  }

  /** Remembers how far it reaches now. */
  void sample() {
    if (next > 0) {
      samples.put(next, source);
    }
    if (samples.size() > SAMPLES) {
      thin();
    }
  }

  /** Every second sample goes, the newest stays. */
  private void thin() {
    Map.Entry<Long, Long> newest = samples.lastEntry();
    boolean[] drop = {true};
    samples.keySet().removeIf(next -> drop[0] = !drop[0]);
    samples.put(newest.getKey(), newest.getValue());
  }

  /** First candidate offset that predictions below the offset need not come from. */
  long below(long predictionOffset) {
    Map.Entry<Long, Long> sample = samples.floorEntry(predictionOffset);
    return sample == null ? 0 : sample.getValue();
  }
}
