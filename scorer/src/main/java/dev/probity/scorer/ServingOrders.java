// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What people ordered about one model, folded from the oversight topic, and how far the models
 * topic acknowledges it. Positions decide and not times, so that no clock that runs ahead can make
 * a stop look older than it is.
 */
public final class ServingOrders {
  private static final Pattern PLACE = Pattern.compile("(\\d{1,9}):(\\d{1,18})");
  private static final String JOINT = ",";

  private final String model;
  private final Map<Integer, Long> acknowledged;
  private final Map<Integer, Long> read;
  private final @Nullable OversightDecision open;

  private ServingOrders(
      String model,
      Map<Integer, Long> acknowledged,
      Map<Integer, Long> read,
      @Nullable OversightDecision open) {
    this.model = model;
    this.acknowledged = acknowledged;
    this.read = read;
    this.open = open;
  }

  /**
   * Nothing was ordered yet.
   *
   * @param model the name of the model
   */
  public static ServingOrders none(String model) {
    return new ServingOrders(model, Map.of(), Map.of(), null);
  }

  /**
   * These orders after one more decision of a person; decisions about anything else only move the
   * position.
   *
   * @param partition the partition of the oversight topic it stands in
   * @param offset its offset there
   */
  public ServingOrders plus(int partition, long offset, OversightDecision decision) {
    Map<Integer, Long> further = new TreeMap<>(read);
    further.put(partition, offset + 1);
    boolean counts = model.equals(decision.model()) && offset >= next(acknowledged, partition);
    return new ServingOrders(model, acknowledged, further, counts ? decision : open);
  }

  /**
   * These orders after the models topic acknowledged all below some positions.
   *
   * @param positions by partition the first offset that is not acknowledged, as {@code 0:13,1:5}
   */
  public ServingOrders acknowledged(String positions) {
    Map<Integer, Long> upTo = parse(positions);
    boolean all =
        read.entrySet().stream().allMatch(one -> one.getValue() <= next(upTo, one.getKey()));
    return new ServingOrders(model, upTo, read, all ? null : open);
  }

  /** Where to read on in a partition: nothing below it can still be open. */
  public long from(int partition) {
    return next(acknowledged, partition);
  }

  /** The newest order that is not acknowledged; null when all are. */
  public @Nullable OversightDecision open() {
    return open;
  }

  /** Whether a stop is ordered and not acknowledged. */
  public boolean halts() {
    return open != null && open.action() == OversightAction.HALTED;
  }

  /** By partition the first offset not read, as text: what an acknowledgement of all carries. */
  public String positions() {
    Map<Integer, Long> furthest = new TreeMap<>(acknowledged);
    read.forEach((partition, offset) -> furthest.merge(partition, offset, Math::max));
    return furthest.entrySet().stream()
        .map(one -> one.getKey() + ":" + one.getValue())
        .collect(Collectors.joining(JOINT));
  }

  private static long next(Map<Integer, Long> positions, int partition) {
    return positions.getOrDefault(partition, 0L);
  }

  /** A text that is no list of positions acknowledges nothing: an order is rather met twice. */
  private static Map<Integer, Long> parse(String text) {
    Map<Integer, Long> positions = new TreeMap<>();
    for (String one : text.split(JOINT, -1)) {
      Matcher place = PLACE.matcher(one);
      if (!place.matches()) {
        return Map.of();
      }
      positions.put(Integer.parseInt(place.group(1)), Long.parseLong(place.group(2)));
    }
    return positions;
  }
}
