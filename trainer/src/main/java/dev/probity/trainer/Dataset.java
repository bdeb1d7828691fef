// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.RawRow;
import dev.probity.topics.record.FairnessAccess;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Labelled rows, column by column, in the order of their hashed ids. Equal records give equal rows
 * whatever the order they arrived in. Holds no id and no group; the times of its rows are kept for
 * point-in-time reads and are no part of its digest.
 */
public final class Dataset {
  private final Map<String, Column> features;
  private final Map<String, Column> guarded;
  private final RowFacts facts;
  private final String digest;

  Dataset(Map<String, Column> features, Map<String, Column> guarded, RowFacts facts) {
    this.features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    this.guarded = Collections.unmodifiableMap(new LinkedHashMap<>(guarded));
    this.facts = facts;
    this.digest = HexFormat.of().formatHex(RowDigest.of(facts, this.features, this.guarded));
  }

  /** Number of rows. */
  public int rows() {
    return facts.rows();
  }

  /** SHA-256 over all rows: ids hashed, labels, groups hashed, features and protected values. */
  public String digest() {
    return digest;
  }

  /** A name of a row that only its candidate's id leads to: sixteen digits of the id's hash. */
  public String key(int row) {
    return HexFormat.of().toHexDigits(facts.high()[row]);
  }

  /** Whether a row is of the positive class. */
  public boolean positive(int row) {
    return facts.labels()[row];
  }

  /** The split hash of a row's group. */
  public int hash(int row) {
    return facts.hashes()[row];
  }

  /** The rows of some parts, ascending. */
  public int[] rowsOf(List<Split> parts) {
    return IntStream.range(0, rows())
        .filter(row -> parts.contains(Split.of(facts.hashes()[row])))
        .toArray();
  }

  /** How many of some rows are of the positive class. */
  public int positives(int[] rows) {
    return (int) Arrays.stream(rows).filter(row -> facts.labels()[row]).count();
  }

  /** What is known about the rows beside their values. */
  RowFacts facts() {
    return facts;
  }

  /** The features by name, in the profile's order. */
  Map<String, Column> features() {
    return features;
  }

  /** The protected attributes by name, for whoever may see them. */
  Map<String, Column> guarded(FairnessAccess access) {
    Objects.requireNonNull(access, "access");
    return guarded;
  }

  /** The raw values of one feature. */
  public Column feature(String name) {
    return Objects.requireNonNull(features.get(name), name);
  }

  /** The raw values of one protected attribute, for whoever may see them. */
  public Column guarded(FairnessAccess access, String name) {
    Objects.requireNonNull(access, "access");
    return Objects.requireNonNull(guarded.get(name), name);
  }

  /** A row as the encoder reads it. */
  public RawRow raw(int row) {
    return new Row(features, row);
  }

  private record Row(Map<String, Column> features, int row) implements RawRow {
    @Override
    public double number(String feature) {
      Column column = features.get(feature);
      return column == null ? Double.NaN : column.number(row);
    }

    @Override
    public @Nullable String text(String feature) {
      Column column = features.get(feature);
      return column == null ? null : column.text(row);
    }
  }
}
