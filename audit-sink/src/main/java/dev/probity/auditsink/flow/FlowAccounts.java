// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.flow;

import dev.probity.auditsink.query.ProjectedRow;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.SourcePosition;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The conservation sum of every hop, kept while entries are read in the order of the ledger:
 *
 * <pre>unaccounted = in − out − rejected − in flight</pre>
 *
 * counted over distinct source positions of records to decide on, so that a re-delivery counts
 * once; past cases and withdrawals are in no term. What is in flight is for the reader of the hop
 * to say, by its committed offsets. Example: a partition holds candidates 0 to 9, the scorer has
 * committed 8, predictions of 0 to 5 and a refusal of 6 are recorded: 7 is unaccounted, 8 and 9 are
 * in flight. Memory grows with what is open, not with what was read. Safe for several threads.
 */
public final class FlowAccounts {
  /** Candidates to decide on, until they are predicted or refused. */
  public static final String SCORING = "candidates-predictions";

  /** Predictions, until they are explained or refused. */
  public static final String EXPLAINING = "predictions-explanations";

  /** Records of every topic, until they are in the ledger. */
  public static final String RECORDING = "topics-ledger";

  private HopAccount scoring = new HopAccount();
  private HopAccount explaining = new HopAccount();
  private final Map<Integer, Reach> reaches = new HashMap<>();
  private final Map<String, Long> sequences = new HashMap<>();
  private long unrecorded;
  private long next;

  /**
   * How far the readers of the hops are: the offsets they have committed, which says that whatever
   * came of the records below is on its topic.
   *
   * @param scorer by partition of the candidates
   * @param explainer by partition of the predictions
   */
  public record Done(Map<Integer, Long> scorer, Map<Integer, Long> explainer) {
    /** Copies both. */
    public Done {
      scorer = Map.copyOf(scorer);
      explainer = Map.copyOf(explainer);
    }
  }

  /** First ledger entry that is not in the accounts. */
  public synchronized long next() {
    return next;
  }

  /**
   * Takes entries in that follow those taken before.
   *
   * @param until first entry behind them
   */
  public synchronized void add(Iterable<RecordedEntry> entries, long until) {
    for (RecordedEntry entry : entries) {
      recorded(entry.topic().name(), entry.partition(), entry.seq());
      if (entry.topic().equals(Topics.CANDIDATES)) {
        candidate(entry);
      } else if (entry.row() != null) {
        row(entry, entry.row());
      }
    }
    reaches.values().forEach(Reach::sample);
    next = until;
  }

  private void candidate(RecordedEntry entry) {
    if (entry.event() == EventType.CANDIDATE_HISTORY
        || entry.event() == EventType.CANDIDATE_WITHDRAWN) {
      scoring.passed(entry.partition(), entry.offset());
    } else {
      scoring.entered(entry.partition(), entry.offset());
    }
  }

  private void row(RecordedEntry entry, ProjectedRow row) {
    switch (row) {
      case ProjectedRow.Decided decided -> {
        SourcePosition source = decided.prediction().source();
        scoring.ended(source.partition(), source.offset());
        explaining.entered(source.partition(), source.offset());
        reach(entry.partition()).reached(entry.offset() + 1, source.offset() + 1);
      }
      case ProjectedRow.Explained explained -> {
        SourcePosition source = explained.explanation().source();
        explaining.ended(source.partition(), source.offset());
      }
      case ProjectedRow.Rejected rejected -> refused(rejected.reject());
      case ProjectedRow.Requested requested -> {}
      case ProjectedRow.Overseen overseen -> {}
      case ProjectedRow.Accessed accessed -> {}
      case ProjectedRow.Released released -> {}
      case ProjectedRow.Alerted alerted -> {}
    }
  }

  private void refused(Reject reject) {
    Integer partition = reject.originalPartition();
    Long offset = reject.originalOffset();
    if (partition == null || offset == null) {
      return;
    }
    if (reject.originalTopic().equals(Topics.CANDIDATES.name())) {
      scoring.ended(partition, offset);
    } else if (reject.originalTopic().equals(Topics.PREDICTIONS.name())) {
      SourcePosition source = sourceOf(reject);
      if (source != null) {
        explaining.ended(source.partition(), source.offset());
      }
    }
  }

  /** Where a refused prediction came from; null when the bytes are no prediction. */
  private static @Nullable SourcePosition sourceOf(Reject reject) {
    if (reject.value() == null) {
      return null;
    }
    return switch (Topics.PREDICTIONS.codec().decode(reject.value().toArray())) {
      case Decoded.Valid<Prediction>(Prediction prediction) -> prediction.source();
      case Decoded.Invalid<Prediction> invalid -> null;
    };
  }

  private Reach reach(int partition) {
    return reaches.computeIfAbsent(partition, p -> new Reach());
  }

  /** Recorded entries of a partition are numbered without a gap, whatever their offsets are. */
  private void recorded(String topic, int partition, long seq) {
    Long expected = sequences.put(topic + "-" + partition, seq + 1);
    if (expected != null && seq > expected) {
      unrecorded += seq - expected;
    }
  }

  /** The balance of every hop; complete when {@link #next} is past what the readers caused. */
  public synchronized Map<String, Balance> balances(Done done) {
    Map<Integer, Long> explained = new HashMap<>();
    done.explainer()
        .forEach((partition, offset) -> explained.put(partition, reach(partition).below(offset)));
    Map<String, Balance> balances = new TreeMap<>();
    balances.put(SCORING, scoring.balance(done.scorer()));
    balances.put(EXPLAINING, explaining.balance(explained));
    balances.put(RECORDING, new Balance(unrecorded, 0));
    return balances;
  }

  /** Takes the accounts up where a ledger already is, and forgets what was in them. */
  public synchronized void resume(Standing standing) {
    scoring = new HopAccount();
    explaining = new HopAccount();
    reaches.clear();
    sequences.clear();
    standing.candidates().forEach(scoring::resume);
    standing.sources().forEach(explaining::resume);
    standing.notScored().forEach(one -> scoring.resumeOpen(one.partition(), one.offset()));
    standing.notExplained().forEach(one -> explaining.resumeOpen(one.partition(), one.offset()));
    standing.early().forEach(one -> scoring.ended(one.partition(), one.offset()));
    standing.earlyExplained().forEach(one -> explaining.ended(one.partition(), one.offset()));
    for (Map.Entry<Integer, Long> end : standing.predictions().entrySet()) {
      reach(end.getKey()).reached(end.getValue(), explaining.next(end.getKey()));
      reach(end.getKey()).sample();
    }
    sequences.putAll(standing.sequences());
    unrecorded = standing.unrecorded();
    next = standing.next();
  }
}
