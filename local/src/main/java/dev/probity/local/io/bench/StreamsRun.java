// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** One Streams application that reads topics from their beginning, and how fast it does. */
final class StreamsRun {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);
  private static final String PROCESSED = "process-total";
  private static final String OF_THREADS = "stream-thread-metrics";

  private final CpuClock cpu = new CpuClock(Path.of("no-database"));

  /**
   * What a run did.
   *
   * @param seconds wall time from the first records to the last
   * @param cpu milliseconds by stage meanwhile
   */
  record Figures(double seconds, Map<String, Double> cpu) {
    /** Keeps the order. */
    Figures {
      cpu = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(cpu));
    }

    /** CPU milliseconds of the application's own threads. */
    double own() {
      return cpu.getOrDefault(Stage.DRIFT_MONITOR.words(), 0.);
    }
  }

  /**
   * Runs an application under an id nobody used before.
   *
   * @param id its application id
   * @param topology what it does
   * @param properties its settings
   * @param records how many records its threads process in all, internal topics included
   */
  Figures run(String id, Topology topology, Properties properties, long records)
      throws IOException, InterruptedException {
    Properties own = new Properties();
    own.putAll(properties);
    own.put("application.id", id);
    try (KafkaStreams streams = new KafkaStreams(topology, own)) {
      streams.start();
      await(streams, 1);
      long begun = System.nanoTime();
      CpuClock.Reading from = cpu.read();
      await(streams, records);
      CpuClock.Reading to = cpu.read();
      double seconds = (System.nanoTime() - begun) / 1e9;
      streams.close(CLOSE_WITHIN);
      return new Figures(seconds, CpuClock.between(from, to));
    }
  }

  private static void await(KafkaStreams streams, long records)
      throws IOException, InterruptedException {
    long seen = 0;
    long moved = System.nanoTime();
    while (seen < records) {
      long now = processed(streams);
      if (now > seen) {
        moved = System.nanoTime();
      }
      seen = now;
      if (System.nanoTime() - moved > PATIENCE.toNanos()
          || streams.state().hasCompletedShutdown()) {
        throw new IOException(
            "the stream of the bench stands at %,d of %,d records and is %s. Maybe its log says why"
                .formatted(seen, records, streams.state()));
      }
      Thread.sleep(5);
    }
  }

  private static long processed(KafkaStreams streams) {
    double sum = 0;
    for (Metric metric : streams.metrics().values()) {
      if (metric.metricName().name().equals(PROCESSED)
          && metric.metricName().group().equals(OF_THREADS)
          && metric.metricValue() instanceof Double count) {
        sum += count;
      }
    }
    return (long) sum;
  }
}
