// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.TopicNames;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What the front door is told from outside.
 *
 * @param bootstrapServers {@code kafka.bootstrap.servers}: the brokers
 * @param names {@code probity.topics.prefix}: goes before topic and group names
 * @param profiles {@code probity.profile}: names or files of the use cases, separated by commas
 * @param instance {@code probity.instance.id}: this process among its twins
 * @param maxBodyBytes {@code probity.ingest.max-body-bytes}: the largest request body
 * @param maxBatchRows {@code probity.ingest.max-batch-rows}: the most candidates in one request
 * @param maxSkew {@code probity.ingest.max-skew}: how far a sender's time may lie from now
 * @param maxPendingRows {@code probity.ingest.max-pending-rows}: the most candidates waiting for
 *     the broker, beyond which requests get 429
 * @param maxAnswerRows {@code probity.ingest.max-answer-rows}: how many newest answers are held
 */
public record IngestConfig(
    String bootstrapServers,
    TopicNames names,
    List<String> profiles,
    String instance,
    int maxBodyBytes,
    int maxBatchRows,
    Duration maxSkew,
    int maxPendingRows,
    int maxAnswerRows) {

  /** The keys this process reads, with their defaults; an empty default means required. */
  static final Map<String, String> DEFAULTS =
      Map.of(
          "kafka.bootstrap.servers", "localhost:9092",
          "probity.topics.prefix", "",
          "probity.profile", "acs-salary",
          "probity.instance.id", "0",
          "probity.ingest.max-body-bytes", "2097152",
          "probity.ingest.max-batch-rows", "1000",
          "probity.ingest.max-skew", "PT24H",
          "probity.ingest.max-pending-rows", "5000",
          "probity.ingest.max-answer-rows", "5000");

  /** Copies the profiles. */
  public IngestConfig {
    profiles = List.copyOf(profiles);
  }

  /**
   * Reads the configuration.
   *
   * @throws IllegalArgumentException naming every key that is wrong
   */
  public static IngestConfig parse(Map<String, String> values) {
    List<String> problems = new ArrayList<>();
    Reader read = new Reader(values, problems);
    IngestConfig config =
        new IngestConfig(
            read.text("kafka.bootstrap.servers"),
            read.value(
                "probity.topics.prefix",
                TopicNames::withPrefix,
                "at most 64 of letters, digits, . _ -",
                TopicNames.PLAIN),
            Arrays.stream(read.text("probity.profile").split(",")).map(String::strip).toList(),
            read.text("probity.instance.id"),
            read.count("probity.ingest.max-body-bytes"),
            read.count("probity.ingest.max-batch-rows"),
            read.value(
                "probity.ingest.max-skew",
                IngestConfig::duration,
                "a duration such as PT24H or 30s",
                Duration.ofHours(24)),
            read.count("probity.ingest.max-pending-rows"),
            read.count("probity.ingest.max-answer-rows"));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "ingest cannot start:\n  " + String.join("\n  ", problems));
    }
    return config;
  }

  private static Duration duration(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    try {
      return Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("no duration", e);
    }
  }

  private record Reader(Map<String, String> values, List<String> problems) {

    String text(String key) {
      String value = values.getOrDefault(key, DEFAULTS.getOrDefault(key, ""));
      if (value.isBlank()) {
        problems.add(key + " is empty, expected a value");
      }
      return value;
    }

    int count(String key) {
      return value(
          key,
          text -> {
            int number = Integer.parseInt(text);
            if (number < 1) {
              throw new IllegalArgumentException("too small");
            }
            return number;
          },
          "a whole number, 1 or more",
          1);
    }

    <T> T value(String key, Function<String, T> parse, String expected, T otherwise) {
      String text = values.getOrDefault(key, DEFAULTS.getOrDefault(key, ""));
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        problems.add(key + " is " + text + ", expected " + expected);
        return otherwise;
      }
    }
  }
}
