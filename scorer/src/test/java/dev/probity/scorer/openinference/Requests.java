// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Requests for the salary profile, as clients send them. */
final class Requests {
  private static final Map<String, Integer> GOOD = new LinkedHashMap<>();

  static {
    GOOD.put("CIT", 1);
    GOOD.put("COW", 1);
    GOOD.put("INDP", 170);
    GOOD.put("OCCP", 10);
    GOOD.put("HICOV", 1);
    GOOD.put("WKWN", 52);
    GOOD.put("WKHP", 40);
    GOOD.put("AGEP", 45);
    GOOD.put("SCHL", 21);
  }

  private Requests() {}

  /** A request of two equal rows. */
  static String json() {
    return json(2);
  }

  /** A request of so many equal rows. */
  static String json(int rows) {
    String tensors =
        GOOD.entrySet().stream()
            .map(one -> tensor(one.getKey(), one.getValue(), rows))
            .collect(Collectors.joining(","));
    return "{\"id\":\"42\",\"inputs\":[" + tensors + "]}";
  }

  private static String tensor(String name, int value, int rows) {
    String data = (value + ",").repeat(rows);
    return "{\"name\":\"%s\",\"shape\":[%d],\"datatype\":\"INT64\",\"data\":[%s]}"
        .formatted(name, rows, data.substring(0, data.length() - 1));
  }

  /** The same as binary tensors. */
  record Binary(byte[] json, byte[] body) {
    String length() {
      return Integer.toString(json.length);
    }
  }

  static Binary binary(int rows) {
    String tensors =
        GOOD.keySet().stream()
            .map(
                name ->
                    "{\"name\":\"%s\",\"shape\":[%d,1],\"datatype\":\"INT64\",\"parameters\":{\"binary_data_size\":%d}}"
                        .formatted(name, rows, 8 * rows))
            .collect(Collectors.joining(","));
    byte[] json =
        ("{\"inputs\":[" + tensors + "],\"parameters\":{\"binary_data_output\":true}}")
            .getBytes(UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json);
    for (int value : GOOD.values()) {
      ByteBuffer bytes = ByteBuffer.allocate(8 * rows).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < rows; i++) {
        bytes.putLong(value);
      }
      body.writeBytes(bytes.array());
    }
    return new Binary(json, body.toByteArray());
  }
}
