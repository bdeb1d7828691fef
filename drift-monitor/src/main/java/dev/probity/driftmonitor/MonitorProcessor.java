// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.Signal;
import dev.probity.topics.value.Bytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Carries stage inputs through the {@link MonitorStage} and its emissions to their topics. */
final class MonitorProcessor implements Processor<byte[], byte[], String, Routed> {
  private final TopologyParts parts;
  private @Nullable Live live;

  /** What exists between init and close. */
  private record Live(ProcessorContext<String, Routed> context, MonitorStage stage) {}

  MonitorProcessor(TopologyParts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<String, Routed> context) {
    KeyValueStore<String, byte[]> models = context.getStateStore(StoreNames.MODELS);
    KeyValueStore<String, byte[]> slots = context.getStateStore(StoreNames.SLOTS);
    KeyValueStore<String, byte[]> windows = context.getStateStore(StoreNames.WINDOWS);
    KeyValueStore<String, byte[]> cases = context.getStateStore(StoreNames.CASES);
    live =
        new Live(
            context,
            new MonitorStage(
                parts.settings(),
                parts.releases(),
                digest -> new StoredMonitor(digest, models, slots, windows),
                new StoredCases(cases, models),
                new StoredAlerts(models),
                parts.bounds().earlyOutcomes()));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Live now = Objects.requireNonNull(live, "process before init");
    MonitorStage.Result result = now.stage().take(StageInputs.decode(record.value()));
    result.notes().forEach(parts.listener()::noted);
    for (Emission emission : result.emissions()) {
      switch (emission) {
        case Emission.OfSignal(Signal signal) -> send(now.context(), signal, record.timestamp());
        case Emission.OfAlert(Alert alert) -> send(now.context(), alert, record.timestamp());
        case Emission.OfRetraining(Retraining asked) ->
            send(now.context(), asked, record.timestamp());
      }
    }
  }

  private void send(ProcessorContext<String, Routed> context, Signal signal, long timestamp) {
    parts.listener().signalled(signal);
    Headers headers = EventHeaders.signal(signal, Instant.ofEpochMilli(timestamp));
    byte[] value = Topics.SIGNALS.codec().encode(signal);
    send(context, Routed.Destination.SIGNALS, signal.key(), value, headers, timestamp);
  }

  private void send(ProcessorContext<String, Routed> context, Alert alert, long timestamp) {
    parts.listener().alerted(alert);
    Headers headers = EventHeaders.alert(alert, Instant.ofEpochMilli(timestamp));
    byte[] value = Topics.ALERTS.codec().encode(alert);
    send(context, Routed.Destination.ALERTS, alert.key(), value, headers, timestamp);
  }

  private static void send(
      ProcessorContext<String, Routed> context, Retraining asked, long timestamp) {
    Headers headers =
        EventHeaders.retraining(asked, "drift-monitor", Instant.ofEpochMilli(timestamp));
    byte[] value = Topics.RETRAINING.codec().encode(asked);
    send(context, Routed.Destination.RETRAINING, asked.key(), value, headers, timestamp);
  }

  private static void send(
      ProcessorContext<String, Routed> context,
      Routed.Destination destination,
      String key,
      byte[] value,
      Headers headers,
      long timestamp) {
    Routed routed = new Routed(destination, Bytes.copyOf(key.getBytes(UTF_8)), Bytes.copyOf(value));
    context.forward(new Record<>(key, routed, timestamp, headers));
  }

  /** The state of one release in state stores. */
  private record StoredMonitor(
      String digest,
      KeyValueStore<String, byte[]> models,
      KeyValueStore<String, byte[]> slots,
      KeyValueStore<String, byte[]> windows)
      implements MonitorStore {
    @Override
    public void saveProgress(byte[] progress) {
      models.put(digest, progress);
    }

    @Override
    public byte @Nullable [] progress() {
      return models.get(digest);
    }

    private String alarmsKey() {
      return digest + "/alarms";
    }

    @Override
    public void saveAlarms(byte[] alarms) {
      models.put(alarmsKey(), alarms);
    }

    @Override
    public byte @Nullable [] alarms() {
      return models.get(alarmsKey());
    }

    private String rowAlarmsKey(String part) {
      return alarmsKey() + "/" + part;
    }

    @Override
    public void saveRowAlarms(String part, byte[] alarms) {
      models.put(rowAlarmsKey(part), alarms);
    }

    @Override
    public byte @Nullable [] rowAlarms(String part) {
      return models.get(rowAlarmsKey(part));
    }

    private String reviewsKey() {
      return digest + "/reviews";
    }

    @Override
    public void saveReviews(byte[] reviews) {
      models.put(reviewsKey(), reviews);
    }

    @Override
    public byte @Nullable [] reviews() {
      return models.get(reviewsKey());
    }

    @Override
    public void saveOpenRows(int block, byte[] rows) {
      slots.put(digest + "/" + block, rows);
    }

    @Override
    public byte @Nullable [] openRows(int block) {
      return slots.get(digest + "/" + block);
    }

    private String rowsOf(long window) {
      return digest + "/" + window + "/rows";
    }

    private String labelsOf(long window) {
      return digest + "/" + window + "/labels";
    }

    @Override
    public void saveRows(long window, byte[] rows) {
      windows.put(rowsOf(window), rows);
    }

    @Override
    public byte @Nullable [] rows(long window) {
      return windows.get(rowsOf(window));
    }

    @Override
    public void saveLabels(long window, byte[] labels) {
      slots.put(labelsOf(window), labels);
    }

    @Override
    public byte @Nullable [] labels(long window) {
      return slots.get(labelsOf(window));
    }

    @Override
    public void drop(long window) {
      windows.delete(rowsOf(window));
      slots.delete(labelsOf(window));
    }

    private String attributionKey() {
      return digest + "/attribution";
    }

    @Override
    public void saveAttribution(byte[] attribution) {
      models.put(attributionKey(), attribution);
    }

    @Override
    public byte @Nullable [] attribution() {
      return models.get(attributionKey());
    }

    private String eventOf(String part) {
      return digest + "/event/" + part;
    }

    @Override
    public void saveEventProgress(byte[] progress) {
      models.put(eventOf("progress"), progress);
    }

    @Override
    public byte @Nullable [] eventProgress() {
      return models.get(eventOf("progress"));
    }

    @Override
    public void saveEvent(String part, byte[] value) {
      windows.put(eventOf(part), value);
    }

    @Override
    public byte @Nullable [] event(String part) {
      return windows.get(eventOf(part));
    }

    @Override
    public void dropEvent(String part) {
      windows.delete(eventOf(part));
    }
  }

  /** Open alerts beside the releases' states, under names that no digest can be. */
  private record StoredAlerts(KeyValueStore<String, byte[]> store) implements AlertStore {
    private static final String PREFIX = "alerts/";

    /** The first name after all that begin with the prefix. */
    private static final String END = "alerts0";

    @Override
    public void saveAlert(String name, byte[] value) {
      store.put(PREFIX + name, value);
    }

    @Override
    public void dropAlert(String name) {
      store.delete(PREFIX + name);
    }

    @Override
    public Map<String, byte[]> alerts() {
      Map<String, byte[]> all = new TreeMap<>();
      try (KeyValueIterator<String, byte[]> entries = store.range(PREFIX, END)) {
        entries.forEachRemaining(
            entry -> all.put(entry.key.substring(PREFIX.length()), entry.value));
      }
      return all;
    }
  }

  /**
   * Cases in a state store, the ring of early truths beside them; what every record overwrites lies
   * with the alarms, behind the cache.
   */
  private record StoredCases(
      KeyValueStore<String, byte[]> store, KeyValueStore<String, byte[]> models)
      implements CaseStore {
    private static final String CASE = "case/";
    private static final String EARLY = "early/";
    private static final String COUNT = "count";
    private static final String UNFOLDED = "unfolded";
    private static final String CLOCK = "clock";
    private static final String REFUSALS = "refusals";
    private static final String REFUSAL_ALARM = "refusal-alarm";

    @Override
    public byte @Nullable [] find(String candidateId) {
      return store.get(CASE + candidateId);
    }

    @Override
    public void save(String candidateId, byte[] state) {
      store.put(CASE + candidateId, state);
    }

    @Override
    public void drop(String candidateId) {
      store.delete(CASE + candidateId);
    }

    @Override
    public @Nullable String early(long place) {
      byte[] kept = store.get(EARLY + place);
      return kept == null ? null : new String(kept, UTF_8);
    }

    @Override
    public void saveEarly(long place, String candidateId) {
      store.put(EARLY + place, candidateId.getBytes(UTF_8));
    }

    @Override
    public long earlyCount() {
      return count(COUNT);
    }

    @Override
    public void saveEarlyCount(long count) {
      saveCount(COUNT, count);
    }

    @Override
    public long unfoldedCount() {
      return count(UNFOLDED);
    }

    @Override
    public void saveUnfoldedCount(long count) {
      saveCount(UNFOLDED, count);
    }

    @Override
    public void saveClock(byte[] clock) {
      models.put(CLOCK, clock);
    }

    @Override
    public byte @Nullable [] clock() {
      return models.get(CLOCK);
    }

    @Override
    public void saveRefusals(byte[] state) {
      models.put(REFUSALS, state);
    }

    @Override
    public byte @Nullable [] refusals() {
      return models.get(REFUSALS);
    }

    @Override
    public void saveRefusalAlarm(byte[] state) {
      models.put(REFUSAL_ALARM, state);
    }

    @Override
    public byte @Nullable [] refusalAlarm() {
      return models.get(REFUSAL_ALARM);
    }

    private long count(String name) {
      byte[] kept = store.get(name);
      return kept == null ? 0 : ByteBuffer.wrap(kept).getLong();
    }

    private void saveCount(String name, long count) {
      store.put(name, ByteBuffer.allocate(Long.BYTES).putLong(count).array());
    }
  }
}
