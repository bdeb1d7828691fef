// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.Ensemble;
import dev.probity.model.codec.XgboostReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** Real Census rows scored by a golden model, dealt out as a seeded stream of phases. */
final class AcsStream {
  static final List<String> FEATURES =
      List.of(
          "SEX", "RAC1P", "CIT", "COW", "INDP", "OCCP", "HICOV", "WKWN", "WKHP", "AGEP", "SCHL");
  private static final String NEW_YORK = "36";
  private static final Set<String> STATES = Set.of(NEW_YORK, "25", "53", "28", "54", "05");

  /** A scored row. */
  record Row(
      String id, double[] vector, double probability, boolean label, String sex, String race) {
    boolean positive() {
      return probability > .5;
    }
  }

  /** A phase of a stream: which states, how many rows. */
  record Phase(List<String> states, int rows) {}

  private final Map<String, List<Row>> pools = new HashMap<>();
  private final List<Row> reference = new ArrayList<>();

  private AcsStream() {}

  /** The full files beside the project; the test is skipped, saying why, where they are absent. */
  static AcsStream load() {
    Path data = outside("data/acs2024.csv.gz");
    Path model = outside("golden/model/xgb_100x6.json");
    AcsStream stream = new AcsStream();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(data)), StandardCharsets.UTF_8))) {
      Ensemble ensemble = XgboostReader.read(Files.readAllBytes(model)).ensemble();
      List<String> header = List.of(lines.readLine().split(","));
      lines.lines().forEach(line -> stream.take(header, line.split(","), ensemble));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stream;
  }

  private static Path outside(String name) {
    Path path = Path.of(System.getProperty("probity.root", ".."), "..", "shared").resolve(name);
    if (!Files.exists(path)) {
      System.out.println("SKIPPED: ../shared/" + name + " is absent beside the project");
    }
    Assumptions.assumeTrue(
        Files.exists(path), "../shared/" + name + " is absent beside the project");
    return path;
  }

  private void take(List<String> header, String[] cells, Ensemble ensemble) {
    String state = cells[header.indexOf("STATE")];
    boolean fitted = cells[header.indexOf("ROLE")].equals("train");
    if (!STATES.contains(state) || fitted) {
      return;
    }
    float[] vector = new float[FEATURES.size()];
    double[] wide = new double[FEATURES.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(cells[header.indexOf(FEATURES.get(i))]);
      wide[i] = vector[i];
    }
    String household = cells[header.indexOf("SERIALNO")];
    Row row =
        new Row(
            household + "-" + cells[header.indexOf("SPORDER")],
            wide,
            Ensemble.probability(ensemble.margin(vector)),
            Integer.parseInt(cells[header.indexOf("WAGP")]) <= 45_000,
            cells[header.indexOf("SEX")],
            cells[header.indexOf("RAC1P")]);
    if (state.equals(NEW_YORK) && hash("ref:" + household) % 2 == 0) {
      reference.add(row);
    } else {
      pools.computeIfAbsent(state, s -> new ArrayList<>()).add(row);
    }
  }

  private static int hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return hash[31] & 0xff;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** New York households the stream never shows. */
  List<Row> reference() {
    return reference;
  }

  static List<Phase> demo() {
    return List.of(
        new Phase(List.of(NEW_YORK), 10_000),
        new Phase(List.of("25", "53"), 8_000),
        new Phase(List.of("28", "54", "05"), 12_000),
        new Phase(List.of(NEW_YORK), 10_000));
  }

  static List<Phase> quiet() {
    return Collections.nCopies(4, new Phase(List.of(NEW_YORK), 10_000));
  }

  /** Draws without replacement over the whole run; a used-up pool starts again. */
  List<Row> draw(List<Phase> phases, long seed) {
    Random random = new Random(seed);
    Map<List<String>, List<Row>> decks = new HashMap<>();
    List<Row> rows = new ArrayList<>();
    for (Phase phase : phases) {
      List<Row> deck = decks.computeIfAbsent(phase.states(), s -> new ArrayList<>());
      for (int i = 0; i < phase.rows(); i++) {
        if (deck.isEmpty()) {
          phase.states().forEach(state -> deck.addAll(pools.get(state)));
          Collections.shuffle(deck, random);
        }
        rows.add(deck.removeLast());
      }
    }
    return rows;
  }
}
