// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.Answer;
import dev.probity.ingest.AnswerView;
import dev.probity.ingest.AsciiWord;
import dev.probity.ingest.Received;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventReader;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.TailFollower;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Follows the tail of candidates and of what came of them, and keeps it in the view. */
final class AnswerFollower implements AutoCloseable {
  private static final List<Topic<?, ?>> FOLLOWED =
      List.of(
          Topics.CANDIDATES,
          Topics.PREDICTIONS,
          Topics.EXPLANATIONS,
          Topics.OVERSIGHT,
          Topics.REJECTS);

  private static final AsciiWord SHADOW = new AsciiWord(Prediction.SHADOW);

  private final EventReader candidates = EventReader.of(Topics.CANDIDATES);
  private final TopicNames names;
  private final AnswerView view;
  private final TailFollower follower;

  /**
   * A follower that does not run yet.
   *
   * @param tail how many records before the end of each partition it begins
   */
  AnswerFollower(
      Supplier<Consumer<byte[], byte[]>> consumers, TopicNames names, AnswerView view, long tail) {
    this.names = names;
    this.view = view;
    this.follower =
        new TailFollower("ingest-answers", consumers, names, FOLLOWED, tail, this::fold);
  }

  AnswerView view() {
    return view;
  }

  void start() {
    follower.start();
  }

  private void fold(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (record.key() == null || value == null) {
      return;
    }
    Topic<?, ?> topic = names.topic(record.topic());
    if (Topics.REJECTS.equals(topic)) {
      foldReject(record);
    } else if (Topics.OVERSIGHT.equals(topic)) {
      foldOversight(value);
    } else if (Topics.CANDIDATES.equals(topic)) {
      foldCandidate(record);
    } else if (Codecs.TEXT_KEY.decode(record.key()) instanceof Decoded.Valid<String>(String id)) {
      Bytes body = Bytes.copyOf(value);
      if (Topics.EXPLANATIONS.equals(topic)) {
        view.update(id, answer -> answer.explained(body));
      } else if (!isShadow(value)) {
        view.update(id, answer -> answer.scored(body));
      }
    }
  }

  /**
   * What a challenger says in the shadow is told to nobody. Only a record that holds the word is
   * parsed: hardly any does, and each would cost more than all else that is done here.
   */
  private static boolean isShadow(byte[] value) {
    return SHADOW.isIn(value)
        && Topics.PREDICTIONS.codec().decode(value)
            instanceof Decoded.Valid<Prediction>(Prediction prediction)
        && prediction.shadow();
  }

  /**
   * Of a candidate's own records only the last counts; they share a partition. What nobody decides
   * on, or nobody can read, is no input of a decision.
   */
  private void foldCandidate(ConsumerRecord<byte[], byte[]> record) {
    SourcePosition at =
        new SourcePosition(Topics.CANDIDATES.name(), record.partition(), record.offset());
    if (Codecs.TEXT_KEY.decode(record.key()) instanceof Decoded.Valid<String>(String id)
        && candidates.read(at, id, record.value(), record.headers())
            instanceof Decoded.Valid<InboundEvent>(InboundEvent event)) {
      if (event.eventType() == EventType.CANDIDATE_WITHDRAWN) {
        view.withdraw(id);
        return;
      }
      view.submitted(id);
      if (event.eventType() == EventType.CANDIDATE_RECEIVED) {
        Bytes data = event.envelopeData();
        Received received = new Received(at, data == null ? Bytes.copyOf(record.value()) : data);
        view.update(id, answer -> answer.received(received));
      }
    }
  }

  /** Only refusals after acceptance name a candidate; those at a door have no key. */
  private void foldReject(ConsumerRecord<byte[], byte[]> record) {
    if (DeadLetter.read(record.key(), record.value(), record.headers())
            instanceof Decoded.Valid<Reject>(Reject reject)
        && Codecs.TEXT_KEY.decode(record.key()) instanceof Decoded.Valid<String>(String id)) {
      view.update(id, (Answer answer) -> answer.refused(reject.reasonCode(), reject.reason()));
    }
  }

  /** Orders about models and words about alerts name no candidate. */
  private void foldOversight(byte[] value) {
    if (Topics.OVERSIGHT.codec().decode(value)
            instanceof Decoded.Valid<OversightDecision>(OversightDecision decision)
        && decision.candidateId() != null) {
      Bytes body = Bytes.copyOf(value);
      view.update(decision.candidateId(), answer -> answer.overseen(body));
    }
  }

  /** Why answers are not followed, or null when they are. */
  @Nullable String notReady() {
    return follower.isFollowing() ? null : "the topics of the answers cannot be read yet";
  }

  boolean isAlive() {
    return follower.isAlive();
  }

  @Override
  public void close() {
    follower.close();
  }
}
