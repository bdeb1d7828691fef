// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What clients of the Open Inference door got: every row is on the topics before its answer.
 *
 * @param single one row a call
 * @param batch many rows a call
 * @param rowsEach how many
 * @param catchUpSeconds from the last answer until the ledger had every prediction
 * @param peerSingle what another server gave for one row a call, which it need not record
 * @param peerBatch and for many
 */
record InferenceFigures(
    InferenceClients.Load single,
    InferenceClients.Load batch,
    int rowsEach,
    double catchUpSeconds,
    InferenceClients.@Nullable Load peerSingle,
    InferenceClients.@Nullable Load peerBatch) {

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    put(fields, "single", single);
    put(fields, "batch", batch);
    fields.put("rowsEach", rowsEach);
    fields.put("catchUpSeconds", catchUpSeconds);
    put(fields, "peerSingle", peerSingle);
    put(fields, "peerBatch", peerBatch);
    return fields;
  }

  private static void put(
      Map<String, Object> fields, String name, InferenceClients.@Nullable Load load) {
    if (load != null) {
      fields.put(
          name,
          Map.of(
              "rows", load.rows(),
              "failed", load.failed(),
              "rowsPerSecond", load.rowsPerSecond(),
              "p50", load.answered().p50(),
              "p99", load.answered().p99()));
    }
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Open Inference, every row on the topics before its answer");
    line(lines, "one row a call", single, peerSingle);
    line(lines, "%,d rows a call".formatted(rowsEach), batch, peerBatch);
    lines.add(
        format("  the ledger had every prediction %.1f s after the last answer", catchUpSeconds));
    return lines;
  }

  private static void line(
      List<String> lines,
      String name,
      InferenceClients.Load load,
      InferenceClients.@Nullable Load peer) {
    String beside =
        peer == null
            ? ""
            : format(
                "  %.1f times the other server's %,.0f, unrecorded",
                load.rowsPerSecond() / peer.rowsPerSecond(), peer.rowsPerSecond());
    lines.add(
        format(
            "  %-32s %,17.0f rows a second, p50 %.1f ms, p99 %.1f ms, failed %,d%s",
            name,
            load.rowsPerSecond(),
            load.answered().p50(),
            load.answered().p99(),
            load.failed(),
            beside));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
