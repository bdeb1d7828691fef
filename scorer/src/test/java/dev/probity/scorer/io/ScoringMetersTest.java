// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.scorer.FixedCandidates;
import dev.probity.scorer.FixedModels;
import dev.probity.scorer.Scoring;
import dev.probity.scorer.ScoringResult.Scored;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.Topics;
import dev.probity.topics.io.BatchReport;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.Feature;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // The successor of this registry is not on the class path.
class ScoringMetersTest {
  private static final Profile SALARY = ProfileFiles.load("acs-salary");
  private static final ServingModel MODEL = ServingModel.bind(FixedModels.over(SALARY, 1), SALARY);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ScoringMeters meters = new ScoringMeters(registry);

  @Test
  void whatABatchLedToCountsOnlyOnceItIsAcknowledged() {
    // Given
    meters.batch();
    meters.scored(unseen());
    meters.batch();
    meters.scored(unseen());
    String before = scraped();
    // When
    meters.handled(report(1, Map.of()));
    // Then
    assertTrue(!before.contains("probity_predictions_total{"), before);
    assertScraped(
        "probity_predictions_total{model_version=\"v1\",result=\"scored\",variant=\"champion\"}"
            + " 1.0");
    assertScraped("probity_unseen_codes_total{feature=\"OCCP\"} 1.0");
  }

  @Test
  void everyMeterIsScrapedUnderTheNameOfTheConventionsWithHelp() {
    // Given
    meters.batch();
    meters.scored(unseen());
    meters.refused(Stage.VALIDATE, ReasonCode.RANGE);
    meters.lag(new TopicPartition("c", 3), 7);
    meters.serving(MODEL, 48);
    meters.stopped(true);
    // When
    meters.handled(report(2, Map.of(ReasonCode.RANGE, 1)));
    // Then
    assertScraped("probity_rejects_total{reason=\"range\",stage=\"validate\"} 1.0");
    assertScraped(
        "probity_consumer_lag_records{module=\"scorer\",partition=\"3\",topic=\"c\"} 7.0");
    assertScraped("probity_stop_active 1.0");
    assertScraped("probity_stage_duration_seconds_bucket{stage=\"scorer\",le=\"0.0025\"}");
    assertScraped("probity_model_info{");
    for (String line : scraped().split("\n")) {
      if (line.startsWith("# TYPE")) {
        String name = line.split(" ")[2];
        assertScraped("# HELP " + name + " ");
      }
    }
  }

  @Test
  void oneReleaseIsShownAtATime() {
    // Given
    meters.serving(MODEL, 48);
    // When
    meters.serving(ServingModel.bind(FixedModels.over(SALARY, 2), SALARY), 48);
    // Then
    assertEquals(
        1,
        Arrays.stream(scraped().split("\n"))
            .filter(line -> line.startsWith("probity_model_info{"))
            .count());
    assertScraped("version=\"v2\"");
  }

  private void assertScraped(String expected) {
    String scraped = scraped();
    assertTrue(scraped.contains(expected), expected + " is not in\n" + scraped);
  }

  /** What Prometheus reads; some versions end the labels with a comma. */
  private String scraped() {
    return registry.scrape().replace(",}", "}");
  }

  private static BatchReport report(int records, Map<ReasonCode, Integer> refused) {
    int forwarded = records - refused.values().stream().mapToInt(Integer::intValue).sum();
    return new BatchReport(records, forwarded, forwarded, refused, 0, Duration.ofMillis(2));
  }

  private static Prediction unseen() {
    CodeBook codes = ((Feature.Categorical) SALARY.feature("OCCP")).codes();
    var last = List.copyOf(codes.labels().keySet()).getLast();
    return ((Scored)
            Scoring.score(
                MODEL,
                FixedCandidates.with(FixedCandidates.of(SALARY, 1), "OCCP", last),
                new SourcePosition(Topics.CANDIDATES.name(), 0, 1),
                Instant.EPOCH))
        .prediction();
  }
}
