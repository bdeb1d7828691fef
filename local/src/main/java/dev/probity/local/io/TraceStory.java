// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.auditsink.query.Hop;
import dev.probity.explainer.ProbabilityText;
import dev.probity.explainer.ReasonCatalogue;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.RecordCodec;
import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.Feature;
import dev.probity.topics.profile.Label;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.ExplanationReason;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.value.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to one candidate, hop by hop, in words that quote the recorded numbers. */
public final class TraceStory {
  private static final int SHOWN_CONTRIBUTIONS = 5;
  private static final String INDENT = "      ";

  private final Profile profile;
  private final ProbabilityText probability;
  private @Nullable Prediction decided;

  /**
   * A story about a candidate of this profile.
   *
   * @param catalogue the words of explanations
   */
  public TraceStory(Profile profile, ReasonCatalogue catalogue) {
    this.profile = profile;
    this.probability = new ProbabilityText(profile, catalogue);
  }

  /** The story, one line after the other. */
  public List<String> tell(String candidateId, List<Hop> hops) {
    // The ledger takes topics in as they come; a reader wants what happened in its order.
    List<Hop> inTime = hops.stream().sorted(Comparator.comparing(TraceStory::time)).toList();
    List<String> lines = new ArrayList<>();
    lines.add("candidate " + candidateId + ": " + hops.size() + " entries in the ledger");
    Instant previous = null;
    for (Hop hop : inTime) {
      lines.add(place(hop, previous));
      previous = time(hop);
      Bytes value = hop.value();
      if (value == null) {
        lines.add(INDENT + "the record itself has been erased; the entry commits to its digest");
      } else {
        words(hop, value.toArray()).forEach(line -> lines.add(INDENT + line));
      }
    }
    return lines;
  }

  private static Instant time(Hop hop) {
    Instant recorded = hop.recordTime();
    return recorded == null ? hop.appendTime() : recorded;
  }

  private static String place(Hop hop, @Nullable Instant previous) {
    Long signed = hop.signedSize();
    long millis = previous == null ? 0 : Duration.between(previous, time(hop)).toMillis();
    return String.format(
        Locale.ROOT,
        "  %s  %+,d ms  %-20s %s %d@%d; ledger entry %,d, %s",
        time(hop),
        millis,
        hop.event().code(),
        hop.position().topic(),
        hop.position().partition(),
        hop.position().offset(),
        hop.idx(),
        signed == null
            ? "not under a signed head yet"
            : String.format(Locale.ROOT, "under the signed head of %,d", signed));
  }

  private List<String> words(Hop hop, byte[] value) {
    EventType event = hop.event();
    if (event == EventType.CANDIDATE_RECEIVED || event == EventType.CANDIDATE_HISTORY) {
      return Codecs.candidateEvent(event, value)
              instanceof Decoded.Valid<CandidateEvent>(Candidate candidate)
          ? List.of(attributes(candidate))
          : unreadable();
    }
    if (event == EventType.PREDICTION_SCORED) {
      return read(Topics.PREDICTIONS.codec(), value, this::prediction);
    }
    if (event == EventType.EXPLANATION_COMPUTED) {
      return read(Topics.EXPLANATIONS.codec(), value, this::explanation);
    }
    if (event == EventType.OUTCOME_OBSERVED) {
      return read(Topics.OUTCOMES.codec(), value, this::outcome);
    }
    return List.of();
  }

  /** Puts a record into words. */
  private interface Wording<T> {
    List<String> of(T value);
  }

  private static <T> List<String> read(RecordCodec<T> codec, byte[] value, Wording<T> wording) {
    return switch (codec.decode(value)) {
      case Decoded.Valid<T>(T record) -> wording.of(record);
      case Decoded.Invalid<T> invalid -> unreadable();
    };
  }

  private static List<String> unreadable() {
    return List.of("the recorded bytes are none of our records; they are kept as they came");
  }

  private String attributes(Candidate candidate) {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, AttributeValue> each : candidate.attributes().entrySet()) {
      texts.add(each.getKey() + " " + value(each.getKey(), each.getValue()));
    }
    return String.join(", ", texts) + "; protected attributes travel apart and are not shown";
  }

  private String value(String name, AttributeValue value) {
    String text =
        switch (value) {
          case AttributeValue.Number number -> number(number.value());
          case AttributeValue.Text words -> words.value();
          case AttributeValue.Missing missing -> "missing";
        };
    Feature feature = profile.feature(name);
    CodeBook codes =
        switch (feature) {
          case Feature.Ordinal ordinal -> ordinal.codes();
          case Feature.Categorical categorical -> categorical.codes();
          case Feature.Numeric numeric -> null;
          case null -> null;
        };
    String label = codes == null ? null : codes.label(value);
    return label == null ? text : text + " (" + label + ")";
  }

  private List<String> prediction(Prediction prediction) {
    decided = prediction;
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s %s, digest %s: margin %.4f, calibrated probability %.4f, %s the threshold %.2f:"
                + " band %s",
            prediction.model(),
            prediction.modelVersion(),
            prediction.modelDigest().substring(0, 12),
            prediction.margin(),
            prediction.probability(),
            prediction.positive() ? "above" : "not above",
            prediction.threshold(),
            prediction.band()));
    if (!prediction.flags().isEmpty()) {
      lines.add("flags: " + String.join(", ", prediction.flags()));
    }
    return lines;
  }

  private List<String> explanation(Explanation explanation) {
    List<String> pushes =
        explanation.contributions().stream()
            .sorted(Comparator.comparingDouble((Contribution one) -> -Math.abs(one.value())))
            .limit(SHOWN_CONTRIBUTIONS)
            .map(one -> String.format(Locale.ROOT, "%s %+.3f", one.feature(), one.value()))
            .toList();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "from the base value %.4f, pushed most by %s; all %d add up to the margin %.4f"
                + " (residual %.1e)",
            explanation.baseValue(),
            String.join(", ", pushes),
            explanation.contributions().size(),
            explanation.margin(),
            explanation.residual()));
    for (ExplanationReason reason : explanation.reasonCodes()) {
      lines.add("reason: " + reason.text());
    }
    lines.addAll(probability.lines(explanation));
    return lines;
  }

  private List<String> outcome(Outcome outcome) {
    String observed = String.join(", ", new ArrayList<>(outcome.observed().keySet()));
    Prediction before = decided;
    return switch (profile.target().label(outcome.observed())) {
      case Label.Known known ->
          List.of(
              observed
                  + " became known: band "
                  + known.band()
                  + (before == null
                      ? ""
                      : before.positive() == known.positive()
                          ? ", as predicted"
                          : ", not as predicted"));
      case Label.Unknown unknown -> List.of(observed + " became known, which tells no band");
    };
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%s", value);
  }
}
