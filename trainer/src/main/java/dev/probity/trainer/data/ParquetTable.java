// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as the bytes of a Parquet file: flat columns, plain encoding, not compressed, row groups
 * of 65,536 rows with one page per column. Equal tables give equal bytes on any machine and in any
 * release, which a file that names its writer's build or depends on a compressor does not; that is
 * why the little of the format that is needed is written here. Source: apache/parquet-format,
 * README.md, Encodings.md and parquet.thrift at 2.10.
 */
public final class ParquetTable {
  /** Rows per row group, 2^16. */
  public static final int GROUP_ROWS = 1 << 16;

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int REQUIRED = 0;
  private static final int OPTIONAL = 1;
  private static final int UTF8 = 0;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int DATA_PAGE = 0;

  private final Table table;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Chunk> chunks = new ArrayList<>();

  /** Where a column of a row group lies. */
  private record Chunk(TableColumn column, int rows, long at, long bytes) {}

  private ParquetTable(Table table) {
    this.table = table;
  }

  /**
   * The file's bytes.
   *
   * @throws IllegalArgumentException when they would be more than 2^31 − 1
   */
  public static byte[] write(Table table) {
    return new ParquetTable(table).write();
  }

  private byte[] write() {
    out.writeBytes(MAGIC);
    for (int from = 0; from < table.rows(); from += GROUP_ROWS) {
      int to = Math.min(table.rows(), from + GROUP_ROWS);
      for (TableColumn column : table.columns()) {
        chunk(column, from, to);
      }
    }
    byte[] footer = footer();
    out.writeBytes(footer);
    out.writeBytes(little(4).putInt(footer.length).array());
    out.writeBytes(MAGIC);
    return out.toByteArray();
  }

  private void chunk(TableColumn column, int from, int to) {
    byte[] levels = column instanceof TableColumn.Longs ? new byte[0] : levels(column, from, to);
    byte[] values = values(column, from, to);
    int size = Math.addExact(levels.length, values.length);
    byte[] header =
        new Thrift()
            .whole(1, DATA_PAGE)
            .whole(2, size)
            .whole(3, size)
            .struct(5)
            .whole(1, to - from)
            .whole(2, PLAIN)
            .whole(3, RLE)
            .whole(4, RLE)
            .end()
            .toBytes();
    long at = out.size();
    if (at + header.length + size > Integer.MAX_VALUE - GROUP_ROWS) {
      throw new IllegalArgumentException(
          "the table has more than 2 GiB. Maybe take a shorter range of offsets");
    }
    out.writeBytes(header);
    out.writeBytes(levels);
    out.writeBytes(values);
    chunks.add(new Chunk(column, to - from, at, out.size() - at));
  }

  /** Which values are there: one bit per row, as one bit-packed run behind its length. */
  private static byte[] levels(TableColumn column, int from, int to) {
    int groups = (to - from + 7) / 8;
    ByteArrayOutputStream run = new ByteArrayOutputStream();
    int head = (groups << 1) | 1;
    while (head > 0x7f) {
      run.write((head & 0x7f) | 0x80);
      head >>>= 7;
    }
    run.write(head);
    byte[] bits = new byte[groups];
    for (int row = from; row < to; row++) {
      if (column.value(row) != null) {
        bits[(row - from) / 8] |= (byte) (1 << (row - from) % 8);
      }
    }
    run.writeBytes(bits);
    byte[] bytes = run.toByteArray();
    return little(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }

  private static byte[] values(TableColumn column, int from, int to) {
    ByteBuffer fixed = little((to - from) * 8);
    return switch (column) {
      case TableColumn.Longs longs -> {
        for (int row = from; row < to; row++) {
          fixed.putLong(longs.values()[row]);
        }
        yield written(fixed);
      }
      case TableColumn.Doubles doubles -> {
        for (int row = from; row < to; row++) {
          if (!Double.isNaN(doubles.values()[row])) {
            fixed.putDouble(doubles.values()[row]);
          }
        }
        yield written(fixed);
      }
      case TableColumn.Floats floats -> {
        for (int row = from; row < to; row++) {
          if (!Float.isNaN(floats.values()[row])) {
            fixed.putFloat(floats.values()[row]);
          }
        }
        yield written(fixed);
      }
      case TableColumn.Texts texts -> texts(texts, from, to);
    };
  }

  private static byte[] texts(TableColumn.Texts texts, int from, int to) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int row = from; row < to; row++) {
      @Nullable String text = texts.values()[row];
      if (text != null) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(little(4).putInt(utf8.length).array());
        bytes.writeBytes(utf8);
      }
    }
    return bytes.toByteArray();
  }

  private byte[] footer() {
    List<TableColumn> columns = table.columns();
    Thrift footer = new Thrift().whole(1, 1).structs(2, columns.size() + 1);
    footer.begin().text(4, "table").whole(5, columns.size()).end();
    for (TableColumn column : columns) {
      boolean whole = column instanceof TableColumn.Longs;
      footer.begin().whole(1, type(column)).whole(3, whole ? REQUIRED : OPTIONAL);
      footer.text(4, column.name());
      if (column instanceof TableColumn.Texts) {
        footer.whole(6, UTF8);
      }
      footer.end();
    }
    footer.whole(3, (long) table.rows()).structs(4, chunks.size() / columns.size());
    for (int first = 0; first < chunks.size(); first += columns.size()) {
      group(footer, chunks.subList(first, first + columns.size()));
    }
    return footer.text(6, "probity").toBytes();
  }

  private static void group(Thrift footer, List<Chunk> group) {
    footer.begin().structs(1, group.size());
    for (Chunk chunk : group) {
      footer.begin().whole(2, chunk.at()).struct(3);
      footer.whole(1, type(chunk.column())).wholes(2, PLAIN, RLE).texts(3, chunk.column().name());
      footer.whole(4, 0).whole(5, (long) chunk.rows());
      footer.whole(6, chunk.bytes()).whole(7, chunk.bytes()).whole(9, chunk.at());
      footer.end().end();
    }
    footer.whole(2, group.stream().mapToLong(Chunk::bytes).sum());
    footer.whole(3, (long) group.getFirst().rows()).end();
  }

  private static int type(TableColumn column) {
    return switch (column) {
      case TableColumn.Longs longs -> 2;
      case TableColumn.Floats floats -> 4;
      case TableColumn.Doubles doubles -> 5;
      case TableColumn.Texts texts -> 6;
    };
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] written(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.flip().remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
