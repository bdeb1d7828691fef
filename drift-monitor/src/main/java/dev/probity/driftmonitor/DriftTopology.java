// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.plan.TopicPlan;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The stream as a value. First, per input partition: candidates leave their groups behind,
 * predictions are freed of re-deliveries and joined with them, outcomes become labels, what people
 * did is joined later, refused candidates are counted. All of it meets in one internal partition,
 * so that "by arrival" means one order for a whole model, whatever partitioner the senders use.
 * Behind it one stage folds, estimates and alarms.
 */
public final class DriftTopology {
  private static final Serde<byte[]> BYTES = Serdes.ByteArray();

  private final TopologyParts parts;
  private final StreamsBuilder builder;
  private final Function<String, KeyValueBytesStoreSupplier> largeStores;

  private DriftTopology(
      TopologyParts parts,
      StreamsConfig config,
      Function<String, KeyValueBytesStoreSupplier> largeStores) {
    this.parts = parts;
    this.largeStores = largeStores;
    this.builder = new StreamsBuilder(new TopologyConfig(config));
  }

  /**
   * The topology of these parts.
   *
   * @param parts what it is put together from
   * @param config the configuration it will run under, which checks the names of what it makes
   * @param largeStores makes the stores that grow with the retained windows: on disk, or in memory
   */
  public static Topology of(
      TopologyParts parts,
      StreamsConfig config,
      Function<String, KeyValueBytesStoreSupplier> largeStores) {
    return new DriftTopology(parts, config, largeStores).build();
  }

  private Topology build() {
    addStores();
    KStream<String, Routed> candidates =
        inbound(
            Topics.CANDIDATES,
            context -> new CandidateStep(parts, groups(context)),
            StoreNames.GROUPS);
    KStream<String, Routed> predictions =
        inbound(
            Topics.PREDICTIONS,
            this::predictionStep,
            StoreNames.GROUPS,
            StoreNames.WATERMARKS,
            StoreNames.WAITING);
    KStream<String, Routed> explanations =
        inbound(
            Topics.EXPLANATIONS,
            this::explanationStep,
            StoreNames.GROUPS,
            StoreNames.EXPLAINED,
            StoreNames.WAITING_EXPLANATIONS);
    KStream<String, Routed> outcomes = inbound(Topics.OUTCOMES, context -> new OutcomeStep(parts));
    KStream<String, Routed> oversight = inbound(Topics.OVERSIGHT, context -> new OversightStep());
    KStream<String, Routed> refused =
        inbound(
            Topics.REJECTS,
            context -> new RejectStep(watermarks(context, StoreNames.REFUSED)),
            StoreNames.REFUSED);
    KStream<String, Routed> releases = inbound(Topics.MODELS, context -> new ReleaseStep());
    KStream<String, Routed> all =
        candidates
            .merge(predictions, Named.as("with-predictions"))
            .merge(explanations, Named.as("with-explanations"))
            .merge(outcomes, Named.as("with-outcomes"))
            .merge(refused, Named.as("with-refused"))
            .merge(releases, Named.as("with-releases"))
            .merge(oversight, Named.as("with-oversight"));
    all.split(Named.as("inbound-"))
        .branch(
            (key, routed) -> routed.isFor(Routed.Destination.REJECTS),
            Branched.withConsumer(rejects -> sink(rejects, Topics.REJECTS), "rejects"))
        .defaultBranch(Branched.withConsumer(this::stage, "stage"));
    return builder.build();
  }

  private KStream<String, Routed> inbound(
      Topic<?, ?> topic,
      Function<ProcessorContext<String, Routed>, InboundStep> steps,
      String... stores) {
    ProcessorSupplier<byte[], byte[], String, Routed> supplier =
        () -> new InboundProcessor(parts, steps);
    return builder.stream(
            parts.names().of(topic),
            Consumed.with(BYTES, BYTES).withName(topic.record() + "-source"))
        .process(supplier, Named.as(topic.record() + "-step"), stores);
  }

  private InboundStep predictionStep(ProcessorContext<String, Routed> context) {
    return new PredictionStep(
        parts,
        groups(context),
        watermarks(context, StoreNames.WATERMARKS),
        waiting(context, StoreNames.WAITING),
        context.taskId().partition());
  }

  private InboundStep explanationStep(ProcessorContext<String, Routed> context) {
    return new ExplanationStep(
        parts,
        watermarks(context, StoreNames.EXPLAINED),
        groups(context),
        waiting(context, StoreNames.WAITING_EXPLANATIONS),
        context.taskId().partition());
  }

  private static WaitingRoom waiting(ProcessorContext<String, Routed> context, String store) {
    return new InboundProcessor.StoredWaitingRoom(context.getStateStore(store));
  }

  private static Watermarks watermarks(ProcessorContext<String, Routed> context, String store) {
    return new InboundProcessor.StoredWatermarks(context.getStateStore(store));
  }

  private static GroupStore groups(ProcessorContext<String, Routed> context) {
    return new InboundProcessor.StoredGroups(context.getStateStore(StoreNames.GROUPS));
  }

  private void stage(KStream<String, Routed> inputs) {
    ProcessorSupplier<byte[], byte[], String, Routed> supplier = () -> new MonitorProcessor(parts);
    KStream<String, Routed> said =
        inputs
            .map(
                (key, routed) -> new KeyValue<>(DriftTopology.bytes(key), routed.valueBytes()),
                Named.as("stage-input"))
            .repartition(
                Repartitioned.<byte[], byte[]>as("stage")
                    .withKeySerde(BYTES)
                    .withValueSerde(BYTES)
                    .withNumberOfPartitions(1))
            .process(
                supplier,
                Named.as("monitor"),
                StoreNames.MODELS,
                StoreNames.SLOTS,
                StoreNames.WINDOWS,
                StoreNames.CASES);
    said.split(Named.as("monitor-"))
        .branch(
            (key, routed) -> routed.isFor(Routed.Destination.ALERTS),
            Branched.withConsumer(alerts -> sink(alerts, Topics.ALERTS), "alerts"))
        .branch(
            (key, routed) -> routed.isFor(Routed.Destination.RETRAINING),
            Branched.withConsumer(asked -> sink(asked, Topics.RETRAINING), "retraining"))
        .defaultBranch(Branched.withConsumer(signals -> sink(signals, Topics.SIGNALS), "signals"));
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private void sink(KStream<String, Routed> routed, Topic<?, ?> topic) {
    routed
        .map(
            (key, one) -> new KeyValue<>(one.keyBytes(), one.valueBytes()),
            Named.as(topic.record() + "-bytes"))
        .to(
            parts.names().of(topic),
            Produced.with(BYTES, BYTES).withName(topic.record() + "-sink"));
  }

  private void addStores() {
    builder.addStateStore(
        byNumber(StoreNames.WAITING).withLoggingEnabled(asLongAs(Topics.PREDICTIONS)));
    builder.addStateStore(
        byNumber(StoreNames.WAITING_EXPLANATIONS)
            .withLoggingEnabled(asLongAs(Topics.EXPLANATIONS)));
    // Values that change with every record: only the last one before a commit is logged.
    builder.addStateStore(byNumber(StoreNames.GROUPS).withCachingEnabled());
    List.of(
            StoreNames.WATERMARKS,
            StoreNames.EXPLAINED,
            StoreNames.REFUSED,
            StoreNames.MODELS,
            StoreNames.SLOTS)
        .forEach(name -> overwritten(Stores.inMemoryKeyValueStore(name)));
    // Written once or twice and large: in the cache they would only drive the others out.
    List.of(StoreNames.WINDOWS, StoreNames.CASES).forEach(this::kept);
  }

  /**
   * What waits are whole records: they must be gone when the topic they came from has dropped them,
   * and compaction alone promises no time for that.
   */
  private static Map<String, String> asLongAs(Topic<?, ?> topic) {
    Map<String, String> planned = TopicPlan.configs(topic);
    Map<String, String> configs = new HashMap<>(Map.of("cleanup.policy", "compact,delete"));
    for (String key : List.of("retention.ms", "segment.ms")) {
      configs.put(key, Objects.requireNonNull(planned.get(key), key));
    }
    return configs;
  }

  private static StoreBuilder<KeyValueStore<Long, byte[]>> byNumber(String name) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Long(), BYTES);
  }

  private void kept(String name) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(largeStores.apply(name), Serdes.String(), BYTES));
  }

  private void overwritten(KeyValueBytesStoreSupplier supplier) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(supplier, Serdes.String(), BYTES).withCachingEnabled());
  }
}
