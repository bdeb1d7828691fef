// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.auditsink.entry.Entry;
import dev.probity.topics.Ids;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * That the records of a bundle are about one decision: its id is the hash of the candidate's
 * position and the model's digest, the prediction names both, and the explanation adds up to the
 * prediction's score.
 */
final class DecisionCheck {
  private static final double TOLERANCE = 1e-9;
  private static final long LARGEST_OFFSET = (1L << 53) - 1;

  private final Collection<Entry> entries;
  private final Map<Long, String> names;
  private final Map<String, Bytes> files;
  private final List<Fault> faults = new ArrayList<>();
  private String id = "";

  /**
   * Something that does not fit.
   *
   * @param idx entry it is about, -1 when none
   * @param where the file
   * @param wanted what should be there
   * @param found what is there
   */
  record Fault(long idx, String where, String wanted, String found) {}

  DecisionCheck(Collection<Entry> entries, Map<Long, String> names, Map<String, Bytes> files) {
    this.entries = entries;
    this.names = names;
    this.files = files;
    check();
  }

  /** Prediction id all entries are about, empty when there is no prediction. */
  String id() {
    return id;
  }

  List<Fault> faults() {
    return List.copyOf(faults);
  }

  private void check() {
    Entry scored = first(EventType.PREDICTION_SCORED);
    Entry candidate = first(EventType.CANDIDATE_RECEIVED);
    if (scored == null || scored.decisionId() == null || scored.modelDigest() == null) {
      faults.add(new Fault(-1, BundleLayout.ENTRIES, "the entry of a prediction", "none"));
      return;
    }
    id = scored.decisionId().toString();
    for (Entry entry : entries) {
      boolean about =
          entry.equals(candidate) || Objects.equals(scored.decisionId(), entry.decisionId());
      if (!about) {
        faults.add(fault(entry, "an entry about the decision", "one about something else"));
      }
    }
    if (candidate == null && bytes(scored) == null) {
      return;
    }
    if (candidate == null) {
      faults.add(new Fault(-1, BundleLayout.ENTRIES, "the entry of the candidate", "none"));
    } else if (!id.equals(expectedId(candidate, scored.modelDigest().toString()))) {
      faults.add(fault(candidate, "the candidate of this decision", "another"));
    }
    checkRecords(scored);
  }

  private static String expectedId(Entry candidate, String modelDigest) {
    if (candidate.offset() > LARGEST_OFFSET) {
      return "";
    }
    String name = candidate.source().topic();
    String topic = Topics.CANDIDATES.name();
    String known = name.endsWith(topic) ? topic : TopicNames.PLAIN.withoutPrefix(name);
    SourcePosition position =
        new SourcePosition(known, candidate.source().partition(), candidate.offset());
    return Ids.prediction(position, modelDigest);
  }

  private void checkRecords(Entry scored) {
    byte[] predicted = bytes(scored);
    Entry explained = first(EventType.EXPLANATION_COMPUTED);
    byte[] explanation = explained == null ? null : bytes(explained);
    Prediction prediction =
        predicted == null ? null : Letter.read(Topics.PREDICTIONS.codec(), predicted);
    if (predicted != null && (prediction == null || !prediction.id().equals(id))) {
      faults.add(fault(scored, "the prediction of this decision", "another"));
    }
    if (explained == null || explanation == null) {
      return;
    }
    Explanation why = Letter.read(Topics.EXPLANATIONS.codec(), explanation);
    if (why == null || !why.predictionId().equals(id) || !addsUp(why)) {
      faults.add(fault(explained, "an explanation that adds up to its score", "another"));
    } else if (prediction != null && why.margin() != prediction.margin()) {
      faults.add(fault(explained, "the score of the prediction", "another"));
    }
  }

  /** |margin − base − Σφ| ≤ 1e-9 · max(1, |margin|), the gate the explainer itself has to pass. */
  private static boolean addsUp(Explanation why) {
    double sum = why.baseValue();
    for (Contribution each : why.contributions()) {
      sum += each.value();
    }
    return Math.abs(why.margin() - sum) <= TOLERANCE * Math.max(1, Math.abs(why.margin()));
  }

  private @Nullable Entry first(EventType event) {
    return entries.stream()
        .filter(entry -> entry.eventType() == event.number())
        .findFirst()
        .orElse(null);
  }

  private byte @Nullable [] bytes(Entry entry) {
    Bytes file = files.get(names.getOrDefault(entry.idx(), ""));
    return file == null ? null : file.toArray();
  }

  private Fault fault(Entry entry, String wanted, String found) {
    return new Fault(entry.idx(), names.getOrDefault(entry.idx(), ""), wanted, found);
  }
}
