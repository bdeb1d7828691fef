// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import org.junit.jupiter.api.Test;

class CandidateCodecTest {

  private static final String FULL =
      "{\"id\":\"C-1001\",\"purpose\":\"decision\",\"profile\":\"acs-salary\","
          + "\"attributes\":{\"AGEP\":34,\"WKHP\":37.5,\"COW\":\"1\",\"OCCP\":null},"
          + "\"protected\":{\"SEX\":1,\"RAC1P\":1},"
          + "\"provenance\":{\"group\":\"H-7\",\"requisition\":null,\"tenant\":null}}";

  @Test
  void writesWhatItReadByteForByte() {
    // Given
    Candidate candidate = read(FULL);
    // When
    String written = new String(Codecs.CANDIDATE.encode(candidate), UTF_8);
    // Then
    assertEquals(FULL, written);
    assertEquals(AttributeValue.of(34), candidate.attributes().get("AGEP"));
    assertEquals(AttributeValue.MISSING, candidate.attributes().get("OCCP"));
    assertEquals(
        AttributeValue.of(1),
        candidate.protectedAttributes().values(FairnessAccess.forPurpose("test")).get("SEX"));
  }

  @Test
  void fillsInWhatTheSenderMayLeaveOut() {
    // Given
    String shortest = "{\"profile\":\"p\",\"attributes\":{}}";
    // When
    Decoded<Candidate> decoded = Codecs.candidateOr("C-1").decode(shortest.getBytes(UTF_8));
    // Then
    Candidate candidate =
        assertInstanceOf(Decoded.Valid.class, decoded).value() instanceof Candidate c ? c : null;
    assertEquals("C-1", candidate.id());
    assertEquals(Purpose.DECISION, candidate.purpose());
  }

  @Test
  void namesCodeAndPlaceOfARefusalButNotTheValue() {
    // When
    Decoded<Candidate> decoded =
        Codecs.CANDIDATE.decode(FULL.replace("34", "true").getBytes(UTF_8));
    // Then
    assertEquals(
        new Decoded.Invalid<Candidate>(ReasonCode.TYPE, "must be a number", "/attributes/AGEP"),
        decoded);
  }

  private static Candidate read(String json) {
    return switch (Codecs.CANDIDATE.decode(json.getBytes(UTF_8))) {
      case Decoded.Valid<Candidate> valid -> valid.value();
      case Decoded.Invalid<Candidate> invalid -> throw new AssertionError(invalid);
    };
  }
}
