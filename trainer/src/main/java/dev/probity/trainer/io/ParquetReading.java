// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.ColumnSchema;
import dev.probity.trainer.data.Table;
import dev.probity.trainer.data.TableColumn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the tables of a data set back; the only class that knows the Parquet reader. */
public final class ParquetReading {
  private ParquetReading() {}

  /**
   * The table in a Parquet file.
   *
   * @param bytes the file
   * @throws IOException when it is no such file, or a column is of a kind no table has
   */
  public static Table table(byte[] bytes) throws IOException {
    try (ParquetFileReader file = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(bytes)))) {
      List<Filling> columns = new ArrayList<>();
      for (ColumnSchema column : file.getFileSchema().getColumns()) {
        columns.add(Filling.of(column));
      }
      int rows = 0;
      try (RowReader reader = file.buildRowReader().build()) {
        for (; reader.hasNext(); rows++) {
          reader.next();
          for (Filling column : columns) {
            column.take(rows, reader);
          }
        }
      }
      int read = rows;
      return new Table(rows, columns.stream().map(column -> column.done(read)).toList());
    }
  }

  /** A column that grows row by row. */
  private static final class Filling {
    private final String name;
    private final PhysicalType type;
    private long[] longs = {};
    private double[] doubles = {};
    private float[] floats = {};
    private @Nullable String[] texts = {};

    private Filling(String name, PhysicalType type) {
      this.name = name;
      this.type = type;
    }

    static Filling of(ColumnSchema column) throws IOException {
      return switch (column.type()) {
        case INT64, DOUBLE, FLOAT, BYTE_ARRAY -> new Filling(column.name(), column.type());
        default ->
            throw new IOException("column " + column.name() + " is of type " + column.type());
      };
    }

    void take(int row, RowReader reader) {
      boolean missing = reader.isNull(name);
      switch (type) {
        case INT64 -> {
          longs = row < longs.length ? longs : Arrays.copyOf(longs, grown(row));
          longs[row] = reader.getLong(name);
        }
        case DOUBLE -> {
          doubles = row < doubles.length ? doubles : Arrays.copyOf(doubles, grown(row));
          doubles[row] = missing ? Double.NaN : reader.getDouble(name);
        }
        case FLOAT -> {
          floats = row < floats.length ? floats : Arrays.copyOf(floats, grown(row));
          floats[row] = missing ? Float.NaN : reader.getFloat(name);
        }
        default -> {
          texts = row < texts.length ? texts : Arrays.copyOf(texts, grown(row));
          texts[row] = missing ? null : text(reader);
        }
      }
    }

    private String text(RowReader reader) {
      Object value = reader.getValue(name);
      return value instanceof byte[] bytes
          ? new String(bytes, StandardCharsets.UTF_8)
          : String.valueOf(value);
    }

    private static int grown(int row) {
      return Math.max(1024, row * 2);
    }

    TableColumn done(int rows) {
      return switch (type) {
        case INT64 -> new TableColumn.Longs(name, Arrays.copyOf(longs, rows));
        case DOUBLE -> new TableColumn.Doubles(name, Arrays.copyOf(doubles, rows));
        case FLOAT -> new TableColumn.Floats(name, Arrays.copyOf(floats, rows));
        default -> new TableColumn.Texts(name, Arrays.copyOf(texts, rows));
      };
    }
  }
}
