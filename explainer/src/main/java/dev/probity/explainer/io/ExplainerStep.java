// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.explainer.Explaining;
import dev.probity.explainer.ExplainingResult;
import dev.probity.explainer.ExplainingResult.Explained;
import dev.probity.explainer.ExplainingResult.Unexplainable;
import dev.probity.explainer.PredictionReader;
import dev.probity.explainer.PredictionReader.Reading;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.BatchStep;
import dev.probity.topics.io.Handled;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Predictions to explanations, one poll at a time and within it release by release. */
final class ExplainerStep implements BatchStep {
  private final TopicNames names;
  private final PredictionReader predictions;
  private final Releases releases;
  private final ExplainerMeters meters;
  private final InstantSource clock;

  ExplainerStep(
      TopicNames names,
      PredictionReader predictions,
      Releases releases,
      ExplainerMeters meters,
      InstantSource clock) {
    this.names = names;
    this.predictions = predictions;
    this.releases = releases;
    this.meters = meters;
    this.clock = clock;
  }

  /** A prediction of the batch and its place in it. */
  private record Waiting(int place, Prediction prediction, Trace trace) {}

  @Override
  public List<Handled> handle(List<ConsumerRecord<byte[], byte[]>> batch) throws OutageException {
    meters.batch();
    Handled[] handled = new Handled[batch.size()];
    Map<String, List<Waiting>> byRelease = new LinkedHashMap<>();
    for (int place = 0; place < handled.length; place++) {
      ConsumerRecord<byte[], byte[]> one = batch.get(place);
      SourcePosition position =
          new SourcePosition(Topics.PREDICTIONS.name(), one.partition(), one.offset());
      switch (predictions.read(position, one.key(), one.value(), one.headers())) {
        case Reading.Refused(Stage stage, ReasonCode code, String reason) ->
            handled[place] = refused(stage, code, reason);
        case Reading.Arrived(Prediction prediction, Trace trace) -> {
          // Nobody is told what a challenger says in the shadow, so nobody needs its reasons.
          if (prediction.shadow()) {
            handled[place] = new Handled.Skipped();
          } else {
            byRelease
                .computeIfAbsent(prediction.modelDigest(), digest -> new ArrayList<>())
                .add(new Waiting(place, prediction, trace));
          }
        }
      }
    }
    Instant now = clock.instant();
    for (Map.Entry<String, List<Waiting>> release : byRelease.entrySet()) {
      explain(release.getKey(), release.getValue(), batch, now, handled);
    }
    return Arrays.asList(handled);
  }

  private void explain(
      String digest,
      List<Waiting> waiting,
      List<ConsumerRecord<byte[], byte[]>> batch,
      Instant now,
      Handled[] handled)
      throws OutageException {
    Explaining explaining = releases.find(digest);
    if (explaining == null) {
      for (Waiting one : waiting) {
        handled[one.place()] =
            refused(
                Stage.EXPLAIN, ReasonCode.MODEL_MISSING, "/modelDigest: no such release is known");
      }
      return;
    }
    List<ExplainingResult> results =
        explaining.explain(waiting.stream().map(Waiting::prediction).toList());
    for (int i = 0; i < results.size(); i++) {
      Waiting one = waiting.get(i);
      handled[one.place()] =
          switch (results.get(i)) {
            case Unexplainable(ReasonCode code, String reason) ->
                refused(Stage.EXPLAIN, code, reason);
            case Explained(Explanation explanation) -> {
              meters.explained();
              yield Handled.Forwarded.one(
                  toRecord(batch.get(one.place()), explanation, one.trace(), now));
            }
          };
    }
  }

  private Handled refused(Stage stage, ReasonCode code, String reason) {
    meters.refused(stage, code);
    return new Handled.Refused(stage, code, reason);
  }

  /** An explanation carries its prediction's partition number, as that carries its candidate's. */
  private ProducerRecord<byte[], byte[]> toRecord(
      ConsumerRecord<byte[], byte[]> prediction,
      Explanation explanation,
      Trace trace,
      Instant now) {
    return new ProducerRecord<>(
        names.of(Topics.EXPLANATIONS),
        prediction.partition(),
        prediction.key(),
        Topics.EXPLANATIONS.codec().encode(explanation),
        EventHeaders.explanation(explanation, now, trace.next(null)));
  }
}
