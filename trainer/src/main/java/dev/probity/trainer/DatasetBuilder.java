// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Purpose;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects candidates and outcomes in any interleaving and joins them once all have been read. Of
 * several records about one candidate the last that was known before the outcome counts (they share
 * a partition, so their order is fixed); of several outcomes the one observed last. One thread.
 */
final class DatasetBuilder {
  private final FairnessAccess access;
  private final Map<String, Column.Builder> features = new LinkedHashMap<>();
  private final Map<String, Column.Builder> guarded = new LinkedHashMap<>();
  private final HashedIds candidates = new HashedIds();
  private final HashedIds outcomes = new HashedIds();
  private final Arrivals arrivals = new Arrivals();
  private long[] observedAt = new long[1024];
  private boolean[] labels = new boolean[1024];

  DatasetBuilder(List<String> features, List<String> guarded, FairnessAccess access) {
    this.access = access;
    features.forEach(name -> this.features.put(name, new Column.Builder()));
    guarded.forEach(name -> this.guarded.put(name, new Column.Builder()));
  }

  void candidate(Candidate candidate, Instant at) {
    candidate(HashedId.of(candidate.id()), group(candidate), candidate, at);
  }

  /** The split hash of whom must stay together with a candidate. */
  static int group(Candidate candidate) {
    String group = candidate.provenance().group();
    return Split.hash(group == null ? candidate.id() : group);
  }

  /** A candidate whose id and group were hashed already. */
  void candidate(HashedId id, int group, Candidate candidate, Instant at) {
    int place = candidates.add(id);
    arrivals.add(group, at.toEpochMilli(), candidate.purpose() == Purpose.HISTORY, false);
    features.forEach((name, column) -> set(column, place, candidate.attributes().get(name)));
    Map<String, AttributeValue> values = candidate.protectedAttributes().values(access);
    guarded.forEach((name, column) -> set(column, place, values.get(name)));
  }

  void withdrawal(String id, Instant at) {
    withdrawal(HashedId.of(id), at);
  }

  void withdrawal(HashedId id, Instant at) {
    int place = candidates.add(id);
    arrivals.add(0, at.toEpochMilli(), false, true);
    features.values().forEach(column -> column.set(place, Double.NaN, null));
    guarded.values().forEach(column -> column.set(place, Double.NaN, null));
  }

  void outcome(String candidateId, boolean positive, Instant at) {
    outcome(HashedId.of(candidateId), positive, at);
  }

  void outcome(HashedId candidateId, boolean positive, Instant at) {
    int place = outcomes.add(candidateId);
    if (place == labels.length) {
      labels = Arrays.copyOf(labels, place * 2);
      observedAt = Arrays.copyOf(observedAt, place * 2);
    }
    labels[place] = positive;
    observedAt[place] = at.toEpochMilli();
  }

  /** Joins; adds to the counts what only the join can know. Leaves nothing to join again. */
  Dataset build(
      EnumMap<CandidateFate, Long> candidateFates, EnumMap<OutcomeFate, Long> outcomeFates) {
    Join join = new Join(candidates, outcomes, arrivals, observedAt);
    join.counts(candidateFates, outcomeFates);
    int[] rows = join.rows();
    int[] truths = join.truths();
    long[] high = new long[rows.length];
    long[] low = new long[rows.length];
    long[] known = new long[rows.length];
    long[] observed = new long[rows.length];
    int[] rowHashes = new int[rows.length];
    boolean[] rowLabels = new boolean[rows.length];
    for (int row = 0; row < rows.length; row++) {
      high[row] = candidates.high(rows[row]);
      low[row] = candidates.low(rows[row]);
      known[row] = arrivals.at(rows[row]);
      observed[row] = observedAt[truths[row]];
      rowHashes[row] = arrivals.hash(rows[row]);
      rowLabels[row] = labels[truths[row]];
    }
    Map<String, Column> featureColumns = gather(features, rows);
    Map<String, Column> guardedColumns = gather(guarded, rows);
    return new Dataset(
        featureColumns,
        guardedColumns,
        new RowFacts(high, low, known, observed, rowHashes, rowLabels));
  }

  private static void set(Column.Builder column, int place, @Nullable AttributeValue value) {
    switch (value) {
      case AttributeValue.Number number -> column.set(place, number.value(), null);
      case AttributeValue.Text text -> column.set(place, Double.NaN, text.value());
      case AttributeValue.Missing missing -> column.set(place, Double.NaN, null);
      case null -> column.set(place, Double.NaN, null);
    }
  }

  private static Map<String, Column> gather(Map<String, Column.Builder> builders, int[] rows) {
    Map<String, Column> columns = new LinkedHashMap<>();
    builders.forEach((name, builder) -> columns.put(name, builder.gather(rows)));
    builders.clear();
    return columns;
  }
}
