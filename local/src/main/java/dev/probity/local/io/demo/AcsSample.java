// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.ingest.CsvRow;
import dev.probity.ingest.CsvRows;
import dev.probity.ingest.FileMapping;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.CandidateVerdict;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The sample of real candidates that ships with the product: past cases, new ones, bad rows. */
final class AcsSample {
  /** The columns that together name a person. */
  static final List<String> ID = List.of("SERIALNO", "SPORDER");

  /** The column of people who must not be split between training and test. */
  static final String GROUP = "SERIALNO";

  private static final String FOLDER = "/acs/";
  private static final String NEW_YORK = "36";

  private final int target;
  private final Map<String, Integer> protectedColumns = new LinkedHashMap<>();
  private final FileMapping mapping;
  private final FileMapping badMapping;
  private final Map<String, List<String>> pools = new LinkedHashMap<>();

  private AcsSample(Profile profile) throws IOException {
    try (BufferedReader lines = open("acs-sample.csv.gz")) {
      CsvRows rows = new CsvRows(lines.lines().iterator());
      CsvRow first = rows.next();
      this.target = first.cells().indexOf(profile.target().source());
      profile
          .protectedAttributes()
          .forEach(one -> protectedColumns.put(one.name(), first.cells().indexOf(one.name())));
      this.mapping = FileMapping.of(first.cells(), profile, Purpose.DECISION, ID, GROUP);
      int state = first.cells().indexOf("STATE");
      int role = first.cells().indexOf("ROLE");
      while (rows.hasNext()) {
        CsvRow row = rows.next();
        boolean past = row.cells().get(role).equals("train");
        if (!past) {
          pools.computeIfAbsent(row.cells().get(state), key -> new ArrayList<>()).add(row.raw());
        }
      }
    }
    try (BufferedReader lines = open("acs-unfiltered.csv.gz")) {
      CsvRows rows = new CsvRows(lines.lines().iterator());
      this.badMapping = FileMapping.of(rows.next().cells(), profile, Purpose.DECISION, ID, GROUP);
      pools.put(DemoPlan.BAD, breaking(rows, CandidateRules.of(profile)));
    }
  }

  /** Reads the sample; a line of text per row, about 6 MB, is held. */
  static AcsSample load(Profile profile) throws IOException {
    return new AcsSample(profile);
  }

  private List<String> breaking(CsvRows rows, CandidateRules rules) {
    List<String> bad = new ArrayList<>();
    while (rows.hasNext()) {
      CsvRow row = rows.next();
      if (rules.check(badMapping.candidate(row)) instanceof CandidateVerdict.Invalid) {
        bad.add(row.raw());
      }
    }
    return bad;
  }

  private static BufferedReader open(String name) throws IOException {
    InputStream file =
        Objects.requireNonNull(AcsSample.class.getResourceAsStream(FOLDER + name), name);
    return new BufferedReader(new InputStreamReader(new GZIPInputStream(file, 65_536), UTF_8));
  }

  /** The number of rows by pool: test rows of New York, five states, bad rows. */
  Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    pools.forEach((name, rows) -> sizes.put(name, rows.size()));
    return sizes;
  }

  /** The candidate of a draw, under an id of its own when the pool had been used up before. */
  Candidate candidate(Draw draw) {
    FileMapping columns = draw.bad() ? badMapping : mapping;
    Candidate candidate = columns.candidate(row(draw));
    return draw.round() == 0
        ? candidate
        : new Candidate(
            candidate.id() + "-r" + draw.round(),
            candidate.purpose(),
            candidate.profile(),
            candidate.attributes(),
            candidate.protectedAttributes(),
            candidate.provenance());
  }

  /** What was observed of a draw's target, in the unit of the profile. */
  double observed(Draw draw) {
    return Double.parseDouble(row(draw).cells().get(target));
  }

  /** The protected groups of a draw by attribute, as the file has them. */
  Map<String, String> groups(Draw draw) {
    List<String> cells = row(draw).cells();
    Map<String, String> groups = new LinkedHashMap<>();
    protectedColumns.forEach((name, column) -> groups.put(name, cells.get(column)));
    return groups;
  }

  /** Whether the draw is one of New York's test rows, on which the model's quality is counted. */
  static boolean isTest(Draw draw) {
    return draw.pool().equals(NEW_YORK);
  }

  private CsvRow row(Draw draw) {
    List<String> lines = pools.get(draw.pool());
    if (lines == null) {
      throw new IllegalArgumentException("no pool " + draw.pool());
    }
    return new CsvRows(List.of(lines.get(draw.row())).iterator()).next();
  }

  /** Writes New York's past cases as an HR system would export them; returns their number. */
  static int writePastCases(Path file) throws IOException {
    int written = 0;
    try (BufferedReader lines = open("acs-sample.csv.gz");
        Writer out = Files.newBufferedWriter(file)) {
      out.write(lines.readLine() + "\n");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.endsWith(",train")) {
          out.write(line + "\n");
          written++;
        }
      }
    }
    return written;
  }
}
