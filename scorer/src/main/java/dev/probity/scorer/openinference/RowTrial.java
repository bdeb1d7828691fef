// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import dev.probity.scorer.ScoringBatch;
import dev.probity.scorer.ScoringResult.Unscorable;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.Topics;
import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.Feature;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.FieldNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tries every row out on the release before anything is published. */
final class RowTrial {
  /** Where a row that is only tried out stands. */
  private static final SourcePosition NOWHERE = new SourcePosition(Topics.CANDIDATES.name(), 0, 0);

  private RowTrial() {}

  static CandidateRows of(ServingModel serving, InferenceRequest request, Supplier<String> ids) {
    try {
      Profile profile = serving.profile();
      Map<String, Tensor> tensors = named(profile, request.inputs());
      int rows = sameRows(request.inputs());
      ScoringBatch trial = new ScoringBatch(serving);
      List<Candidate> candidates = new ArrayList<>(rows);
      Faults faults = new Faults();
      for (int row = 0; row < rows; row++) {
        Candidate candidate = candidate(profile, tensors, row, ids.get());
        faults.note(row, trial.add(candidate, NOWHERE, Instant.EPOCH));
        candidates.add(candidate);
      }
      return faults.code == null
          ? new CandidateRows.Accepted(candidates)
          : new CandidateRows.Refused(faults.code, faults.words.toString());
    } catch (MalformedRequest e) {
      InferenceReading.Refused refused = e.refused();
      return new CandidateRows.Refused(refused.code(), refused.reason());
    }
  }

  /** The datatype a feature has in the metadata. */
  static Datatype datatype(Feature feature) {
    return switch (feature) {
      case Feature.Numeric numeric -> numeric.whole() ? Datatype.INT64 : Datatype.FP64;
      case Feature.Ordinal ordinal -> Datatype.INT64;
      case Feature.Categorical categorical -> datatype(categorical.codes());
    };
  }

  private static Datatype datatype(CodeBook codes) {
    return codes.numeric() ? Datatype.INT64 : Datatype.BYTES;
  }

  /** The faults of rows, as many as fit a reason. */
  private static final class Faults {
    private static final int LONGEST = 440;

    private final StringBuilder words = new StringBuilder();
    private @Nullable ReasonCode code;
    private boolean full;

    void note(int row, @Nullable Unscorable fault) {
      if (fault == null) {
        return;
      }
      code = code == null ? fault.code() : code;
      String more = (words.isEmpty() ? "" : "; ") + "row " + row + ": " + fault.reason();
      if (!full && words.length() + more.length() <= LONGEST) {
        words.append(more);
      } else if (!full) {
        full = true;
        words.append(words.isEmpty() ? more.substring(0, LONGEST) : " ...");
      }
    }
  }

  private static Map<String, Tensor> named(Profile profile, List<Tensor> inputs)
      throws MalformedRequest {
    if (inputs.isEmpty()) {
      throw MalformedRequest.schema("inputs: expected one tensor for each feature, got none");
    }
    Map<String, Tensor> tensors = new HashMap<>();
    for (Tensor input : inputs) {
      String shown = FieldNames.shown(input.name());
      Feature feature = profile.feature(input.name());
      if (feature == null) {
        throw MalformedRequest.schema(
            "input " + shown + ": unknown, expected one of " + profile.featureNames());
      }
      if (tensors.put(input.name(), input) != null) {
        throw MalformedRequest.schema("input " + shown + ": given twice");
      }
      boolean fits = datatype(feature).isText() == input.datatype().isText();
      if (!fits || input.datatype() == Datatype.BOOL) {
        throw MalformedRequest.type(
            "input " + shown + ": expected " + datatype(feature) + ", got " + input.datatype());
      }
    }
    TreeSet<String> missing = new TreeSet<>(profile.featureNames());
    missing.removeAll(tensors.keySet());
    if (!missing.isEmpty()) {
      throw MalformedRequest.schema("inputs: expected also " + missing);
    }
    return tensors;
  }

  private static int sameRows(List<Tensor> inputs) throws MalformedRequest {
    Tensor first = inputs.getFirst();
    for (Tensor input : inputs) {
      if (input.data().size() != first.data().size()) {
        throw MalformedRequest.schema(
            "input "
                + FieldNames.shown(input.name())
                + (": expected " + first.data().size() + " rows as in ")
                + (FieldNames.shown(first.name()) + ", got " + input.data().size()));
      }
    }
    return first.data().size();
  }

  private static Candidate candidate(
      Profile profile, Map<String, Tensor> tensors, int row, String id) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    for (Feature feature : profile.features()) {
      Tensor tensor = tensors.get(feature.name());
      if (tensor != null) {
        attributes.put(
            feature.name(),
            switch (tensor.data()) {
              case Column.Numbers numbers -> AttributeValue.of(numbers.at(row));
              case Column.Texts(List<String> values) -> AttributeValue.of(values.get(row));
            });
      }
    }
    return new Candidate(
        id, Purpose.DECISION, profile.name(), attributes, Protected.NONE, Provenance.UNKNOWN);
  }
}
