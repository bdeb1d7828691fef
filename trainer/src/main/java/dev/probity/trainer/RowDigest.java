// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The digest of labelled rows: ids, groups, labels and values, not the times. */
final class RowDigest {
  private static final byte[] SCHEMA = "probity/dataset/v1\n".getBytes(StandardCharsets.UTF_8);

  private RowDigest() {}

  static byte[] of(RowFacts facts, Map<String, Column> features, Map<String, Column> guarded) {
    List<Map<String, Column>> groups = List.of(features, guarded);
    MessageDigest digest = Digests.sha256();
    digest.update(SCHEMA);
    groups.forEach(group -> group.keySet().forEach(name -> update(digest, name)));
    List<Column> columns = groups.stream().flatMap(group -> group.values().stream()).toList();
    ByteBuffer line = ByteBuffer.allocate(8 + 8 + 4 + 1 + 8 * columns.size());
    for (int row = 0; row < facts.rows(); row++) {
      line.clear().putLong(facts.high()[row]).putLong(facts.low()[row]);
      line.putInt(facts.hashes()[row]).put((byte) (facts.labels()[row] ? 1 : 0));
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
