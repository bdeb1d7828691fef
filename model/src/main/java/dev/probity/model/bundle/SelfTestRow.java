// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A constructed candidate and what the model says about it, to the bit.
 *
 * @param candidate the candidate record as it arrives
 * @param vector the encoded row as float bits, NaN as {@code Float.floatToIntBits} gives it
 * @param margin the margin's double bits
 * @param probability the calibrated probability's double bits
 * @param contributions one per feature, or empty
 */
public record SelfTestRow(
    Json.ObjectValue candidate,
    List<Integer> vector,
    long margin,
    long probability,
    List<Double> contributions) {
  /** Fewest rows of a bundle. */
  public static final int MIN_ROWS = 32;

  /** Most rows of a bundle. */
  public static final int MAX_ROWS = 256;

  /** Copies. */
  public SelfTestRow {
    vector = List.copyOf(vector);
    contributions = List.copyOf(contributions);
    if (!contributions.isEmpty() && contributions.size() != vector.size()) {
      throw new IllegalArgumentException(
          contributions.size() + " contributions for " + vector.size() + " features");
    }
  }

  /** The candidate's bytes, as they would arrive. */
  public byte[] candidateBytes() {
    return new JsonWriter().value(candidate).toBytes();
  }

  /** The rows as {@code golden.jsonl}. */
  public static byte[] write(List<SelfTestRow> rows) {
    StringBuilder lines = new StringBuilder();
    rows.forEach(row -> lines.append(new String(row.toLine(), StandardCharsets.UTF_8)));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] toLine() {
    HexFormat hex = HexFormat.of();
    JsonWriter json = new JsonWriter().beginObject().name("candidate").value(candidate);
    json.name("vector").beginArray();
    vector.forEach(bits -> json.value(hex.toHexDigits(bits)));
    json.endArray().name("margin").value(hex.toHexDigits(margin));
    json.name("probability").value(hex.toHexDigits(probability));
    if (!contributions.isEmpty()) {
      json.name("contributions").beginArray();
      contributions.forEach(value -> json.value(value.doubleValue()));
      json.endArray();
    }
    return json.endObject().toLine();
  }

  /**
   * Reads {@code golden.jsonl}.
   *
   * @param bytes the file
   * @param features length every vector must have
   * @throws ModelRefusedException if it is not 32 to 256 proper rows
   */
  public static List<SelfTestRow> read(byte[] bytes, int features) {
    List<SelfTestRow> rows = new ArrayList<>();
    int start = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        byte[] line = Arrays.copyOfRange(bytes, start, at);
        rows.add(row(Json.parseObject(line), features, rows.size() + 1));
        start = at + 1;
      }
    }
    if (start != bytes.length || rows.size() < MIN_ROWS || rows.size() > MAX_ROWS) {
      throw refused("not " + MIN_ROWS + " to " + MAX_ROWS + " whole lines");
    }
    return List.copyOf(rows);
  }

  private static SelfTestRow row(Json.ObjectValue json, int features, int line) {
    List<Integer> vector =
        json.texts("vector").stream().map(text -> (int) bits(text, 8, line)).toList();
    List<Double> contributions = new ArrayList<>();
    if (json.find("contributions") != null) {
      for (double value : json.numbers("contributions")) {
        contributions.add(value);
      }
    }
    boolean explained = !contributions.isEmpty();
    if (vector.size() != features || (explained && contributions.size() != features)) {
      throw refused("line " + line + " has another number of features than the manifest");
    }
    return new SelfTestRow(
        json.object("candidate"),
        vector,
        bits(json.text("margin"), 16, line),
        bits(json.text("probability"), 16, line),
        contributions);
  }

  private static long bits(String text, int digits, int line) {
    if (!text.matches("[0-9a-f]{" + digits + "}")) {
      throw refused("line " + line + " has bits that are not " + digits + " hex digits");
    }
    return HexFormat.fromHexDigitsToLong(text);
  }

  private static ModelRefusedException refused(String detail) {
    return new ModelRefusedException(RefusalCode.MALFORMED, "self-test: " + detail);
  }
}
