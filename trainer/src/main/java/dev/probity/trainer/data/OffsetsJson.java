// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.data;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.topics.record.OffsetRange;
import java.util.Map;
import java.util.TreeMap;

/** Offsets by topic-partition as JSON: {@code {"probity.candidates.v1-0":[0,42]}}. */
public final class OffsetsJson {
  private OffsetsJson() {}

  /** Writes them as one object, in the order of the map. */
  public static void write(JsonWriter json, Map<String, OffsetRange> offsets) {
    json.beginObject();
    offsets.forEach(
        (name, range) ->
            json.name(name).beginArray().value(range.from()).value(range.to()).endArray());
    json.endObject();
  }

  /**
   * Reads them back, by name.
   *
   * @throws RuntimeException when they are none
   */
  public static Map<String, OffsetRange> read(Json.ObjectValue json) {
    Map<String, OffsetRange> offsets = new TreeMap<>();
    json.members()
        .forEach(
            (name, range) -> {
              Json.ArrayValue pair = (Json.ArrayValue) range;
              offsets.put(
                  name, new OffsetRange(whole(pair.values().get(0)), whole(pair.values().get(1))));
            });
    return offsets;
  }

  private static long whole(Json json) {
    return ((Json.NumberValue) json).asLong();
  }
}
