// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Purpose;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FileMappingTest {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final List<String> HEADER =
      List.of(
          ("SERIALNO,SPORDER,STATE,SEX,RAC1P,CIT,COW,INDP,OCCP,HICOV,WKWN,WKHP,AGEP,SCHL,WAGP")
              .split(","));
  private static final String ROW = "2024HU1,2,36,2,1,1,1,7860,4720,1,52,40,33,21,52000";

  @Test
  void columnsBecomeTheCandidateByName() {
    Candidate candidate = mapping().candidate(row(ROW));
    assertEquals("2024HU1-2", candidate.id());
    assertEquals(Purpose.HISTORY, candidate.purpose());
    assertEquals("2024HU1", candidate.provenance().group());
    assertEquals(AttributeValue.of(33), candidate.attributes().get("AGEP"));
    assertEquals(Set.copyOf(PROFILE.featureNames()), candidate.attributes().keySet());
    assertEquals(Set.of("SEX", "RAC1P"), candidate.protectedAttributes().names());
  }

  @Test
  void theTargetsColumnBecomesAnOutcome() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Outcome outcome = mapping().outcome(row(ROW), "2024HU1-2", now);
    assertNotNull(outcome);
    assertEquals(AttributeValue.of(52_000), outcome.observed().get("WAGP"));
    assertNull(mapping().outcome(row(ROW.replace("52000", "")), "2024HU1-2", now));
  }

  @Test
  void namesTheColumnsNobodyReads() {
    assertEquals(List.of("STATE"), mapping().ignored());
    assertTrue(mapping().hasOutcomes());
  }

  @Test
  void emptyCellsAreMissingAndTextsInNumberColumnsStayTexts() {
    Candidate candidate = mapping().candidate(row("h,1,36,2,1,,x1,7860,4720,1,52,40,-3.5,21,1"));
    assertEquals(AttributeValue.MISSING, candidate.attributes().get("CIT"));
    assertEquals(AttributeValue.of("x1"), candidate.attributes().get("COW"));
    assertEquals(AttributeValue.of(-3.5), candidate.attributes().get("AGEP"));
  }

  @Test
  void onlyPlainNumbersAreNumbers() {
    for (String text : List.of("1e5", "0x10", "1.", ".5", "--1", "NaN", "1 ", "٣", "+1", "-")) {
      Candidate candidate =
          mapping().candidate(row("h,1,36,2,1," + text + ",1,7860,4720,1,52,40,33,21,1"));
      assertEquals(AttributeValue.of(text), candidate.attributes().get("CIT"), text);
    }
  }

  @Test
  void refusesARowThatIsNotAsWideAsTheHeaderOrHasNoId() {
    assertThrows(IllegalArgumentException.class, () -> mapping().candidate(row("a,b")));
    String noId = ROW.replaceFirst("2024HU1,2", ",2");
    assertThrows(IllegalArgumentException.class, () -> mapping().candidate(row(noId)));
  }

  @Test
  void namesEveryMissingColumnAtOnce() {
    IllegalArgumentException missing =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                FileMapping.of(
                    List.of("AGEP", "SEX"), PROFILE, Purpose.DECISION, List.of("id"), "G"));
    for (String name : List.of("id", "G", "CIT", "SCHL")) {
      assertTrue(missing.getMessage().contains(name), missing.getMessage());
    }
  }

  private static FileMapping mapping() {
    return FileMapping.of(
        HEADER, PROFILE, Purpose.HISTORY, List.of("SERIALNO", "SPORDER"), "SERIALNO");
  }

  private static CsvRow row(String text) {
    return new CsvRow(2, text, Arrays.asList(text.split(",", -1)));
  }
}
