// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The salary profile against the Census code-book and the sample the repository carries. */
class CensusProfileTest {
  private static final Path DATA =
      Path.of(System.getProperty("probity.root", ".."), "local/src/main/resources/acs");
  private final Profile profile = ProfileTexts.acsSalary();
  private final CandidateRules rules = CandidateRules.of(profile);

  /** Counts of one file: rows, rows that keep the rules, violations by column, positive labels. */
  private static final class Count {
    int rows;
    int valid;
    int positive;
    final Map<String, Integer> broken = new TreeMap<>();
  }

  private Count count(String file, int everyNth) throws IOException {
    Count count = new Count();
    int seen = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DATA.resolve(file)), 1 << 16),
                StandardCharsets.UTF_8))) {
      List<String> header = List.of(lines.readLine().split(","));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (seen++ % everyNth == 0) {
          add(header, line.split(",", -1), count);
        }
      }
    }
    return count;
  }

  private void add(List<String> header, String[] cells, Count count) {
    Map<String, AttributeValue> row = new HashMap<>();
    for (String name :
        List.of(
            "CIT", "COW", "INDP", "OCCP", "HICOV", "WKWN", "WKHP", "AGEP", "SCHL", "SEX", "RAC1P",
            "WAGP")) {
      String cell = cells[header.indexOf(name)];
      row.put(
          name,
          cell.isEmpty() ? AttributeValue.MISSING : AttributeValue.of(Integer.parseInt(cell)));
    }
    count.rows++;
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    profile.featureNames().forEach(name -> attributes.put(name, row.get(name)));
    Map<String, AttributeValue> closed = Map.of("SEX", row.get("SEX"), "RAC1P", row.get("RAC1P"));
    switch (rules.check(
        new Candidate(
            "c",
            Purpose.HISTORY,
            "acs-salary",
            attributes,
            Protected.of(closed),
            Provenance.UNKNOWN))) {
      case CandidateVerdict.Valid() -> count.valid++;
      case CandidateVerdict.Invalid(List<Violation> violations) ->
          violations.forEach(
              violation ->
                  count.broken.merge(
                      violation.pointer().substring("/attributes/".length()), 1, Integer::sum));
    }
    if (profile.target().label(row) instanceof Label.Known known && known.positive()) {
      count.positive++;
    }
  }

  @Test
  void everyFifthWorkerOfTheSampleKeepsTheRules() throws IOException {
    // When
    Count count = count("acs-sample.csv.gz", 5);

    // Then (counted apart with Python's csv and json modules)
    assertEquals(25_562, count.rows);
    assertEquals(25_562, count.valid);
    assertEquals(12_667, count.positive);
  }

  @Test
  void personsWhoAreNoWorkersBreakThem() throws IOException {
    // When
    Count count = count("acs-unfiltered.csv.gz", 1);

    // Then (counted apart with Python's csv and json modules)
    assertEquals(2_000, count.rows);
    assertEquals(1_021, count.valid);
    assertEquals(
        Map.of(
            "AGEP", 297, "COW", 814, "INDP", 814, "OCCP", 814, "SCHL", 54, "WKHP", 975, "WKWN",
            975),
        count.broken);
  }

  @Test
  void labelsAreThoseOfTheCensusBook() throws IOException {
    // Given
    JsonNode book = new ObjectMapper().readTree(DATA.resolve("pums_labels.json").toFile());
    Map<String, CodeBook> books = new LinkedHashMap<>();
    for (Feature feature : profile.features()) {
      switch (feature) {
        case Feature.Numeric numeric -> {}
        case Feature.Ordinal(Feature.Facts facts, CodeBook codes) -> books.put(facts.name(), codes);
        case Feature.Categorical(Feature.Facts facts, CodeBook codes, UnseenPolicy unseen) ->
            books.put(facts.name(), codes);
      }
    }
    for (ProtectedAttribute attribute : profile.protectedAttributes()) {
      books.put(attribute.name(), attribute.codes());
    }

    // When, Then
    assertEquals(8, books.size());
    books.forEach((name, codes) -> assertEquals(census(book.get(name)), codes.labels(), name));
  }

  private static Map<AttributeValue, String> census(JsonNode column) {
    Map<AttributeValue, String> labels = new HashMap<>();
    assertInstanceOf(JsonNode.class, column);
    List<String> codes = new ArrayList<>();
    column.get("codes").fieldNames().forEachRemaining(codes::add);
    for (String code : codes) {
      if (!code.startsWith("b")) { // b, bb, bbbb: not applicable
        labels.put(
            AttributeValue.of(Integer.parseInt(code)), column.get("codes").get(code).textValue());
      }
    }
    return labels;
  }
}
