// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the producer was promised against what stands on the topics. A record may come again, byte
 * for byte the same; nothing may be missing, answered in two ways, or come from nowhere.
 */
final class DeliveryCheck {
  private enum Expected {
    DECISION,
    REFUSAL
  }

  private record Decided(SourcePosition source, Variant variant) {}

  private final Map<SourcePosition, Expected> acknowledged = new HashMap<>();
  private final Map<Decided, Set<String>> predictionIds = new HashMap<>();
  private final Map<String, Set<String>> predictions = new HashMap<>();
  private final Map<String, Set<String>> explanations = new HashMap<>();
  private final Map<SourcePosition, Set<ReasonCode>> refused = new HashMap<>();
  private final Set<String> versions = new HashSet<>();
  private final List<String> bugs = new ArrayList<>();
  private final Map<String, Integer> rows = new TreeMap<>();

  /** The broker has acknowledged a candidate here that must be scored and explained. */
  void promisedDecision(SourcePosition position) {
    acknowledged.put(position, Expected.DECISION);
  }

  /** The broker has acknowledged a record here that is no candidate and must be refused. */
  void promisedRefusal(SourcePosition position) {
    acknowledged.put(position, Expected.REFUSAL);
  }

  void saw(Prediction prediction) {
    rows.merge("predictions", 1, Integer::sum);
    versions.add(prediction.modelVersion());
    predictions
        .computeIfAbsent(prediction.id(), id -> new HashSet<>())
        .add(digest(Topics.PREDICTIONS.codec().encode(prediction)));
    predictionIds
        .computeIfAbsent(
            new Decided(prediction.source(), prediction.variant()), one -> new HashSet<>())
        .add(prediction.id());
  }

  void saw(Explanation explanation) {
    rows.merge("explanations", 1, Integer::sum);
    explanations
        .computeIfAbsent(explanation.predictionId(), id -> new HashSet<>())
        .add(digest(Topics.EXPLANATIONS.codec().encode(explanation)));
  }

  void saw(Reject reject) {
    rows.merge("rejects", 1, Integer::sum);
    SourcePosition source = reject.source();
    if (source == null || reject.reasonCode() == ReasonCode.INTERNAL_ERROR) {
      bugs.add(reject.reasonCode() + " from " + reject.service() + ": " + reject.reason());
    } else {
      refused.computeIfAbsent(source, one -> new HashSet<>()).add(reject.reasonCode());
    }
  }

  int promised() {
    return acknowledged.size();
  }

  /** Rows seen by kind, repeats included. */
  Map<String, Integer> rows() {
    return rows;
  }

  /** Positions with an answer, each counted once. */
  int answered() {
    Set<SourcePosition> sources = new HashSet<>(refused.keySet());
    predictionIds.keySet().forEach(one -> sources.add(one.source()));
    return sources.size();
  }

  /** How many predictions repeat one that was there: what the kills made come again. */
  int repeatedPredictions() {
    return rows.getOrDefault("predictions", 0) - predictions.size();
  }

  /** The versions that scored. */
  Set<String> versions() {
    return versions;
  }

  /** Tens of thousands of records are compared; their bytes need not be kept for that. */
  private static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(TreeHasher.sha256().digest(bytes));
  }

  /** Everything that is wrong; empty when every promise is kept once. */
  List<String> problems() {
    List<String> problems = new ArrayList<>(bugs);
    acknowledged.forEach((position, expected) -> problems.addAll(missing(position, expected)));
    predictionIds.forEach(
        (decided, ids) -> {
          if (ids.size() > 1) {
            problems.add(decided + " has " + ids.size() + " prediction ids");
          }
          if (acknowledged.get(decided.source()) != Expected.DECISION) {
            problems.add(decided + " was scored, and nobody promised that");
          }
        });
    predictions.forEach((id, bytes) -> problems.addAll(contradicting("prediction " + id, bytes)));
    explanations.forEach(
        (id, bytes) -> {
          problems.addAll(contradicting("explanation of " + id, bytes));
          if (!predictions.containsKey(id)) {
            problems.add("explanation of " + id + " explains nothing");
          }
        });
    refused
        .keySet()
        .forEach(
            position -> {
              if (acknowledged.get(position) != Expected.REFUSAL) {
                problems.add(position + " was refused: " + refused.get(position));
              }
            });
    return problems;
  }

  private List<String> missing(SourcePosition position, Expected expected) {
    if (expected == Expected.REFUSAL) {
      return refused.containsKey(position)
          ? List.of()
          : List.of(position + " was never refused: lost");
    }
    Set<String> ids = predictionIds.get(new Decided(position, Variant.CHAMPION));
    if (ids == null) {
      return List.of(position + " was never scored: lost");
    }
    return ids.stream()
        .filter(id -> !explanations.containsKey(id))
        .map(id -> position + " was scored and never explained: lost")
        .toList();
  }

  private static List<String> contradicting(String what, Set<?> values) {
    return values.size() == 1 ? List.of() : List.of(what + " has " + values.size() + " values");
  }
}
