// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** One small memory budget for all stores on disk: the defaults take 50 MiB for each of them. */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  private static final long CACHE_BYTES = 8L << 20;
  private static final long WRITE_BUFFER_BYTES = 4L << 20;
  private static final Cache CACHE;
  private static final WriteBufferManager BUFFERS;

  static {
    // Streams reads the name of this class before it opens a store, which would load the library.
    RocksDB.loadLibrary();
    CACHE = new LRUCache(CACHE_BYTES);
    BUFFERS = new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);
  }

  /** Called by Kafka Streams. */
  public BoundedRocksDb() {}

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    options.setWriteBufferManager(BUFFERS);
    options.setWriteBufferSize(2L << 20);
    options.setMaxWriteBufferNumber(2);
    options.setTableFormatConfig(table);
  }

  @Override
  public void close(String storeName, Options options) {
    // Cache and buffers are shared by all stores and live as long as the process.
  }
}
