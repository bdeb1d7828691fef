// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The real rows the repository carries (README beside them), as candidates and outcomes. */
public final class AcsSample {
  /** When all outcomes of the tests were observed. */
  public static final Instant OBSERVED = Instant.parse("2024-12-31T00:00:00Z");

  private static final List<String> FEATURES =
      List.of("CIT", "COW", "INDP", "OCCP", "HICOV", "WKWN", "WKHP", "AGEP", "SCHL");
  private static final List<String> GUARDED = List.of("SEX", "RAC1P");

  private AcsSample() {}

  /** A row of the file. */
  public record Row(String serial, String person, String role, Map<String, Integer> values) {
    /** The row as history to train on. */
    public Candidate candidate() {
      return new Candidate(
          serial + "-" + person,
          Purpose.HISTORY,
          "acs-salary",
          attributes(FEATURES),
          Protected.of(attributes(GUARDED)),
          new Provenance(serial, null, null));
    }

    /** What was observed. */
    public Outcome outcome() {
      return new Outcome(serial + "-" + person, null, attributes(List.of("WAGP")), OBSERVED);
    }

    private Map<String, AttributeValue> attributes(List<String> names) {
      Map<String, AttributeValue> attributes = new LinkedHashMap<>();
      names.forEach(name -> attributes.put(name, AttributeValue.of(values.get(name))));
      return attributes;
    }
  }

  /** New York's rows of a role, train or test, in the file's order. */
  public static List<Row> newYork(String role) {
    Path file =
        Path.of(System.getProperty("probity.root", ".."))
            .resolve("local/src/main/resources/acs/acs-sample.csv.gz");
    List<Row> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      List<String> header = Arrays.asList(lines.readLine().split(",", -1));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(",", -1);
        boolean wanted = cells[header.indexOf("STATE")].equals("36");
        if (wanted && cells[header.indexOf("ROLE")].equals(role)) {
          rows.add(row(header, cells));
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** About one row in {@code share}, whole households. */
  public static List<Row> some(List<Row> rows, int share) {
    return rows.stream()
        .filter(row -> Integer.remainderUnsigned(row.serial().hashCode() * 31, share) == 0)
        .toList();
  }

  private static Row row(List<String> header, String[] cells) {
    Map<String, Integer> values = new HashMap<>();
    for (List<String> names : List.of(FEATURES, GUARDED, List.of("WAGP"))) {
      names.forEach(name -> values.put(name, Integer.valueOf(cells[header.indexOf(name)])));
    }
    return new Row(
        cells[header.indexOf("SERIALNO")],
        cells[header.indexOf("SPORDER")],
        cells[header.indexOf("ROLE")],
        values);
  }
}
