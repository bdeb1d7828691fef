// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import static dev.probity.explainer.io.ExplainerFixture.EXPLANATIONS;
import static dev.probity.explainer.io.ExplainerFixture.PREDICTIONS;
import static dev.probity.explainer.io.ExplainerFixture.REJECTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.explainer.FixedReleases;
import dev.probity.model.ScoringModel;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class ExplainerStepTest {
  private static final ScoringModel MADE = FixedReleases.grown(20, 3, 4);

  private final ExplainerFixture fixture = new ExplainerFixture();
  private final ScoringModel model = fixture.store(MADE);

  @Test
  void poisonRecordsBecomeRejectsAndLeaveTheGoodOnesAroundThemAlone() {
    // Given
    send(0, 1);
    fixture.sendRaw("C-9".getBytes(UTF_8), "{".getBytes(UTF_8));
    fixture.sendRaw(null, null);
    fixture.send(0, offByALittle(2));
    send(0, 3);
    // When
    fixture.live();
    // Then
    assertEquals(List.of("C-1", "C-3"), candidateIds());
    assertEquals(List.of("schema", "missing-key", "explain-failed"), reasons());
    assertEquals(5, fixture.kafka.committed(new TopicPartition(PREDICTIONS, 0)));
  }

  @Test
  void whatAChallengerSaysInTheShadowNeedsNoReasons() {
    // Given
    fixture.send(0, challenger(1, Prediction.SHADOW));
    fixture.send(0, challenger(2, Prediction.SHARE));
    send(0, 3);
    // When
    fixture.live();
    // Then
    assertEquals(List.of("C-2", "C-3"), candidateIds());
    assertEquals(List.of(), reasons());
    assertEquals(3, fixture.kafka.committed(new TopicPartition(PREDICTIONS, 0)));
  }

  private Prediction challenger(long number, String flag) {
    Prediction is = FixedReleases.prediction(model, number, 1, 2, 3);
    return new Prediction(
        is.id(),
        is.candidateId(),
        is.profile(),
        is.model(),
        is.modelVersion(),
        is.modelDigest(),
        Variant.CHALLENGER,
        is.source(),
        is.eventTime(),
        is.vector(),
        is.margin(),
        is.rawProbability(),
        is.probability(),
        is.threshold(),
        is.positive(),
        is.band(),
        List.of(flag));
  }

  @Test
  void aPredictionOfAReleaseNobodyAnnouncedIsRejected() {
    // Given
    ScoringModel unknown = FixedReleases.grown(5, 2, 99);
    fixture.send(0, FixedReleases.prediction(unknown, 1, 1, 2, 3));
    send(0, 2);
    // When
    fixture.live();
    // Then
    assertEquals(List.of("model-missing"), reasons());
    assertEquals(List.of("C-2"), candidateIds());
  }

  @Test
  void anAnnouncedReleaseThatIsNotThereHoldsTheTopicBackUntilItComes() {
    // Given
    var files = fixture.store.bundles.remove(model.digest().hex());
    fixture.announce(model);
    send(0, 1);
    List<Integer> rejectsMeanwhile = new ArrayList<>();
    // When
    fixture.live(
        () -> {
          rejectsMeanwhile.add(fixture.kafka.log(REJECTS).size());
          fixture.store.bundles.put(model.digest().hex(), files);
        });
    // Then
    assertEquals(List.of(0), rejectsMeanwhile);
    assertEquals(List.of("C-1"), candidateIds());
  }

  @Test
  void anAnnouncedReleaseWithoutATrustedSignatureExplainsNothingAndDrainsNothing() {
    // Given
    var files = new java.util.HashMap<>(fixture.store.bundles.get(model.digest().hex()));
    files.put("SIGNATURES", "".getBytes(UTF_8));
    fixture.store.bundles.put(model.digest().hex(), files);
    fixture.announce(model);
    send(0, 1);
    // When
    fixture.live(() -> {});
    // Then
    assertEquals(List.of(), fixture.kafka.log(EXPLANATIONS));
    assertEquals(List.of(), fixture.kafka.log(REJECTS));
    assertEquals(0, fixture.kafka.committed(new TopicPartition(PREDICTIONS, 0)));
  }

  @Test
  void aPredictionUnderAnIdThatIsNotItsOwnIsRejected() {
    // Given
    Prediction one = prediction(1);
    Prediction other = prediction(2);
    fixture.kafka.append(
        new org.apache.kafka.clients.producer.ProducerRecord<>(
            PREDICTIONS,
            0,
            one.key().getBytes(UTF_8),
            dev.probity.topics.codec.Codecs.PREDICTION.encode(one),
            EventHeaders.prediction(other, ExplainerFixture.SENT, dev.probity.topics.Trace.NONE)));
    // When
    fixture.live();
    // Then
    assertEquals(List.of("schema"), reasons());
  }

  @Test
  void anExplanationGoesToThePartitionOfItsPredictionUnderItsKey() {
    // Given
    send(1, 7);
    // When
    fixture.live();
    // Then
    ConsumerRecord<byte[], byte[]> record =
        fixture.kafka.log(new TopicPartition(EXPLANATIONS, 1)).getFirst();
    Explanation explanation = ExplainerFixture.explanation(record);
    assertEquals("C-7", new String(record.key(), UTF_8));
    assertEquals(prediction(7).id(), explanation.predictionId());
    assertEquals(explanation.id(), ExplainerFixture.header(record, EventHeaders.ID));
    assertEquals(
        explanation.predictionId(), ExplainerFixture.header(record, EventHeaders.PREDICTION_ID));
  }

  @Test
  void twoRunsGiveIdenticalBytesAndHeadersButTheTime() {
    // Given
    for (int i = 0; i < 50; i++) {
      send(i % 2, i);
    }
    fixture.kafka.keepsCommits = false;
    fixture.live();
    int first = fixture.kafka.log(new TopicPartition(EXPLANATIONS, 0)).size();
    // When
    fixture.live();
    // Then
    List<ConsumerRecord<byte[], byte[]>> log =
        fixture.kafka.log(new TopicPartition(EXPLANATIONS, 0));
    assertEquals(2 * first, log.size());
    for (int i = 0; i < first; i++) {
      assertArrayEquals(log.get(i).key(), log.get(i + first).key());
      assertArrayEquals(log.get(i).value(), log.get(i + first).value());
      assertEquals(headersButTime(log.get(i)), headersButTime(log.get(i + first)));
    }
  }

  @Test
  void predictionsOfTwoReleasesInOneBatchKeepTheirOrder() {
    // Given
    ScoringModel second = fixture.store(FixedReleases.grown(10, 2, 8));
    send(0, 1);
    fixture.send(0, FixedReleases.prediction(second, 2, 1, 2, 3));
    send(0, 3);
    // When
    fixture.live();
    // Then
    assertEquals(List.of("C-1", "C-2", "C-3"), candidateIds());
    assertEquals(second.digest().hex(), fixture.explanations().get(1).modelDigest());
  }

  @Test
  void countsWhatIsAcknowledged() {
    // Given
    send(0, 1);
    fixture.sendRaw("C-9".getBytes(UTF_8), "{".getBytes(UTF_8));
    // When
    fixture.live();
    // Then
    assertEquals(
        1,
        fixture.registry.get("probity.explanations").tag("result", "explained").counter().count());
    assertTrue(
        fixture
                .registry
                .get("probity.rejects")
                .tags("stage", "decode", "reason", "schema")
                .counter()
                .count()
            == 1);
  }

  private void send(int partition, long number) {
    fixture.send(partition, prediction(number));
  }

  private Prediction prediction(long number) {
    return FixedReleases.prediction(model, number, FixedReleases.row(new SplittableRandom(number)));
  }

  private Prediction offByALittle(long number) {
    Prediction honest = prediction(number);
    return FixedReleases.prediction(
        model, number, model.decide(honest.margin() + 1e-6), List.of(), honest.vector());
  }

  private List<String> candidateIds() {
    return fixture.explanations().stream().map(Explanation::candidateId).toList();
  }

  private List<String> reasons() {
    return fixture.kafka.log(REJECTS).stream()
        .map(one -> ExplainerFixture.header(one, DeadLetter.PREFIX + "reason-code"))
        .toList();
  }

  private static List<String> headersButTime(ConsumerRecord<byte[], byte[]> record) {
    List<String> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      if (!header.key().equals(EventHeaders.TIME)) {
        headers.add(header.key() + "=" + new String(header.value(), UTF_8));
      }
    }
    return headers;
  }
}
