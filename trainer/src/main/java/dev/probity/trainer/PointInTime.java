// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.trainer.data.Table;
import dev.probity.trainer.data.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A feature table as it could be known at a time. */
public final class PointInTime {
  private PointInTime() {}

  /**
   * The rows whose values were known by a time; a label observed later is missing.
   *
   * @param vectors a table of {@link DatasetTables#vectors}
   * @param millis the time, ms since the epoch; {@link Long#MAX_VALUE} for all there is
   * @param erased says of a row's hashed id whether the person was erased; such rows are left out
   */
  public static Table of(Table vectors, long millis, Predicate<@Nullable String> erased) {
    @Nullable String[] ids = vectors.texts(DatasetTables.ID);
    long[] known = vectors.longs(DatasetTables.KNOWN_AT);
    long[] observed = vectors.longs(DatasetTables.OBSERVED_AT);
    int[] rows =
        IntStream.range(0, vectors.rows())
            .filter(row -> known[row] <= millis && !erased.test(ids[row]))
            .toArray();
    List<TableColumn> columns = new ArrayList<>();
    for (TableColumn column : vectors.columns()) {
      if (column.name().equals(DatasetTables.POSITIVE)) {
        long[] labels = vectors.longs(DatasetTables.POSITIVE);
        double[] chosen =
            IntStream.of(rows)
                .mapToDouble(row -> observed[row] <= millis ? labels[row] : Double.NaN)
                .toArray();
        columns.add(new TableColumn.Doubles(column.name(), chosen));
      } else {
        columns.add(chosen(column, rows));
      }
    }
    return new Table(rows.length, columns);
  }

  private static TableColumn chosen(TableColumn column, int[] rows) {
    return switch (column) {
      case TableColumn.Longs longs ->
          new TableColumn.Longs(
              column.name(), IntStream.of(rows).mapToLong(row -> longs.values()[row]).toArray());
      case TableColumn.Doubles doubles ->
          new TableColumn.Doubles(
              column.name(),
              IntStream.of(rows).mapToDouble(row -> doubles.values()[row]).toArray());
      case TableColumn.Floats floats -> {
        float[] values = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
          values[i] = floats.values()[rows[i]];
        }
        yield new TableColumn.Floats(column.name(), values);
      }
      case TableColumn.Texts texts -> {
        @Nullable String[] values = new String[rows.length];
        for (int i = 0; i < rows.length; i++) {
          values[i] = texts.values()[rows[i]];
        }
        yield new TableColumn.Texts(column.name(), values);
      }
    };
  }
}
