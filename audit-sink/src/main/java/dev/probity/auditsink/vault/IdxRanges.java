// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A set of ledger positions as ranges, written {@code 3-7,9}. Neighbours share a range, so that the
 * entries of one person cost a few words.
 */
public final class IdxRanges {
  private static final Pattern RANGE = Pattern.compile("(0|[1-9]\\d{0,17})(?:-([1-9]\\d{0,17}))?");

  private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

  /** Adds the positions from the first to the last, both included. */
  public void add(long first, long last) {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("range is " + first + " to " + last);
    }
    long low = first;
    long high = last;
    Map.Entry<Long, Long> near = lastByFirst.floorEntry(high + 1);
    while (near != null && near.getValue() >= low - 1) {
      low = Math.min(low, near.getKey());
      high = Math.max(high, near.getValue());
      lastByFirst.remove(near.getKey());
      near = lastByFirst.floorEntry(high + 1);
    }
    lastByFirst.put(low, high);
  }

  /** Adds what a text lists; false, and nothing added, when it is no list of ranges. */
  public boolean addText(String text) {
    IdxRanges found = new IdxRanges();
    for (String each : text.split(",", -1)) {
      Matcher range = RANGE.matcher(each);
      if (!range.matches()) {
        return false;
      }
      long first = Long.parseLong(range.group(1));
      long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
      if (last < first) {
        return false;
      }
      found.add(first, last);
    }
    found.lastByFirst.forEach(this::add);
    return true;
  }

  /** Whether the position is in. */
  public boolean contains(long idx) {
    Map.Entry<Long, Long> at = lastByFirst.floorEntry(idx);
    return at != null && at.getValue() >= idx;
  }

  /** Each position, ascending. */
  public void forEach(LongConsumer consumer) {
    lastByFirst.forEach(
        (first, last) -> {
          for (long idx = first; idx <= last; idx++) {
            consumer.accept(idx);
          }
        });
  }

  /** How many positions. Example: {@code 3-7,9} holds 6. */
  public long size() {
    long size = 0;
    for (Map.Entry<Long, Long> each : lastByFirst.entrySet()) {
      size += each.getValue() - each.getKey() + 1;
    }
    return size;
  }

  /** The list of ranges, empty for none. */
  @Override
  public String toString() {
    return lastByFirst.entrySet().stream()
        .map(
            each ->
                each.getKey().equals(each.getValue())
                    ? each.getKey().toString()
                    : each.getKey() + "-" + each.getValue())
        .collect(Collectors.joining(","));
  }
}
