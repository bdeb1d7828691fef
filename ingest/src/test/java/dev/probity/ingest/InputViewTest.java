// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Candidates;
import dev.probity.topics.Predictions;
import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class InputViewTest {
  private static final List<Profile> PROFILES = List.of(ProfileFiles.load("acs-salary"));
  private static final Prediction EXAMPLE = Predictions.example();
  private static final Bytes CANDIDATE =
      Bytes.copyOf(Topics.CANDIDATES.codec().encode(Candidates.without("WKHP")));

  @Test
  void theInputIsToldInTheProfilesWordsWithoutProtectedAttributes() {
    // Given
    Answer answer = scored(List.of("unseen:OCCP"), EXAMPLE.source());

    // When
    List<InputView.Row> rows = InputView.of(answer, PROFILES);

    // Then
    assertEquals(PROFILES.getFirst().featureNames(), rows.stream().map(r -> r.name()).toList());
    Map<String, InputView.Row> named =
        rows.stream().collect(Collectors.toMap(InputView.Row::name, Function.identity()));
    InputView.Row age = named.get("AGEP");
    assertEquals("Age", age.label());
    assertEquals("years", age.unit());
    assertEquals(AttributeValue.of(34), age.value());
    assertNull(age.meaning());
    assertFalse(age.missing() || age.unseen());
    assertEquals("Born in the United States", named.get("CIT").meaning());
    assertTrue(named.get("OCCP").unseen());
    assertTrue(named.get("WKHP").missing());
    assertFalse(named.containsKey("SEX"));
  }

  /** A record that came later is not what the prediction was made from. */
  @Test
  void theInputOfAnotherRecordIsNotShown() {
    SourcePosition later = new SourcePosition(Topics.CANDIDATES.name(), 0, 99_999);
    assertNull(InputView.of(scored(List.of(), later), PROFILES));
  }

  @Test
  void whatNoProfileHereKnowsIsNotShown() {
    assertNull(InputView.of(scored(List.of(), EXAMPLE.source()), List.of()));
    assertNull(InputView.of(Answer.ACCEPTED, PROFILES));
  }

  private static Answer scored(List<String> flags, SourcePosition inputAt) {
    Prediction prediction =
        new Prediction(
            EXAMPLE.id(),
            EXAMPLE.candidateId(),
            EXAMPLE.profile(),
            EXAMPLE.model(),
            EXAMPLE.modelVersion(),
            EXAMPLE.modelDigest(),
            EXAMPLE.variant(),
            EXAMPLE.source(),
            EXAMPLE.eventTime(),
            EXAMPLE.vector(),
            EXAMPLE.margin(),
            EXAMPLE.rawProbability(),
            EXAMPLE.probability(),
            EXAMPLE.threshold(),
            EXAMPLE.positive(),
            EXAMPLE.band(),
            flags);
    return Answer.ACCEPTED
        .received(new Received(inputAt, CANDIDATE))
        .scored(Bytes.copyOf(Topics.PREDICTIONS.codec().encode(prediction)));
  }
}
