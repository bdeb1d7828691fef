// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorBytesTest {
  private static Column read(Datatype datatype, int count, String hex) throws MalformedRequest {
    return TensorBytes.read("t", datatype, count, ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, 01, 1",
    "UINT8, ff, 255",
    "INT8, ff, -1",
    "UINT16, ffff, 65535",
    "INT16, feff, -2",
    "UINT32, ffffffff, 4294967295",
    "INT32, 02000000, 2",
    "UINT64, 0300000000000000, 3",
    "INT64, ffffffffffffffff, -1",
    "FP16, 003c, 1",
    "BF16, 803f, 1",
    "FP32, 0000c03f, 1.5",
    "FP64, 000000000000f83f, 1.5"
  })
  void everyDatatypeIsLittleEndian(Datatype datatype, String hex, double value) throws Exception {
    assertEquals(value, ((Column.Numbers) read(datatype, 1, hex)).at(0));
  }

  @ParameterizedTest
  @CsvSource({
    "FP64, 000000000000f07f, not a finite",
    "FP32, 0000c07f, not a finite",
    "FP16, 007c, not a finite",
    "INT64, 0100000000002000, 2^53",
    "UINT64, ffffffffffffffff, 2^53",
    "BOOL, 02, no BOOL",
    "INT32, 020000, expected 4 bytes"
  })
  void whatNobodyKeepsExactlyIsRefused(Datatype datatype, String hex, String words) {
    MalformedRequest refused = assertThrows(MalformedRequest.class, () -> read(datatype, 1, hex));
    assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
  }

  @Test
  void textsComeBackAsTheyWent() throws Exception {
    // Given
    Tensor tensor =
        new Tensor("t", Datatype.BYTES, List.of(2L), new Column.Texts(List.of("0-45000", "é")));

    // When
    byte[] raw = TensorBytes.write(tensor);

    // Then
    assertEquals(tensor.data(), TensorBytes.read("t", Datatype.BYTES, 2, ByteBuffer.wrap(raw)));
    ByteBuffer expected = ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN);
    expected.putInt(7).put("0-45000".getBytes(UTF_8)).putInt(2).put("é".getBytes(UTF_8));
    assertArrayEquals(expected.array(), raw);
    assertThrows(
        MalformedRequest.class,
        () -> TensorBytes.read("t", Datatype.BYTES, 1, ByteBuffer.wrap(raw)));
    assertThrows(
        MalformedRequest.class,
        () -> TensorBytes.read("t", Datatype.BYTES, 3, ByteBuffer.wrap(raw)));
  }
}
