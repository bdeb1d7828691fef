// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
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
    Candidate candidate = value(Codecs.candidateOr("C-1").decode(shortest.getBytes(UTF_8)));
    // Then
    assertEquals("C-1", candidate.id());
    assertEquals(Purpose.DECISION, candidate.purpose());
    assertEquals(Protected.NONE, candidate.protectedAttributes());
    assertEquals(Provenance.UNKNOWN, candidate.provenance());
  }

  @Test
  void anIdOfTheSenderWinsOverTheDefault() {
    assertEquals("C-1001", value(Codecs.candidateOr("C-1").decode(FULL.getBytes(UTF_8))).id());
  }

  @Test
  void theOrderOfTheSendersFieldsDoesNotMatter() {
    // Given
    String shuffled =
        "{\"attributes\":{},\"profile\":\"p\",\"provenance\":null,\"protected\":null,\"id\":\"a\"}";
    // When
    Candidate candidate = read(shuffled);
    // Then
    assertEquals(
        "{\"id\":\"a\",\"purpose\":\"decision\",\"profile\":\"p\",\"attributes\":{},"
            + "\"protected\":{},\"provenance\":{\"group\":null,\"requisition\":null,\"tenant\":null}}",
        new String(Codecs.CANDIDATE.encode(candidate), UTF_8));
  }

  @Test
  void numbersAreWrittenInTheFewestDigitsThatNameThem() {
    assertNumber("34", "34.0");
    assertNumber("34", "3.4e1");
    assertNumber("0.1", "0.10");
    assertNumber("0", "-0.0");
    assertNumber("9007199254740991", "9007199254740991");
    assertNumber("1.0E20", "1e20");
    assertNumber("4.9E-324", "4.9e-324");
    assertNumber("0.30000000000000004", "0.30000000000000004");
  }

  private static void assertNumber(String written, String sent) {
    Candidate candidate = read(FULL.replace("\"AGEP\":34", "\"AGEP\":" + sent));
    String json = new String(Codecs.CANDIDATE.encode(candidate), UTF_8);
    assertEquals(FULL.replace("\"AGEP\":34", "\"AGEP\":" + written), json, sent);
  }

  @Test
  void namesCodeAndPlaceOfARefusalButNotTheValue() {
    assertRefused(ReasonCode.TYPE, "/attributes/AGEP", FULL.replace("34", "true"));
    assertRefused(ReasonCode.SCHEMA, "/profile", FULL.replace("\"profile\":\"acs-salary\",", ""));
    assertRefused(ReasonCode.SCHEMA, "/provenance/x", FULL.replace("\"tenant\"", "\"x\""));
    assertRefused(ReasonCode.RANGE, "/purpose", FULL.replace("decision", "secret"));
    assertRefused(ReasonCode.SCHEMA, "/?", FULL.replace("\"id\"", "\"my secret\""));
    assertRefused(ReasonCode.DUPLICATE_KEY, "/attributes/WKHP", FULL.replace("AGEP", "WKHP"));
  }

  private static void assertRefused(ReasonCode code, String pointer, String json) {
    Decoded<Candidate> decoded = Codecs.CANDIDATE.decode(json.getBytes(UTF_8));
    var invalid = assertInstanceOf(Decoded.Invalid.class, decoded);
    assertEquals(code, invalid.code(), invalid::describe);
    assertEquals(pointer, invalid.pointer());
    assertEquals(-1, invalid.describe().indexOf("secret"));
  }

  private static Candidate read(String json) {
    return value(Codecs.CANDIDATE.decode(json.getBytes(UTF_8)));
  }

  private static Candidate value(Decoded<Candidate> decoded) {
    return switch (decoded) {
      case Decoded.Valid<Candidate> valid -> valid.value();
      case Decoded.Invalid<Candidate> invalid -> throw new AssertionError(invalid);
    };
  }
}
