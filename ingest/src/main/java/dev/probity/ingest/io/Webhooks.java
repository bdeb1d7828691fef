// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** All that is told to others: decisions to one receiver, releases to some. */
final class Webhooks implements AutoCloseable {
  private final WebhookStage decisions;
  private final List<WebhookStage> releases;

  /** None of them has started. */
  Webhooks(IngestConfig settings, MeterRegistry registry, InstantSource clock) {
    this.decisions =
        new WebhookStage(
            WebhookFeed.DECISIONS, settings.kafka(), settings.webhook(), registry, clock);
    this.releases =
        settings.releaseWebhooks().stream()
            .map(
                one ->
                    new WebhookStage(WebhookFeed.RELEASES, settings.kafka(), one, registry, clock))
            .toList();
  }

  void start() {
    decisions.start();
    releases.forEach(WebhookStage::start);
  }

  /** How it stands with the receiver of decisions. */
  String decisions() {
    return decisions.state();
  }

  /** How it stands with the receivers of releases, in their order, each after its hash. */
  String releases() {
    return releases.isEmpty()
        ? "off"
        : releases.stream()
            .map(one -> one.name() + " " + one.state())
            .collect(Collectors.joining("; "));
  }

  @Override
  public void close() {
    // Each may wait for its last batch; together they take as long as the slowest.
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      releases.forEach(one -> threads.execute(one::close));
      threads.execute(decisions::close);
    }
  }
}
