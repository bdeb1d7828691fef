// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects candidates and outcomes in any interleaving and joins them once all have been read. Of
 * several records about one candidate the last counts (they share a partition, so their order is
 * fixed); of several outcomes the one observed last. One thread.
 */
final class DatasetBuilder {
  private static final byte[] SCHEMA = "probity/dataset/v1\n".getBytes(StandardCharsets.UTF_8);

  private final FairnessAccess access;
  private final Map<String, Column.Builder> features = new LinkedHashMap<>();
  private final Map<String, Column.Builder> guarded = new LinkedHashMap<>();
  private final HashedIds candidates = new HashedIds();
  private final HashedIds outcomes = new HashedIds();
  private int[] hashes = new int[1024];
  private boolean[] withdrawn = new boolean[1024];
  private long[] observedAt = new long[1024];
  private boolean[] labels = new boolean[1024];

  DatasetBuilder(List<String> features, List<String> guarded, FairnessAccess access) {
    this.access = access;
    features.forEach(name -> this.features.put(name, new Column.Builder()));
    guarded.forEach(name -> this.guarded.put(name, new Column.Builder()));
  }

  void candidate(Candidate candidate) {
    String group = candidate.provenance().group();
    int place = place(candidate.id(), group == null ? candidate.id() : group, false);
    features.forEach((name, column) -> set(column, place, candidate.attributes().get(name)));
    Map<String, AttributeValue> values = candidate.protectedAttributes().values(access);
    guarded.forEach((name, column) -> set(column, place, values.get(name)));
  }

  void withdrawal(String id) {
    int place = place(id, id, true);
    features.values().forEach(column -> column.set(place, Double.NaN, null));
    guarded.values().forEach(column -> column.set(place, Double.NaN, null));
  }

  void outcome(String candidateId, boolean positive, Instant at) {
    int place = outcomes.add(candidateId);
    if (place == labels.length) {
      labels = Arrays.copyOf(labels, place * 2);
      observedAt = Arrays.copyOf(observedAt, place * 2);
    }
    labels[place] = positive;
    observedAt[place] = at.toEpochMilli();
  }

  /** Joins; adds to the counts what only the join can know. */
  Dataset build(
      EnumMap<CandidateFate, Long> candidateFates, EnumMap<OutcomeFate, Long> outcomeFates) {
    Join join = new Join(candidates, outcomes, withdrawn, observedAt);
    join.counts(candidateFates, outcomeFates);
    int[] rows = join.rows();
    int[] truths = join.truths();
    long[] keys = new long[rows.length];
    int[] rowHashes = new int[rows.length];
    boolean[] rowLabels = new boolean[rows.length];
    for (int row = 0; row < rows.length; row++) {
      keys[row] = candidates.high(rows[row]);
      rowHashes[row] = hashes[rows[row]];
      rowLabels[row] = labels[truths[row]];
    }
    Map<String, Column> featureColumns = gather(features, rows);
    Map<String, Column> guardedColumns = gather(guarded, rows);
    byte[] digest = digest(rows, rowHashes, rowLabels, List.of(featureColumns, guardedColumns));
    return new Dataset(featureColumns, guardedColumns, keys, rowHashes, rowLabels, digest);
  }

  private int place(String id, String group, boolean isWithdrawn) {
    int place = candidates.add(id);
    if (place == hashes.length) {
      hashes = Arrays.copyOf(hashes, place * 2);
      withdrawn = Arrays.copyOf(withdrawn, place * 2);
    }
    hashes[place] = Split.hash(group);
    withdrawn[place] = isWithdrawn;
    return place;
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
    return columns;
  }

  private byte[] digest(
      int[] rows, int[] rowHashes, boolean[] rowLabels, List<Map<String, Column>> groups) {
    MessageDigest digest = Digests.sha256();
    digest.update(SCHEMA);
    groups.forEach(group -> group.keySet().forEach(name -> update(digest, name)));
    List<Column> columns = groups.stream().flatMap(group -> group.values().stream()).toList();
    ByteBuffer line = ByteBuffer.allocate(8 + 8 + 4 + 1 + 8 * columns.size());
    for (int row = 0; row < rows.length; row++) {
      line.clear().putLong(candidates.high(rows[row])).putLong(candidates.low(rows[row]));
      line.putInt(rowHashes[row]).put((byte) (rowLabels[row] ? 1 : 0));
      for (Column column : columns) {
        line.putLong(Double.doubleToLongBits(column.number(row)));
      }
      digest.update(line.array(), 0, line.position());
      for (Column column : columns) {
        update(digest, column.text(row));
      }
    }
    return digest.digest();
  }

  private static void update(MessageDigest digest, @Nullable String text) {
    if (text == null) {
      digest.update((byte) 0);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((byte) 1);
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    digest.update(bytes);
  }
}
