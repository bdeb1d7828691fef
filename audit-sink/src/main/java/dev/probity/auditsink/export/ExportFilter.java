// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.export;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.record.EventType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are handed out: those for which everything given holds. All absent means all.
 *
 * @param since append time from, in whole milliseconds
 * @param until append time before
 * @param topic full name of the topic the record came from
 * @param event what the record is
 * @param decision prediction id the entry names
 * @param candidate pseudonym the record is about; no entry names it, the projection knows
 * @param model digest of the release the entry names
 */
public record ExportFilter(
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String topic,
    @Nullable EventType event,
    @Nullable Hash decision,
    @Nullable String candidate,
    @Nullable Hash model) {
  public ExportFilter {
    if (since != null && until != null && !since.isBefore(until)) {
      throw new IllegalArgumentException(
          "a time from " + since + " to before " + until + " is empty. Maybe swap the two");
    }
  }

  /**
   * Whether an entry passes, by all that an entry says about itself; the candidate is not in it.
   */
  public boolean admits(Entry entry) {
    return (since == null || entry.appendTime() >= since.toEpochMilli())
        && (until == null || entry.appendTime() < until.toEpochMilli())
        && (topic == null || topic.equals(entry.source().topic()))
        && (event == null || event.number() == entry.eventType())
        && (decision == null || Objects.equals(decision, entry.decisionId()))
        && (model == null || Objects.equals(model, entry.modelDigest()));
  }

  /** What is given, by name, in the order of the names. */
  public SortedMap<String, String> given() {
    SortedMap<String, String> given = new TreeMap<>();
    put(given, "since", since);
    put(given, "until", until);
    put(given, "topic", topic);
    put(given, "event", event == null ? null : event.code());
    put(given, "decision", decision);
    put(given, "candidate", candidate);
    put(given, "model", model);
    return given;
  }

  private static void put(SortedMap<String, String> given, String name, @Nullable Object value) {
    if (value != null) {
      given.put(name, value.toString());
    }
  }

  /** Reads {@link #given} back; an unknown name or an unreadable value is refused. */
  static ExportFilter of(SortedMap<String, String> given) {
    ExportFilter filter =
        new ExportFilter(
            time(given.get("since")),
            time(given.get("until")),
            given.get("topic"),
            event(given.get("event")),
            hash(given.get("decision")),
            given.get("candidate"),
            hash(given.get("model")));
    if (!filter.given().equals(given)) {
      throw new IllegalArgumentException("the filter does not render to its own text");
    }
    return filter;
  }

  private static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a time of the filter is none", e);
    }
  }

  private static @Nullable Hash hash(@Nullable String hex) {
    return hex == null ? null : Hash.ofHex(hex);
  }

  private static @Nullable EventType event(@Nullable String name) {
    return name == null ? null : EventType.named(name);
  }

  /** Canonical JSON. */
  String json() {
    return given().entrySet().stream()
        .map(each -> "\"" + each.getKey() + "\":" + CanonicalText.quoted(each.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
