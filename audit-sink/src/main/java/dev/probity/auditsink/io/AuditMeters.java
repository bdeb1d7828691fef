// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Draft;
import dev.probity.auditsink.Stretch;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the ledger counts about itself. */
final class AuditMeters implements SinkListener {
  private static final System.Logger LOG = System.getLogger(AuditMeters.class.getName());

  private final MeterRegistry registry;
  private final LedgerGrowth growth;
  private final AtomicLong size = new AtomicLong();
  private final AtomicLong newestRecord = new AtomicLong();
  private final Map<Source, AtomicLong> lags = new ConcurrentHashMap<>();
  private final Counter fenced;
  private final Counter unidentified;

  AuditMeters(MeterRegistry registry, LedgerGrowth growth) {
    this.registry = registry;
    this.growth = growth;
    this.fenced = counter("probity.audit.fenced", "Batches another writer was ahead of");
    this.unidentified =
        counter("probity.audit.unidentified", "Records whose headers name no event type");
    Gauge.builder("probity.audit.tree.size", size, AtomicLong::doubleValue)
        .description("Entries in the ledger")
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /** Adds what the other loops know. */
  void watch(CheckpointLoop checkpoints, ProjectorLoop projector, InstantSource clock) {
    TimeGauge.builder(
            "probity.audit.last.signed.timestamp",
            checkpoints,
            TimeUnit.MILLISECONDS,
            CheckpointLoop::lastSignedAt)
        .description("When a tree head was signed last")
        .register(registry);
    TimeGauge.builder(
            "probity.audit.checkpoint.age",
            checkpoints,
            TimeUnit.MILLISECONDS,
            loop -> age(loop, clock))
        .description("How long entries wait for a signature, 0 when all are signed")
        .register(registry);
    TimeGauge.builder(
            "probity.audit.oldest.unaudited",
            this,
            TimeUnit.MILLISECONDS,
            meters -> meters.oldestUnaudited(clock))
        .description("Age of the oldest record that is not in the ledger, 0 when all are")
        .register(registry);
    Gauge.builder(
            "probity.audit.projection.lag.entries",
            projector,
            loop -> Math.max(0, size.get() - loop.next()))
        .description("Entries that are not projected yet")
        .register(registry);
  }

  /** Adds what the archive knows. */
  void watch(ArchiveLoop archive) {
    Gauge.builder(
            "probity.audit.archive.lag.entries",
            archive,
            loop -> Math.max(0, size.get() - loop.archived()))
        .description("Entries that are not in the archive yet")
        .register(registry);
  }

  private double age(CheckpointLoop loop, InstantSource clock) {
    return loop.lastSignedSize() >= size.get() ? 0 : clock.millis() - loop.lastSignedAt();
  }

  private double oldestUnaudited(InstantSource clock) {
    boolean behind = lags.values().stream().anyMatch(lag -> lag.get() > 0);
    return behind ? Math.max(0, clock.millis() - newestRecord.get()) : 0;
  }

  @Override
  public void changed(SinkState state) {
    LOG.log(
        System.Logger.Level.INFO,
        "audit-sink changed; phase={0} reason={1}",
        state.phase(),
        state.reason());
  }

  @Override
  public void appended(Draft draft, long newSize, long now) {
    size.set(newSize);
    for (Stretch stretch : draft.stretches()) {
      rows(stretch.source().topic()).increment(stretch.records().size());
      for (Prepared record : stretch.records()) {
        if (record.unidentified()) {
          unidentified.increment();
        }
      }
      if (!stretch.records().isEmpty()) {
        newestRecord.set(stretch.records().getLast().timestamp());
      }
    }
    growth.grown(newSize);
  }

  private Counter rows(String topic) {
    return Counter.builder("probity.audit.rows")
        .description("Entries appended")
        .tag("topic", topic)
        .register(registry);
  }

  @Override
  public void fenced() {
    fenced.increment();
  }

  @Override
  public void retried(String sqlState) {
    Counter.builder("probity.audit.retries")
        .description("Failures of the database that were tried again")
        .tag("sqlstate", sqlState.isEmpty() ? "none" : sqlState)
        .register(registry)
        .increment();
  }

  @Override
  public void lag(Source source, long records) {
    lags.computeIfAbsent(source, this::lagGauge).set(records);
  }

  private AtomicLong lagGauge(Source source) {
    AtomicLong lag = new AtomicLong();
    Gauge.builder("probity.audit.lag.records", lag, AtomicLong::doubleValue)
        .description("Records of the partition that are not in the ledger yet")
        .tag("topic", source.topic())
        .tag("partition", String.valueOf(source.partition()))
        .register(registry);
    return lag;
  }
}
