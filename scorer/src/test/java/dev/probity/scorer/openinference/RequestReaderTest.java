// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.ReasonCode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {
  private final RequestReader reader = new RequestReader(new Limits(1_000, 1 << 20));

  private InferenceReading read(String json) {
    return reader.read(json.getBytes(UTF_8), null);
  }

  private static InferenceRequest request(InferenceReading reading) {
    return assertInstanceOf(InferenceReading.Readable.class, reading, reading.toString()).request();
  }

  @Test
  void jsonFlatOrInRowsOfOneSaysTheSame() {
    // Given
    String nested = Requests.json().replace("[2]", "[2,1]").replace("[45,45]", "[[45],[45]]");

    // When
    InferenceRequest flat = request(read(Requests.json()));
    InferenceRequest rows = request(read(nested));

    // Then
    assertEquals("42", flat.id());
    assertEquals(9, flat.inputs().size());
    assertEquals(
        flat.inputs().stream().map(Tensor::data).toList(),
        rows.inputs().stream().map(Tensor::data).toList());
  }

  @Test
  void binaryTensorsSayWhatJsonSays() {
    // Given
    Requests.Binary binary = Requests.binary(3);

    // When
    InferenceRequest raw = request(reader.read(binary.body(), binary.length()));

    // Then
    assertEquals(
        request(read(Requests.json(3))).inputs().stream().map(Tensor::data).toList(),
        raw.inputs().stream().map(Tensor::data).toList());
    assertTrue(raw.binary());
  }

  @ParameterizedTest
  @DisplayName("RT-14, RT-18, RT-22 at the Open Inference door: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "id":"42"|"id":42|TYPE|id
          "id":"42"|"id":"\\ud800"|BAD_UTF8|id
          "id":"42"|"id":"1","id":"2"|DUPLICATE_KEY|id
          "shape":[2]|"shape":[3]|SCHEMA|shape [3] holds 3 elements, got 2
          "shape":[2]|"shape":[-2]|SCHEMA|at least one row
          "shape":[2]|"shape":[0]|SCHEMA|at least one row
          "shape":[2]|"shape":[2,2]|SCHEMA|[n] or [n,1]
          "shape":[2]|"shape":[4611686018427387904,4]|SCHEMA|[n] or [n,1]
          "shape":[2]|"shape":[99999999999999999999]|SCHEMA|64 bits
          "shape":[2]|"shape":[1001]|TOO_LARGE|at most 1000
          "shape":[2]|"shape":["2"]|SCHEMA|whole numbers
          INT64|INT99|TYPE|datatypes
          INT64|BYTES|TYPE|no BYTES
          INT64|FP16|TYPE|only come as bytes
          INT64|BOOL|TYPE|no BOOL
          45,45|45,9007199254740993|RANGE|2^53
          45,45|45,9223372036854775808|RANGE|2^53
          45,45|45,1000000000000000000000000000000000000000|TOO_LARGE|longer than 32
          45,45|45,45.5|TYPE|no INT64
          45,45|45,"45"|TYPE|another type
          45,45|45,null|TYPE|no number
          45,45|45,NaN|SCHEMA|no JSON
          45,45|[45,45]|SCHEMA|rows of one
          45,45|[45],45|SCHEMA|all elements flat
          45,45|[[45]],[[45]]|TYPE|no number
          45,45|45|SCHEMA|got 1
          "inputs"|"input"|SCHEMA|inputs
          """)
  void aFaultIsNamedWithItsPlace(String good, String bad, ReasonCode code, String words) {
    // When
    InferenceReading reading = read(Requests.json().replace(good, bad));

    // Then
    InferenceReading.Refused refused =
        assertInstanceOf(InferenceReading.Refused.class, reading, reading.toString());
    assertEquals(code, refused.code(), refused.reason());
    assertTrue(refused.reason().contains(words), refused.reason());
  }

  @Test
  void whatIsNoJsonObjectIsRefused() {
    for (String body : List.of("", " ", "[]", "1", "{", "{}x", "\uFEFF{}", "{\"inputs\":{}}")) {
      assertInstanceOf(InferenceReading.Refused.class, read(body), body);
    }
    byte[] latin = {'{', '"', (byte) 0xE9, '"', ':', '1', '}'};
    assertEquals(ReasonCode.BAD_UTF8, ((InferenceReading.Refused) reader.read(latin, null)).code());
    assertInstanceOf(InferenceReading.Refused.class, read("{\"a\":" + "[".repeat(10_000)));
  }

  @Test
  void wrongLengthsOfBinaryTensorsAreRefused() {
    // Given
    Requests.Binary good = Requests.binary(2);
    String json = new String(good.json(), UTF_8);

    // Then
    for (String length : List.of("-1", "abc", "99999999", "9999999999999", "0")) {
      assertInstanceOf(
          InferenceReading.Refused.class, reader.read(good.body(), length), "header " + length);
    }
    for (String size : List.of("15", "17", "-16", "1.5", "\"16\"", "3000000000", "8", "1000")) {
      String changed = json.replaceFirst("binary_data_size\":16", "binary_data_size\":" + size);
      byte[] body = (changed + "x".repeat(good.body().length - good.json().length)).getBytes(UTF_8);
      assertInstanceOf(
          InferenceReading.Refused.class,
          reader.read(body, Integer.toString(changed.length())),
          "size " + size);
    }
    byte[] longer = java.util.Arrays.copyOf(good.body(), good.body().length + 1);
    assertTrue(reader.read(longer, good.length()).toString().contains("1 bytes follow"));
  }

  @Test
  void outputsAndTheirFormAreRead() {
    // Given
    String asked =
        Requests.json()
            .replace(
                "\"id\":\"42\"",
                "\"parameters\":{\"binary_data_output\":true,\"x\":{}},\"outputs\":[{\"name\":\"explain\"},"
                    + "{\"name\":\"predict\",\"parameters\":{\"binary_data\":false}}]");

    // Then
    assertEquals(
        List.of(new RequestedOutput("explain", true), new RequestedOutput("predict", false)),
        request(read(asked)).outputs());
  }

  @Test
  void noBytesWhateverBreakTheReader() {
    // Given
    Random random = new Random(8);
    byte[] json = Requests.json().getBytes(UTF_8);
    Requests.Binary binary = Requests.binary(4);
    int readable = 0;

    // When
    for (int i = 0; i < 20_000; i++) {
      boolean raw = i % 2 == 0;
      byte[] body = (raw ? binary.body() : json).clone();
      int changes = 1 + random.nextInt(4);
      for (int change = 0; change < changes; change++) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(body.length) : body.length;
      byte[] cut = java.util.Arrays.copyOf(body, length);
      InferenceReading reading = reader.read(cut, raw ? binary.length() : null);
      readable += reading instanceof InferenceReading.Readable ? 1 : 0;
    }

    // Then
    assertTrue(readable > 100, "some changes leave a request: " + readable);
  }
}
