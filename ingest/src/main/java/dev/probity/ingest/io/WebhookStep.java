// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.WebhookCall;
import dev.probity.topics.TopicNames;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.io.BatchStep;
import dev.probity.topics.io.Handled;
import dev.probity.topics.io.HttpStatus;
import dev.probity.topics.io.OutageException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells a receiver of what it should know: at least once, of one candidate or model in order. A
 * receiver that does not answer, or is too busy, holds the position until it does; one that refuses
 * a call for good is passed over, and the ledger has that.
 */
final class WebhookStep implements BatchStep {

  /** One attempt; the status of the answer, or an outage. */
  @FunctionalInterface
  interface Receiver {
    /** Completes in bounded time: with the HTTP status, or fails when there is no answer. */
    CompletableFuture<Integer> tell(WebhookCall call);
  }

  /** A call may wait for its turn: never on the thread that ends another's exchange. */
  private static final Executor THREADS = Thread::startVirtualThread;

  private final WebhookFeed feed;
  private final String name;
  private final Receiver receiver;
  private final TopicNames names;
  private final String instance;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final Map<String, Integer> told = new ConcurrentHashMap<>();

  /**
   * A step that has told nothing.
   *
   * @param name the receiver in meters, without its address
   */
  WebhookStep(
      WebhookFeed feed,
      String name,
      Receiver receiver,
      TopicNames names,
      String instance,
      InstantSource clock,
      MeterRegistry registry) {
    this.feed = feed;
    this.name = name;
    this.receiver = receiver;
    this.names = names;
    this.instance = instance;
    this.clock = clock;
    this.registry = registry;
  }

  @Override
  public List<Handled> handle(List<ConsumerRecord<byte[], byte[]>> batch) throws OutageException {
    List<@Nullable WebhookCall> calls = new ArrayList<>(batch.size());
    Set<String> ids = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : batch) {
      WebhookCall call = feed.call(record, names);
      calls.add(call);
      if (call != null) {
        ids.add(call.id());
      }
    }
    // A batch that comes again after an outage has been told in part.
    told.keySet().retainAll(ids);
    tellAll(inOrder(batch, calls));
    List<Handled> handled = new ArrayList<>(batch.size());
    for (WebhookCall call : calls) {
      int status = call == null ? 200 : told.getOrDefault(call.id(), 0);
      if (status == 0) {
        count("retried");
        throw new OutageException("the receiver of the webhook takes nothing");
      }
      handled.add(status < 300 || call == null ? new Handled.Skipped() : refused(call, status));
    }
    count("delivered", told.values().stream().filter(status -> status < 300).count());
    return handled;
  }

  /** Of two topics in a poll no order is known: who reacts to the first is told of second. */
  private List<WebhookCall> inOrder(
      List<ConsumerRecord<byte[], byte[]>> batch, List<@Nullable WebhookCall> calls) {
    List<WebhookCall> ordered = new ArrayList<>(calls.size());
    for (String topic : feed.topics(names)) {
      for (int i = 0; i < calls.size(); i++) {
        WebhookCall call = calls.get(i);
        if (call != null && batch.get(i).topic().equals(topic)) {
          ordered.add(call);
        }
      }
    }
    return ordered;
  }

  /** Calls of one order follow one another; the others go side by side. */
  private void tellAll(List<WebhookCall> calls) {
    Map<String, CompletableFuture<Boolean>> last = new HashMap<>();
    for (WebhookCall call : calls) {
      if (!told.containsKey(call.id())) {
        CompletableFuture<Boolean> before =
            last.getOrDefault(call.order(), CompletableFuture.completedFuture(true));
        last.put(
            call.order(), before.thenComposeAsync(went -> went ? tell(call) : stay(), THREADS));
      }
    }
    CompletableFuture.allOf(last.values().toArray(CompletableFuture[]::new)).join();
  }

  private static CompletableFuture<Boolean> stay() {
    return CompletableFuture.completedFuture(false);
  }

  /** Whether the call is over, one way or the other. */
  private CompletableFuture<Boolean> tell(WebhookCall call) {
    return receiver
        .tell(call)
        .handle(
            (status, failure) -> {
              boolean over = failure == null && status >= 200 && !HttpStatus.isPassing(status);
              if (over) {
                told.put(call.id(), status);
              }
              return over;
            });
  }

  private Handled refused(WebhookCall call, int status) {
    count("refused");
    return Handled.Forwarded.one(
        AuditPublisher.toRecord(names, call.refused(status, instance, clock.instant())));
  }

  private void count(String result) {
    count(result, 1);
  }

  private void count(String result, long calls) {
    Counter.builder("probity.webhook.calls")
        .description("What the receivers of webhooks were told, by receiver and result")
        .tag("about", feed.about())
        .tag("receiver", name)
        .tag("result", result)
        .register(registry)
        .increment(calls);
  }
}
