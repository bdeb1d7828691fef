// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.probity.explainer.FixedReleases;
import dev.probity.explainer.io.CounterfactualDesk.Said;
import dev.probity.model.ModelDigest;
import dev.probity.model.ScoringModel;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.topics.Requisitions;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class CounterfactualDeskTest {
  private final Map<String, byte[]> files = FixedReleases.files(FixedReleases.twoStumps());
  private final String digest = ModelDigest.of(files.get(BundleFiles.MANIFEST)).hex();
  private final PredictionTail tail = new PredictionTail(2);
  private final List<String> told = new ArrayList<>();
  private boolean stored = true;
  private final CounterfactualDesk desk =
      new CounterfactualDesk(
          tail,
          new WhatIfs(
              asked -> stored && asked.equals(digest) ? files : null,
              () -> List.of(FixedReleases.key().trusted()),
              FixedReleases.APPRENTICES,
              FixedReleases.catalogue()),
          (id, actor) -> told.add(actor + " " + id),
          (reach, prediction) -> reach.cover("R-1"));

  private void predicted(int number) {
    ScoringModel model = FixedReleases.load(files).model();
    Prediction one = FixedReleases.prediction(model, number, 0, 2, 3);
    tail.fold(
        new ConsumerRecord<>(
            Topics.PREDICTIONS.name(),
            0,
            number,
            Topics.PREDICTIONS.keyCodec().encode(one.key()),
            Topics.PREDICTIONS.codec().encode(one)));
  }

  @Test
  void whoIsNotInTheTailIsNotKnownAndTheOldestLeavesFirst() {
    assertInstanceOf(Said.Unknown.class, desk.ask("C-1", "recruiter-1", Requisitions.ALL));
    predicted(1);
    predicted(2);
    predicted(3);
    assertInstanceOf(Said.Unknown.class, desk.ask("C-1", "recruiter-1", Requisitions.ALL));
    assertInstanceOf(Said.NoReference.class, desk.ask("C-3", "recruiter-1", Requisitions.ALL));
    assertEquals(List.of(), told, "nothing was told, so nothing is on record");
  }

  @Test
  void ofAnotherRequisitionNothingIsToldNotEvenThatThereIsSomething() {
    predicted(1);
    assertInstanceOf(
        Said.Unknown.class, desk.ask("C-1", "recruiter-2", Requisitions.of(Set.of("R-2"))));
    assertEquals(List.of(), told);
    assertInstanceOf(
        Said.NoReference.class, desk.ask("C-1", "recruiter-1", Requisitions.of(Set.of("R-1"))));
  }

  @Test
  void aStoreThatDoesNotAnswerIsNoFaultOfTheCandidate() {
    predicted(1);
    stored = false;
    assertInstanceOf(Said.Unavailable.class, desk.ask("C-1", "recruiter-1", Requisitions.ALL));
  }
}
