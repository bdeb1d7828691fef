// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.probity.topics.codec.Decoded;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordBytesTest {

  private static final long SEED = Long.getLong("probity.seed", 20260101);
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  @ParameterizedTest
  @MethodSource("kinds")
  <T> void everyRecordComesBackFromItsBytesAndGivesThemAgain(RecordKind<T> kind) {
    Random random = new Random(SEED);
    for (int i = 0; i < 150; i++) {
      // Given
      T record = kind.random().apply(random);
      // When
      byte[] bytes = kind.codec().encode(record);
      Decoded<T> decoded = kind.codec().decode(bytes);
      // Then
      assertEquals(new Decoded.Valid<>(record), decoded, "seed " + SEED);
      assertArrayEquals(bytes, kind.codec().encode(record), "seed " + SEED);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T> void everyRecordFollowsItsSchema(RecordKind<T> kind) {
    if (!kind.json()) {
      return; // a checkpoint's value is its note
    }
    // Given
    Schema schema = SCHEMAS.getSchema(ModuleFiles.text(kind.schemaFile()), InputFormat.JSON);
    Random random = new Random(SEED);
    for (int i = 0; i < 12; i++) {
      T record = i == 0 ? kind.example() : kind.random().apply(random);
      // When
      List<Error> errors =
          schema.validate(new String(kind.codec().encode(record), UTF_8), InputFormat.JSON);
      // Then
      assertEquals(List.of(), errors, "seed " + SEED);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void bytesOfTheFirstReleaseAreReadAndWrittenAlikeForEver(RecordKind<?> kind) {
    // Given
    String golden = "src/test/resources/golden/v1/" + kind.name() + ".bin";
    if (ModuleFiles.updating() && !Files.exists(ModuleFiles.path(golden))) {
      ModuleFiles.write(golden, kind.encodedExample()); // written once, never edited
    }
    byte[] bytes = ModuleFiles.bytes(golden);
    // When
    Decoded<?> decoded = kind.codec().decode(bytes);
    // Then
    assertInstanceOf(Decoded.Valid.class, decoded, () -> kind + ": " + decoded);
    assertEquals(new String(bytes, UTF_8), new String(again(kind, bytes), UTF_8));
    assertEquals(new String(bytes, UTF_8), new String(kind.encodedExample(), UTF_8));
  }

  private static <T> byte[] again(RecordKind<T> kind, byte[] bytes) {
    return switch (kind.codec().decode(bytes)) {
      case Decoded.Valid<T> valid -> kind.codec().encode(valid.value());
      case Decoded.Invalid<T> invalid -> throw new AssertionError(invalid);
    };
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T> void noSingleByteChangeIsReadAsTheSameRecord(RecordKind<T> kind) {
    // Given
    byte[] bytes = kind.encodedExample();
    Random random = new Random(SEED);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= (byte) (1 << random.nextInt(8));
      // When
      Decoded<T> decoded = kind.codec().decode(changed);
      // Then
      if (decoded instanceof Decoded.Valid<T> valid && valid.value().equals(kind.example())) {
        assertTrue(isNameOfNull(bytes, i), kind + ": byte " + i + " does not matter, seed " + SEED);
      }
    }
  }

  /**
   * Whether the byte belongs to the name of a field that is null: a reader of ours passes over
   * names a later release may have added, and a null field may as well be absent.
   */
  private static boolean isNameOfNull(byte[] bytes, int at) {
    String after = new String(bytes, at, bytes.length - at, UTF_8);
    return after.matches("(?s)[A-Za-z0-9]*\":null[,}].*");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T> void noCutOrRandomBytesMakeACodecThrow(RecordKind<T> kind) {
    byte[] bytes = kind.encodedExample();
    Random random = new Random(SEED);
    for (int i = 0; i < bytes.length; i += 3) {
      byte[] cut = Arrays.copyOf(bytes, i);
      assertInstanceOf(Decoded.Invalid.class, kind.codec().decode(cut), kind + " cut at " + i);
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      assertInstanceOf(Decoded.Invalid.class, kind.codec().decode(noise), "seed " + SEED);
    }
    assertInstanceOf(Decoded.Invalid.class, kind.codec().decode(null));
  }

  static Stream<RecordKind<?>> kinds() {
    return RecordKind.all().stream();
  }
}
