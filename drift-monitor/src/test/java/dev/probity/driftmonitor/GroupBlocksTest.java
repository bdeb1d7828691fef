// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of candidates in blocks of 64 offsets. */
class GroupBlocksTest {
  @TempDir private Path folder;

  private KeyValueStore<Long, byte[]> store;
  private GroupStore groups;

  @BeforeEach
  void open() {
    store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("groups"), Serdes.Long(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
    MockProcessorContext<Void, Void> context =
        new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile());
    store.init(context.getStateStoreContext(), store);
    groups = new InboundProcessor.StoredGroups(store);
  }

  private static byte[] of(long offset) {
    return new StateOutput().whole(offset).toBytes();
  }

  @Test
  void everyCandidateFindsItsOwn() {
    // Given
    for (long offset = 3; offset < 500; offset += 7) {
      groups.save(offset, of(offset));
    }

    // Then
    for (long offset = 0; offset < 600; offset++) {
      byte[] found = groups.find(offset);
      if (offset >= 3 && offset < 500 && (offset - 3) % 7 == 0) {
        assertArrayEquals(of(offset), found);
      } else {
        assertNull(found, "offset " + offset);
      }
    }
    assertEquals(8, store.approximateNumEntries());
  }

  @Test
  void candidatesOfOneBlockShareAValue() {
    // When
    for (long offset = 64; offset < 128; offset++) {
      groups.save(offset, of(offset));
    }

    // Then
    assertEquals(1, store.approximateNumEntries());
    assertArrayEquals(of(127), groups.find(127));
  }

  @Test
  void whatIsForgottenIsWholeBlocksAndNeverTooMuch() {
    // Given
    for (long offset = 0; offset < 300; offset++) {
      groups.save(offset, of(offset));
    }

    // When
    groups.dropBefore(-5);
    groups.dropBefore(63);
    byte[] kept = groups.find(0);
    groups.dropBefore(150);

    // Then
    assertNotNull(kept);
    assertNull(groups.find(127));
    assertNotNull(groups.find(128), "its block holds 150 too");
    assertNotNull(groups.find(299));
  }

  @Test
  void groupsMayBeEmpty() {
    // When
    groups.save(9, new byte[0]);

    // Then
    assertEquals(0, groups.find(9).length);
    assertNull(groups.find(10));
  }
}
