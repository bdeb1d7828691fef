// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.FeatureSpec;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.trainer.data.Table;
import dev.probity.trainer.data.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A data set as tables and back. Values as they were replayed and protected attributes are two
 * tables, so that who may read the one need not see the other; the third holds the vectors, by the
 * encoder that serving runs. Columns whose names begin with an underscore are not attributes.
 */
public final class DatasetTables {
  /** The first 128 bits of SHA-256(candidate id), in hex. */
  public static final String ID = "_id";

  /** 1 for the positive class, else 0. */
  public static final String POSITIVE = "_positive";

  /** Event time of the record the values come from, ms since the epoch. */
  public static final String KNOWN_AT = "_known_at";

  /** When the outcome was observed, ms since the epoch. */
  public static final String OBSERVED_AT = "_observed_at";

  /** Which part of the data the row belongs to, as {@link Split} words it. */
  public static final String PART = "_part";

  private static final String GROUP = "_group";
  private static final String NUMBER = "#number";

  private DatasetTables() {}

  /** The hashed id of every row, in the order of the rows. */
  public static List<String> ids(Dataset dataset) {
    RowFacts facts = dataset.facts();
    HexFormat hex = HexFormat.of();
    return IntStream.range(0, facts.rows())
        .mapToObj(row -> hex.toHexDigits(facts.high()[row]) + hex.toHexDigits(facts.low()[row]))
        .toList();
  }

  /** The rows with their features as replayed. */
  public static Table rows(Dataset dataset) {
    RowFacts facts = dataset.facts();
    List<TableColumn> columns = new ArrayList<>();
    columns.add(ids(facts, IntStream.range(0, facts.rows()).toArray()));
    columns.add(
        new TableColumn.Longs(GROUP, Arrays.stream(facts.hashes()).asLongStream().toArray()));
    columns.add(new TableColumn.Longs(POSITIVE, labels(facts)));
    columns.add(new TableColumn.Longs(KNOWN_AT, facts.knownAt()));
    columns.add(new TableColumn.Longs(OBSERVED_AT, facts.observedAt()));
    dataset.features().forEach((name, column) -> add(columns, name, column));
    return new Table(facts.rows(), columns);
  }

  /** The rows' protected attributes, for whoever may see them. */
  public static Table guarded(Dataset dataset, FairnessAccess access) {
    RowFacts facts = dataset.facts();
    List<TableColumn> columns = new ArrayList<>();
    columns.add(ids(facts, IntStream.range(0, facts.rows()).toArray()));
    dataset.guarded(access).forEach((name, column) -> add(columns, name, column));
    return new Table(facts.rows(), columns);
  }

  /**
   * The rows' vectors by the encoder a training on these rows binds. Rows with a category the
   * encoder refuses are left out, as serving refuses them.
   */
  public static Table vectors(Dataset dataset, Profile profile) {
    FeatureSpec spec = Encoder.spec(profile, dataset, dataset.rowsOf(Split.REFIT));
    RowFacts facts = dataset.facts();
    int[] taken = Encoder.taken(spec, dataset, IntStream.range(0, facts.rows()).toArray());
    float[] values = Encoder.values(spec, dataset, taken);
    List<TableColumn> columns = new ArrayList<>();
    columns.add(ids(facts, taken));
    String[] parts = new String[taken.length];
    long[][] whole = new long[3][taken.length];
    for (int row = 0; row < taken.length; row++) {
      parts[row] = Split.of(facts.hashes()[taken[row]]).label();
      whole[0][row] = facts.labels()[taken[row]] ? 1 : 0;
      whole[1][row] = facts.knownAt()[taken[row]];
      whole[2][row] = facts.observedAt()[taken[row]];
    }
    columns.add(new TableColumn.Texts(PART, parts));
    columns.add(new TableColumn.Longs(POSITIVE, whole[0]));
    columns.add(new TableColumn.Longs(KNOWN_AT, whole[1]));
    columns.add(new TableColumn.Longs(OBSERVED_AT, whole[2]));
    for (int feature = 0; feature < spec.size(); feature++) {
      float[] column = new float[taken.length];
      for (int row = 0; row < taken.length; row++) {
        column[row] = values[row * spec.size() + feature];
      }
      columns.add(new TableColumn.Floats(spec.features().get(feature).name(), column));
    }
    return new Table(taken.length, columns);
  }

  /**
   * The data set two tables were made of.
   *
   * @param rows what {@link #rows} gave
   * @param guarded what {@link #guarded} gave
   * @throws IllegalArgumentException when the two are not about the same rows
   */
  public static Dataset dataset(Table rows, Table guarded) {
    @Nullable String[] ids = rows.texts(ID);
    if (!Arrays.equals(ids, guarded.texts(ID))) {
      throw new IllegalArgumentException("protected attributes are those of other rows");
    }
    long[] high = new long[ids.length];
    long[] low = new long[ids.length];
    boolean[] labels = new boolean[ids.length];
    for (int row = 0; row < ids.length; row++) {
      String id = String.valueOf(ids[row]);
      high[row] = HexFormat.fromHexDigitsToLong(id, 0, 16);
      low[row] = HexFormat.fromHexDigitsToLong(id, 16, 32);
      labels[row] = rows.longs(POSITIVE)[row] == 1;
    }
    int[] hashes = Arrays.stream(rows.longs(GROUP)).mapToInt(hash -> (int) hash).toArray();
    RowFacts facts =
        new RowFacts(high, low, rows.longs(KNOWN_AT), rows.longs(OBSERVED_AT), hashes, labels);
    return new Dataset(attributes(rows), attributes(guarded), facts);
  }

  private static Map<String, Column> attributes(Table table) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (TableColumn column : table.columns()) {
      String name = column.name();
      if (name.startsWith("_") || name.endsWith(NUMBER)) {
        continue;
      }
      columns.put(
          name,
          switch (column) {
            case TableColumn.Doubles numbers -> Column.of(numbers.values(), new String[0]);
            case TableColumn.Texts texts ->
                Column.of(numbers(table, name + NUMBER), texts.values());
            default -> throw new IllegalArgumentException("column " + name + " is no attribute");
          });
    }
    return columns;
  }

  private static double[] numbers(Table table, String name) {
    if (table.find(name) instanceof TableColumn.Doubles found) {
      return found.values();
    }
    double[] none = new double[table.rows()];
    Arrays.fill(none, Double.NaN);
    return none;
  }

  private static void add(List<TableColumn> columns, String name, Column column) {
    if (!column.hasTexts()) {
      columns.add(new TableColumn.Doubles(name, column.numbers()));
      return;
    }
    columns.add(new TableColumn.Texts(name, column.texts()));
    if (column.hasNumbers()) {
      columns.add(new TableColumn.Doubles(name + NUMBER, column.numbers()));
    }
  }

  private static TableColumn ids(RowFacts facts, int[] rows) {
    HexFormat hex = HexFormat.of();
    return new TableColumn.Texts(
        ID,
        IntStream.of(rows)
            .mapToObj(row -> hex.toHexDigits(facts.high()[row]) + hex.toHexDigits(facts.low()[row]))
            .toArray(String[]::new));
  }

  private static long[] labels(RowFacts facts) {
    long[] labels = new long[facts.rows()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = facts.labels()[row] ? 1 : 0;
    }
    return labels;
  }
}
