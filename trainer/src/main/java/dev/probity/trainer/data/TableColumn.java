// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.data;

import org.jspecify.annotations.Nullable;

/** One column of a table. Arrays are handed over, not copied, and not changed afterwards. */
public sealed interface TableColumn {
  /** The column's name. */
  String name();

  /** Number of rows. */
  int rows();

  /** The value in a row: a {@link Long}, {@link Double}, {@link Float} or text; null if missing. */
  @Nullable Object value(int row);

  /** Whole numbers, none missing. */
  final class Longs implements TableColumn {
    private final String name;
    private final long[] values;

    /**
     * A column.
     *
     * @param name the column's name
     * @param values one per row
     */
    public Longs(String name, long[] values) {
      this.name = name;
      this.values = values;
    }

    @Override
    public String name() {
      return name;
    }

    /** The values; not to be changed. */
    public long[] values() {
      return values;
    }

    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public Object value(int row) {
      return values[row];
    }
  }

  /** Numbers. */
  final class Doubles implements TableColumn {
    private final String name;
    private final double[] values;

    /**
     * A column.
     *
     * @param name the column's name
     * @param values one per row, NaN where it is missing
     */
    public Doubles(String name, double[] values) {
      this.name = name;
      this.values = values;
    }

    @Override
    public String name() {
      return name;
    }

    /** The values; not to be changed. */
    public double[] values() {
      return values;
    }

    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public @Nullable Object value(int row) {
      return Double.isNaN(values[row]) ? null : (Object) values[row];
    }
  }

  /** Encoded values, in the precision a model reads. */
  final class Floats implements TableColumn {
    private final String name;
    private final float[] values;

    /**
     * A column.
     *
     * @param name the column's name
     * @param values one per row, NaN where it is missing
     */
    public Floats(String name, float[] values) {
      this.name = name;
      this.values = values;
    }

    @Override
    public String name() {
      return name;
    }

    /** The values; not to be changed. */
    public float[] values() {
      return values;
    }

    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public @Nullable Object value(int row) {
      return Float.isNaN(values[row]) ? null : (Object) values[row];
    }
  }

  /** Texts. */
  final class Texts implements TableColumn {
    private final String name;
    private final @Nullable String[] values;

    /**
     * A column.
     *
     * @param name the column's name
     * @param values one per row, null where it is missing
     */
    public Texts(String name, @Nullable String[] values) {
      this.name = name;
      this.values = values;
    }

    @Override
    public String name() {
      return name;
    }

    /** The values; not to be changed. */
    public @Nullable String[] values() {
      return values;
    }

    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public @Nullable Object value(int row) {
      return values[row];
    }
  }
}
