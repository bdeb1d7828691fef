// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.model.Encoding;
import dev.probity.model.Score;
import dev.probity.model.Scorer;
import dev.probity.model.ScoringModel;
import dev.probity.scorer.ScoringResult.Unscorable;
import dev.probity.topics.Ids;
import dev.probity.topics.profile.CandidateVerdict;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import dev.probity.topics.record.Variant;
import dev.probity.topics.value.Doubles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Candidates that one release scores together: the trees are walked for all of them at once, which
 * costs a fraction of walking them one by one. A candidate gets the bits it would get alone. Used
 * by one thread.
 */
public final class ScoringBatch {
  private static final int FIRST_ROWS = 64;

  private final ServingModel serving;
  private final int columns;
  private final float[] vector;
  private float[] rows;
  private final List<Waiting> waiting = new ArrayList<>();

  private record Waiting(
      String candidateId,
      SourcePosition source,
      Instant eventTime,
      Variant variant,
      List<String> flags) {}

  /** An empty batch for this release. */
  public ScoringBatch(ServingModel serving) {
    this.serving = serving;
    this.columns = serving.model().spec().size();
    this.vector = new float[columns];
    this.rows = new float[FIRST_ROWS * columns];
  }

  /**
   * Validates and encodes a candidate and lets it wait for {@link #predictions}.
   *
   * @param candidate a candidate to decide on, as decoded
   * @param source where the candidate stands in the stream
   * @param eventTime the candidate event's own time, else the time Kafka gave its record
   * @param variant the role in which the release scores it
   * @param remarks flags of the prediction beside those of the encoding
   * @return null when it waits, else why it never will
   */
  public @Nullable Unscorable add(
      Candidate candidate,
      SourcePosition source,
      Instant eventTime,
      Variant variant,
      List<String> remarks) {
    if (serving.rules().check(candidate) instanceof CandidateVerdict.Invalid invalid) {
      return new Unscorable(Stage.VALIDATE, invalid.code(), invalid.reason());
    }
    return switch (serving
        .model()
        .spec()
        .encode(new CandidateRow(candidate.attributes()), vector)) {
      case Encoding.Encoded encoded -> {
        int from = waiting.size() * columns;
        if (from == rows.length) {
          rows = Arrays.copyOf(rows, 2 * rows.length);
        }
        System.arraycopy(vector, 0, rows, from, columns);
        List<String> flags = new ArrayList<>(encoded.flags());
        flags.addAll(remarks);
        waiting.add(new Waiting(candidate.id(), source, eventTime, variant, flags));
        yield null;
      }
      case Encoding.Refused(String feature, Encoding.Cause cause) ->
          new Unscorable(Stage.SCORE, code(cause), "/attributes/" + feature + ": " + words(cause));
    };
  }

  /** The same for the release that scores for people. */
  public @Nullable Unscorable add(Candidate candidate, SourcePosition source, Instant eventTime) {
    return add(candidate, source, eventTime, Variant.CHAMPION, List.of());
  }

  /** How many candidates wait. */
  public int size() {
    return waiting.size();
  }

  /** What the release says about the waiting candidates, in the order they came. */
  public List<Prediction> predictions() {
    double[] margins = new double[waiting.size()];
    Scorer scorer = serving.scorer();
    scorer.margins(rows, margins.length, margins, scorer.workspace());
    List<Prediction> predictions = new ArrayList<>(margins.length);
    for (int i = 0; i < margins.length; i++) {
      predictions.add(prediction(waiting.get(i), i * columns, margins[i]));
    }
    return predictions;
  }

  private Prediction prediction(Waiting one, int from, double margin) {
    ScoringModel model = serving.model();
    Score score = model.decide(margin);
    return new Prediction(
        Ids.prediction(one.source(), serving.digest()),
        one.candidateId(),
        model.profile(),
        model.name(),
        model.version(),
        serving.digest(),
        one.variant(),
        one.source(),
        one.eventTime(),
        Doubles.ofFloats(Arrays.copyOfRange(rows, from, from + columns)),
        score.margin(),
        score.rawProbability(),
        score.probability(),
        model.threshold(),
        score.positive(),
        serving.profile().target().band(score.positive()),
        one.flags());
  }

  private static ReasonCode code(Encoding.Cause cause) {
    return switch (cause) {
      case MISSING -> ReasonCode.SCHEMA;
      case UNSEEN -> ReasonCode.RANGE;
      case WRONG_TYPE, NOT_WHOLE -> ReasonCode.TYPE;
    };
  }

  private static String words(Encoding.Cause cause) {
    return switch (cause) {
      case MISSING -> "the release refuses a missing value";
      case UNSEEN -> "the release refuses a code it was not trained on";
      case WRONG_TYPE -> "the release expects another type";
      case NOT_WHOLE -> "the release expects a whole number";
    };
  }
}
