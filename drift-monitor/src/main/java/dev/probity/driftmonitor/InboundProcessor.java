// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.TopicNames;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Carries the records of an outside topic through a step and out of its exits. */
final class InboundProcessor implements Processor<byte[], byte[], String, Routed> {
  private static final Duration TEND_EVERY = Duration.ofSeconds(1);

  private final TopologyParts parts;
  private final Function<ProcessorContext<String, Routed>, InboundStep> steps;
  private @Nullable Live live;

  /** What exists between init and close. */
  private record Live(ProcessorContext<String, Routed> context, InboundStep step, Exits exits) {}

  InboundProcessor(
      TopologyParts parts, Function<ProcessorContext<String, Routed>, InboundStep> steps) {
    this.parts = parts;
    this.steps = steps;
  }

  @Override
  public void init(ProcessorContext<String, Routed> context) {
    InboundStep step = steps.apply(context);
    Exits exits = new ContextExits(parts, context);
    context.schedule(TEND_EVERY, PunctuationType.WALL_CLOCK_TIME, timestamp -> step.tend(exits));
    live = new Live(context, step, exits);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Live now = Objects.requireNonNull(live, "process before init");
    SourcePosition position = position(now.context(), parts.names());
    now.step()
        .take(
            new InboundRecord(
                position,
                InboundRecord.bytes(record.key()),
                InboundRecord.bytes(record.value()),
                record.headers(),
                record.timestamp()),
            now.exits());
  }

  private static SourcePosition position(ProcessorContext<?, ?> context, TopicNames names) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record without a position"));
    return new SourcePosition(
        names.withoutPrefix(metadata.topic()), metadata.partition(), metadata.offset());
  }

  /** Exits through the processor's context. */
  private record ContextExits(
      TopologyParts parts, ProcessorContext<String, Routed> context, DeadLetterBox box)
      implements Exits {
    ContextExits(TopologyParts parts, ProcessorContext<String, Routed> context) {
      this(parts, context, new DeadLetterBox(parts.version()));
    }

    @Override
    public void toStage(StageInput input, long timestamp) {
      Bytes value = Bytes.copyOf(StageInputs.encode(input));
      context.forward(
          new Record<>(input.key(), new Routed(Routed.Destination.STAGE, null, value), timestamp));
    }

    @Override
    public void refuse(InboundRecord inbound, Stage stage, ReasonCode code, String reason) {
      Reject reject = box.reject(inbound, stage, code, reason);
      context.forward(
          new Record<>(
              inbound.position().toString(),
              new Routed(Routed.Destination.REJECTS, reject.key(), reject.value()),
              inbound.timestamp(),
              DeadLetter.headers(reject)));
      note(Note.REJECTED);
    }

    @Override
    public void note(Note note) {
      parts.listener().noted(note);
    }
  }

  /**
   * Groups in a state store, a block of offsets under one key: what is logged at a commit is a few
   * values, however many candidates passed since the last.
   */
  record StoredGroups(KeyValueStore<Long, byte[]> store) implements GroupStore {
    private static final int BLOCK = 64;

    @Override
    public void save(long offset, byte[] groups) {
      byte[] kept = store.get(offset / BLOCK);
      int size = kept == null ? 0 : kept.length;
      ByteBuffer block = ByteBuffer.allocate(size + 1 + Integer.BYTES + groups.length);
      if (kept != null) {
        block.put(kept);
      }
      block.put((byte) (offset % BLOCK)).putInt(groups.length).put(groups);
      store.put(offset / BLOCK, block.array());
    }

    @Override
    public byte @Nullable [] find(long offset) {
      byte[] kept = store.get(offset / BLOCK);
      ByteBuffer block = ByteBuffer.wrap(kept == null ? new byte[0] : kept);
      while (block.hasRemaining()) {
        boolean found = block.get() == offset % BLOCK;
        int length = block.getInt();
        if (found) {
          byte[] groups = new byte[length];
          block.get(groups);
          return groups;
        }
        block.position(block.position() + length);
      }
      return null;
    }

    @Override
    public long newest() {
      try (KeyValueIterator<Long, byte[]> last = store.reverseAll()) {
        return last.hasNext() ? newest(last.next()) : -1;
      }
    }

    private static long newest(KeyValue<Long, byte[]> entry) {
      ByteBuffer block = ByteBuffer.wrap(entry.value);
      long newest = -1;
      while (block.hasRemaining()) {
        newest = Math.max(newest, entry.key * BLOCK + block.get());
        int length = block.getInt();
        block.position(block.position() + length);
      }
      return newest;
    }

    @Override
    public void dropBefore(long offset) {
      long first = offset / BLOCK;
      if (first <= 0) {
        return;
      }
      Deque<Long> old = new ArrayDeque<>();
      try (KeyValueIterator<Long, byte[]> entries = store.range(0L, first - 1)) {
        entries.forEachRemaining(entry -> old.add(entry.key));
      }
      old.forEach(store::delete);
    }
  }

  /** Watermarks in a state store. */
  record StoredWatermarks(KeyValueStore<String, byte[]> store) implements Watermarks {
    @Override
    public long of(String source) {
      byte[] kept = store.get(source);
      return kept == null ? -1 : ByteBuffer.wrap(kept).getLong();
    }

    @Override
    public void raise(String source, long offset) {
      store.put(source, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
    }
  }

  /** Waiting records in a state store, numbered as they come. */
  static final class StoredWaitingRoom implements WaitingRoom {
    private final KeyValueStore<Long, byte[]> store;
    private final Deque<Long> numbers = new ArrayDeque<>();
    private @Nullable InboundRecord first;

    StoredWaitingRoom(KeyValueStore<Long, byte[]> store) {
      this.store = store;
      try (KeyValueIterator<Long, byte[]> entries = store.all()) {
        while (entries.hasNext()) {
          KeyValue<Long, byte[]> entry = entries.next();
          numbers.add(entry.key);
        }
      }
    }

    @Override
    public void add(InboundRecord inbound) {
      long number = numbers.isEmpty() ? 0 : numbers.getLast() + 1;
      store.put(number, WaitingRoom.encode(inbound));
      numbers.addLast(number);
    }

    @Override
    public @Nullable InboundRecord first() {
      if (first == null && !numbers.isEmpty()) {
        byte[] kept = store.get(numbers.getFirst());
        first = WaitingRoom.decode(Objects.requireNonNull(kept, "a waiting record is lost"));
      }
      return first;
    }

    @Override
    public void removeFirst() {
      store.delete(numbers.removeFirst());
      first = null;
    }

    @Override
    public int size() {
      return numbers.size();
    }
  }
}
