// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which release scores which position: the switches on the audit topic, folded. Two readers of the
 * same switches answer alike, so that a position has one prediction id per variant, whatever is
 * killed when.
 */
public final class ModelTimeline {
  private static final ModelTimeline EMPTY = new ModelTimeline(Map.of());

  /** By partition: first offset of a release, and the release. */
  private final Map<Integer, NavigableMap<Long, ReleaseRef>> byPartition;

  private ModelTimeline(Map<Integer, NavigableMap<Long, ReleaseRef>> byPartition) {
    this.byPartition = byPartition;
  }

  /** Nothing has been scored yet. */
  public static ModelTimeline empty() {
    return EMPTY;
  }

  /**
   * This timeline with one more switch. Two kinds come from a scorer that died before it saw its
   * own switch acknowledged, and so scored nothing under it: a switch to the release that scores
   * already moves its first offset up and never down, and one away from a release that does not
   * score any longer is passed over.
   */
  public ModelTimeline plus(ModelSwitch more) {
    Map<Integer, NavigableMap<Long, ReleaseRef>> copy = new HashMap<>(byPartition);
    more.firstOffsets()
        .forEach(
            (partition, offset) ->
                copy.merge(
                    partition,
                    new TreeMap<>(Map.of(offset, more.release())),
                    (spans, first) -> extended(spans, offset, more)));
    return new ModelTimeline(copy);
  }

  private static NavigableMap<Long, ReleaseRef> extended(
      NavigableMap<Long, ReleaseRef> spans, long offset, ModelSwitch more) {
    Map.Entry<Long, ReleaseRef> last = spans.lastEntry();
    NavigableMap<Long, ReleaseRef> longer = new TreeMap<>(spans);
    if (last.getValue().scoresLike(more.release())) {
      longer.remove(last.getKey());
      longer.put(Math.max(last.getKey(), offset), last.getValue());
    } else if (more.leaves(last.getValue())) {
      longer.tailMap(offset, true).clear();
      longer.put(offset, more.release());
    }
    return longer;
  }

  /**
   * The release that scores a position; null when none was ever switched to in the partition. What
   * lies before the first switch was never scored, so the first release takes it.
   */
  public @Nullable ReleaseRef releaseAt(int partition, long offset) {
    NavigableMap<Long, ReleaseRef> spans = byPartition.get(partition);
    if (spans == null) {
      return null;
    }
    Map.Entry<Long, ReleaseRef> span = spans.floorEntry(offset);
    return (span == null ? spans.firstEntry() : span).getValue();
  }

  /** The first offset after this one that another release scores; the largest long when none. */
  public long sameUntil(int partition, long offset) {
    NavigableMap<Long, ReleaseRef> spans = byPartition.get(partition);
    if (spans == null) {
      return Long.MAX_VALUE;
    }
    Long first = spans.firstKey();
    Long next = spans.higherKey(Math.max(offset, first));
    return next == null ? Long.MAX_VALUE : next;
  }

  /**
   * The switches that must be recorded before anything is scored, one for each release that is
   * left; none when all partitions are at this release already.
   *
   * <p>A partition without history starts where it stands. In one with history, a scorer that died
   * may have scored under the old release beyond the committed offset, so the switch is put behind
   * everything the partition held when it was taken over.
   *
   * @param model the name of the model
   * @param release the release to switch to
   * @param nextOffsets by owned partition, the next offset to be handled
   * @param takenOverAt by owned partition, its end offset when this scorer took it over
   */
  public List<ModelSwitch> switchesTo(
      String model,
      ReleaseRef release,
      Map<Integer, Long> nextOffsets,
      Map<Integer, Long> takenOverAt) {
    Map<Integer, Long> fresh = new TreeMap<>();
    Map<ReleaseRef, Map<Integer, Long>> byPrevious =
        new TreeMap<>(
            Comparator.comparing(ReleaseRef::digest).thenComparing(one -> "" + one.beside()));
    nextOffsets.forEach(
        (partition, next) -> {
          NavigableMap<Long, ReleaseRef> spans = byPartition.get(partition);
          if (spans == null) {
            fresh.put(partition, next);
          } else if (!spans.lastEntry().getValue().scoresLike(release)) {
            long end = takenOverAt.getOrDefault(partition, 0L);
            long first = Math.max(spans.lastKey(), Math.max(end, next));
            byPrevious
                .computeIfAbsent(spans.lastEntry().getValue(), previous -> new TreeMap<>())
                .put(partition, first);
          }
        });
    List<ModelSwitch> switches = new ArrayList<>();
    if (!fresh.isEmpty()) {
      switches.add(new ModelSwitch(model, release, null, fresh));
    }
    byPrevious.forEach(
        (previous, first) ->
            switches.add(
                new ModelSwitch(model, release, previous.digest(), previous.beside(), first)));
    return switches;
  }
}
