// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.scorer.FixedModels;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidateRowsTest {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final ServingModel SERVING =
      ServingModel.bind(FixedModels.over(PROFILE, 1), PROFILE);

  private static CandidateRows rows(String json) {
    InferenceReading reading =
        new RequestReader(new Limits(1_000, 1 << 20)).read(json.getBytes(UTF_8), null);
    AtomicInteger ids = new AtomicInteger();
    return CandidateRows.of(
        SERVING,
        assertInstanceOf(InferenceReading.Readable.class, reading, reading.toString()).request(),
        () -> "oip-" + ids.getAndIncrement());
  }

  @Test
  @DisplayName("RT-53, RT-40: every row of a batch is a candidate with an id of its own")
  void everyRowIsACandidateOfItsOwn() {
    // When
    CandidateRows.Accepted accepted =
        assertInstanceOf(CandidateRows.Accepted.class, rows(Requests.json(1_000)));

    // Then
    assertEquals(1_000, accepted.candidates().stream().map(Candidate::id).distinct().count());
    Candidate last = accepted.candidates().getLast();
    assertEquals(Purpose.DECISION, last.purpose());
    assertEquals(Protected.NONE, last.protectedAttributes());
    assertEquals(AttributeValue.of(45), last.attributes().get("AGEP"));
    assertEquals(PROFILE.featureNames(), List.copyOf(last.attributes().keySet()));
  }

  @ParameterizedTest
  @DisplayName("RT-10 to RT-24 at the Open Inference door: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          45,45|45,-5|RANGE|row 1: /attributes/AGEP: expected 17 to 99
          21,21|21,1000|RANGE|row 1: /attributes/SCHL
          10,10|10,12345678|RANGE|row 1: /attributes/OCCP
          AGEP|AGES|SCHEMA|input AGES: unknown
          AGEP|SCHL|SCHEMA|input SCHL: given twice
          "AGEP","shape":[2],"datatype":"INT64","data":[45,45]|"AGEP","shape":[1],"datatype":"INT64","data":[45]|SCHEMA|input AGEP: expected 2 rows as in CIT, got 1
          "AGEP","shape":[2],"datatype":"INT64","data":[45,45]|"AGEP","shape":[2],"datatype":"FP64","data":[45.5,45]|TYPE|row 0: /attributes/AGEP: expected a whole number
          "AGEP","shape":[2],"datatype":"INT64","data":[45,45]|"AGEP","shape":[2],"datatype":"BYTES","data":["45","45"]|TYPE|input AGEP: expected INT64, got BYTES
          "AGEP","shape":[2],"datatype":"INT64","data":[45,45]|"AGEP","shape":[2],"datatype":"BOOL","data":[true,true]|TYPE|input AGEP: expected INT64, got BOOL
          """)
  void aRowAtFaultIsNamedAndNothingIsScored(
      String good, String bad, ReasonCode code, String words) {
    // When
    CandidateRows rows = rows(Requests.json().replace(good, bad));

    // Then
    CandidateRows.Refused refused =
        assertInstanceOf(CandidateRows.Refused.class, rows, rows.toString());
    assertEquals(code, refused.code());
    assertTrue(refused.reason().contains(words), refused.reason());
  }

  @Test
  @DisplayName("RT-16: 52.0 is 52, whatever number type carries it")
  void wholeFloatsAreCodes() {
    String floats = Requests.json().replace("INT64", "FP32").replace("52,52", "52.0,52");
    assertInstanceOf(CandidateRows.Accepted.class, rows(floats));
  }

  @Test
  void missingTensorsAreNamedAndNoneIsRefused() {
    CandidateRows none = rows("{\"inputs\":[]}");
    assertTrue(none.toString().contains("got none"), none.toString());
    CandidateRows one =
        rows(
            "{\"inputs\":[{\"name\":\"AGEP\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[45]}]}");
    assertTrue(one.toString().contains("CIT, COW, HICOV"), one.toString());
  }

  @Test
  @DisplayName("RT-24: a long list of faults is cut and repeats no value")
  void theReasonIsBounded() {
    CandidateRows.Refused refused =
        assertInstanceOf(
            CandidateRows.Refused.class, rows(Requests.json(1_000).replace("45", "777")));
    assertTrue(refused.reason().length() <= 450, refused.reason());
    assertTrue(refused.reason().endsWith(" ..."), refused.reason());
    assertEquals(-1, refused.reason().indexOf("777"));
  }
}
