// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.ingest.WebhookCall;
import dev.probity.topics.Ids;
import dev.probity.topics.Predictions;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.Handled;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WebhookStepTest {
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Integer> answers = new HashMap<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final WebhookStep step =
      new WebhookStep(
          WebhookFeed.DECISIONS,
          "webhook",
          this::answer,
          TopicNames.PLAIN,
          "0",
          () -> Instant.EPOCH,
          meters);

  private CompletableFuture<Integer> answer(WebhookCall call) {
    heard.add(call.order());
    int status = answers.getOrDefault(call.order(), 204);
    return status == 0
        ? CompletableFuture.failedFuture(new IOException("no answer"))
        : CompletableFuture.supplyAsync(() -> status);
  }

  @Test
  void everyDecisionIsToldOnceAndWhatIsNoneIsPassedOver() throws Exception {
    List<Handled> handled = step.handle(List.of(decision("a", 1), record("{}"), decision("b", 2)));
    assertEquals(List.of("a", "b"), heard.stream().sorted().toList());
    handled.forEach(one -> assertInstanceOf(Handled.Skipped.class, one));
    assertEquals(2, calls("delivered"));
  }

  /** The others of the batch are not told again when it comes again. */
  @Test
  void aReceiverThatIsAwayHoldsThePosition() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> batch =
        List.of(decision("a", 1), decision("b", 2), decision("b", 3), decision("c", 4));
    for (int status : List.of(0, 500, 503, 429, 408)) {
      answers.put("b", status);
      assertThrows(OutageException.class, () -> step.handle(batch), "status " + status);
    }
    answers.clear();
    step.handle(batch);
    assertEquals(1, Collections.frequency(heard, "a"));
    assertEquals(1, Collections.frequency(heard, "c"));
    assertEquals(5 + 2, Collections.frequency(heard, "b"), "the second waits for the first");
  }

  @Test
  void whatIsRefusedForGoodIsOnRecord() throws Exception {
    answers.put("b", 400);
    answers.put("d", 302);
    List<Handled> handled = step.handle(List.of(decision("b", 2), decision("d", 3)));
    for (Handled one : handled) {
      Handled.Forwarded forwarded = assertInstanceOf(Handled.Forwarded.class, one);
      Decoded<AuditEntry> read =
          Topics.AUDIT.codec().decode(forwarded.records().getFirst().value());
      AuditEntry entry = ((Decoded.Valid<AuditEntry>) read).value();
      assertEquals(EventType.PROCESS_ERROR, entry.event());
      assertEquals("webhook", entry.details().get("door"));
    }
    assertEquals(2, calls("refused"));
  }

  /** As the client of the JDK on a machine of two cores: one worker ends every exchange. */
  @Test
  @Timeout(60)
  void aCallThatWaitsForItsTurnHoldsUpNoAnswer() throws Exception {
    Semaphore turns = new Semaphore(1, true);
    try (ExecutorService worker = Executors.newSingleThreadExecutor()) {
      WebhookStep narrow =
          new WebhookStep(
              WebhookFeed.DECISIONS,
              "webhook",
              call -> take(call, turns, worker),
              TopicNames.PLAIN,
              "0",
              () -> Instant.EPOCH,
              meters);
      narrow.handle(List.of(decision("a", 1), decision("a", 2), decision("b", 3)));
    }
    assertEquals(List.of("a", "a", "b"), heard.stream().sorted().toList());
    assertEquals(3, calls("delivered"));
  }

  /** The first call is under way until another waits for its turn. */
  private CompletableFuture<Integer> take(
      WebhookCall call, Semaphore turns, ExecutorService worker) {
    try {
      if (!turns.tryAcquire(10, TimeUnit.SECONDS)) {
        return CompletableFuture.failedFuture(new IOException("nobody gives the turn back"));
      }
    } catch (InterruptedException e) {
      return CompletableFuture.failedFuture(e);
    }
    heard.add(call.order());
    boolean first = heard.size() == 1;
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    worker.execute(
        () -> {
          while (first && !turns.hasQueuedThreads()) {
            Thread.onSpinWait();
          }
          answer.complete(204);
        });
    return answer.whenComplete((status, failure) -> turns.release());
  }

  private double calls(String result) {
    return meters.get("probity.webhook.calls").tag("result", result).counter().count();
  }

  private static ConsumerRecord<byte[], byte[]> record(String json) {
    return new ConsumerRecord<>(
        Topics.PREDICTIONS.name(), 0, 0, "x".getBytes(UTF_8), json.getBytes(UTF_8));
  }

  private static ConsumerRecord<byte[], byte[]> decision(String candidate, long offset) {
    Prediction of = Predictions.example();
    SourcePosition source = new SourcePosition(Topics.CANDIDATES.name(), 0, offset);
    Prediction one =
        new Prediction(
            Ids.prediction(source, of.modelDigest()),
            candidate,
            of.profile(),
            of.model(),
            of.modelVersion(),
            of.modelDigest(),
            of.variant(),
            source,
            of.eventTime(),
            of.vector(),
            of.margin(),
            of.rawProbability(),
            of.probability(),
            of.threshold(),
            of.positive(),
            of.band(),
            of.flags());
    return new ConsumerRecord<>(
        Topics.PREDICTIONS.name(),
        0,
        offset,
        candidate.getBytes(UTF_8),
        Topics.PREDICTIONS.codec().encode(one));
  }
}
