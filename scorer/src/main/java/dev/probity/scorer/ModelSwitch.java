// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Variant;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From these offsets on, candidates are scored by another release. It is on the audit topic before
 * the first record is scored by it, so that after a crash the same position meets the same release.
 *
 * @param model the name of the model
 * @param release the release that scores from the offsets on
 * @param previous the release before; null when there was none
 * @param previousBeside what the release before was compared with; null when with nothing
 * @param firstOffsets by candidate partition, the first offset the release scores
 */
public record ModelSwitch(
    String model,
    ReleaseRef release,
    @Nullable String previous,
    @Nullable String previousBeside,
    Map<Integer, Long> firstOffsets) {
  private static final String BESIDE = "previousChallenger";
  private static final String MODULE = "scorer";
  private static final String VARIANT = "variant";
  private static final String VERSION = "version";

  public ModelSwitch {
    firstOffsets = Map.copyOf(firstOffsets);
    if (firstOffsets.isEmpty()) {
      throw new IllegalArgumentException("a switch of " + model + " names no partition");
    }
  }

  /** A switch away from a release that was compared with nothing. */
  public ModelSwitch(
      String model,
      ReleaseRef release,
      @Nullable String previous,
      Map<Integer, Long> firstOffsets) {
    this(model, release, previous, null, firstOffsets);
  }

  /** Whether it is a switch away from this release, as it was compared. */
  boolean leaves(ReleaseRef last) {
    return last.digest().equals(previous) && Objects.equals(last.beside(), previousBeside);
  }

  /**
   * The entry for the audit topic.
   *
   * @param topic the name of the candidates topic without prefix
   * @param instance the instance that switches
   * @param actor who says so
   */
  public AuditEntry toEntry(String topic, String instance, String actor, Instant at) {
    Map<String, Long> offsets = new TreeMap<>();
    firstOffsets.forEach((partition, offset) -> offsets.put(topic + "-" + partition, offset));
    Map<String, String> details = new TreeMap<>();
    details.put(VARIANT, Variant.CHAMPION.code());
    details.put(VERSION, release.version());
    if (release.contender() != null) {
      release.contender().write(details);
    }
    if (previousBeside != null) {
      details.put(BESIDE, previousBeside);
    }
    return new AuditEntry(
        EventType.MODEL_SWITCHED,
        MODULE,
        instance,
        actor,
        at,
        null,
        model,
        release.digest(),
        previous,
        offsets,
        details,
        null);
  }

  /**
   * Reads an entry back; null when it is none of this model's switches on this topic.
   *
   * @param topic the name of the candidates topic without prefix
   * @param model the name of the model
   */
  public static @Nullable ModelSwitch from(AuditEntry entry, String topic, String model) {
    String digest = entry.modelDigest();
    String version = entry.details().get(VERSION);
    if (entry.event() != EventType.MODEL_SWITCHED
        || digest == null
        || version == null
        || !model.equals(entry.model())
        || !Variant.CHAMPION.code().equals(entry.details().get(VARIANT))) {
      return null;
    }
    Map<Integer, Long> offsets = new TreeMap<>();
    entry
        .offsets()
        .forEach(
            (position, offset) -> {
              Integer partition = partition(position, topic);
              if (partition != null) {
                offsets.put(partition, offset);
              }
            });
    return offsets.isEmpty()
        ? null
        : new ModelSwitch(
            model,
            new ReleaseRef(digest, version, Contender.read(entry.details())),
            entry.previousDigest(),
            entry.details().get(BESIDE),
            offsets);
  }

  private static @Nullable Integer partition(String position, String topic) {
    int cut = position.lastIndexOf('-');
    if (cut < 0 || !position.substring(0, cut).equals(topic)) {
      return null;
    }
    String digits = position.substring(cut + 1);
    return digits.matches("[0-9]{1,9}") ? Integer.valueOf(digits) : null;
  }
}
