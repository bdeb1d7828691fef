// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestConfigTest {

  @Test
  void defaultsAreRecorded() {
    assertEquals(
        new IngestConfig(
            "localhost:9092",
            TopicNames.PLAIN,
            List.of("acs-salary"),
            "0",
            2_097_152,
            1_000,
            Duration.ofHours(24),
            5_000,
            5_000),
        IngestConfig.parse(Map.of()));
  }

  @Test
  void everyKeyIsMapped() {
    Map<String, String> values =
        Map.of(
            "kafka.bootstrap.servers", "a:1,b:2",
            "probity.topics.prefix", "acme.",
            "probity.profile", "acs-salary, my.json",
            "probity.instance.id", "7",
            "probity.ingest.max-body-bytes", "1",
            "probity.ingest.max-batch-rows", "2",
            "probity.ingest.max-skew", "5s",
            "probity.ingest.max-pending-rows", "3",
            "probity.ingest.max-answer-rows", "4");
    assertEquals(IngestConfig.DEFAULTS.keySet(), values.keySet());
    IngestConfig config = IngestConfig.parse(values);
    assertEquals("acme.", config.names().prefix());
    assertEquals(List.of("acs-salary", "my.json"), config.profiles());
    assertEquals("a:1,b:2", config.bootstrapServers());
    assertEquals("7", config.instance());
    assertEquals(1, config.maxBodyBytes());
    assertEquals(2, config.maxBatchRows());
    assertEquals(Duration.ofSeconds(5), config.maxSkew());
    assertEquals(3, config.maxPendingRows());
    assertEquals(4, config.maxAnswerRows());
  }

  @Test
  void everyMistakeIsNamedAtOnce() {
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                IngestConfig.parse(
                    Map.of(
                        "probity.ingest.max-skew", "soon",
                        "probity.ingest.max-batch-rows", "0",
                        "probity.topics.prefix", "no spaces")));
    for (String key :
        List.of(
            "probity.ingest.max-skew", "probity.ingest.max-batch-rows", "probity.topics.prefix")) {
      assertTrue(wrong.getMessage().contains(key), wrong.getMessage());
    }
  }
}
