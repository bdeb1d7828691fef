// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.trainer.data.Table;
import dev.probity.trainer.data.TableColumn;
import dev.probity.trainer.io.ParquetReading;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatasetTablesTest {
  private static final FairnessAccess ACCESS = FairnessAccess.forPurpose("test");
  private static final Instant MONDAY = Instant.parse("2024-01-01T00:00:00Z");

  @Test
  void dataSetComesBackFromItsFiles() throws Exception {
    // Given: numbers, texts, both in one column, and nothing
    Dataset dataset = dataset(300);
    // When
    Dataset read = DatasetTables.dataset(stored(DatasetTables.rows(dataset)), guarded(dataset));
    // Then
    assertEquals(dataset.digest(), read.digest());
    for (int row = 0; row < dataset.rows(); row++) {
      assertEquals(dataset.key(row), read.key(row));
      assertEquals(dataset.hash(row), read.hash(row));
      assertEquals(dataset.facts().observedAt()[row], read.facts().observedAt()[row]);
      assertEquals(MONDAY.toEpochMilli(), read.facts().knownAt()[row]);
      assertEquals(dataset.feature("BOTH").code(row), read.feature("BOTH").code(row));
    }
  }

  @Test
  void protectedAttributesStandInTheirOwnTableOnly() {
    Dataset dataset = dataset(30);
    List<String> names =
        DatasetTables.rows(dataset).columns().stream().map(TableColumn::name).toList();
    assertTrue(names.contains("AGE") && !names.contains("SEX"), names.toString());
  }

  @Test
  void attributesOfOtherRowsAreRefused() {
    Table rows = DatasetTables.rows(dataset(30));
    Table others = DatasetTables.guarded(dataset(29), ACCESS);
    assertThrows(IllegalArgumentException.class, () -> DatasetTables.dataset(rows, others));
  }

  private static Table guarded(Dataset dataset) throws Exception {
    return stored(DatasetTables.guarded(dataset, ACCESS));
  }

  private static Table stored(Table table) throws Exception {
    return ParquetReading.table(dev.probity.trainer.data.ParquetTable.write(table));
  }

  private static Dataset dataset(int rows) {
    DatasetBuilder builder =
        new DatasetBuilder(List.of("AGE", "JOB", "BOTH", "NONE"), List.of("SEX"), ACCESS);
    for (int i = 0; i < rows; i++) {
      AttributeValue both = i % 2 == 0 ? AttributeValue.of(i) : AttributeValue.of("text" + i);
      builder.candidate(
          new Candidate(
              "c" + i,
              Purpose.HISTORY,
              "tiny",
              Map.of(
                  "AGE",
                  AttributeValue.of(i / 3.0),
                  "JOB",
                  AttributeValue.of("j" + i % 5),
                  "BOTH",
                  both),
              Protected.of(Map.of("SEX", AttributeValue.of(i % 2))),
              new Provenance("h" + i / 2, null, null)),
          MONDAY);
      builder.outcome("c" + i, i % 3 == 0, MONDAY.plusSeconds(i));
    }
    return builder.build(new EnumMap<>(CandidateFate.class), new EnumMap<>(OutcomeFate.class));
  }
}
