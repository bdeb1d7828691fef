// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.Ensemble;
import dev.probity.model.codec.XgboostReader;
import dev.probity.model.monitor.FairnessPolicy;
import dev.probity.model.monitor.MonitorSpec;
import dev.probity.model.monitor.MonitoredFeature;
import dev.probity.model.monitor.MonitoringReferenceBuilder;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.model.shap.TreeShap;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * Census rows of six states decided by a golden model whose inputs include SEX and RAC1P. The
 * reference is every second household of New York's test part, the others are the null stream.
 * Codes are categories, those of the rows the model was fitted on; others are unseen.
 */
final class AcsStream {
  static final String NEW_YORK = "36";
  static final List<String> FEATURES =
      List.of(
          "SEX", "RAC1P", "CIT", "COW", "INDP", "OCCP", "HICOV", "WKWN", "WKHP", "AGEP", "SCHL");
  private static final Set<String> NUMBERS = Set.of("WKWN", "WKHP", "AGEP", "SCHL");
  private static final Set<String> STATES = Set.of(NEW_YORK, "25", "53", "28", "54", "05");
  private static final String DIGEST = "ab".repeat(32);
  private static final int CHUNK = 1_000;
  private static final int HIGHEST_WAGE = 45_000;

  /** A decided row: features as the model's encoder would hand them to the monitor. */
  record Row(
      float[] raw,
      double[] vector,
      List<String> unseen,
      double probability,
      boolean label,
      String sex,
      String race) {
    boolean positive() {
      return probability > .5;
    }
  }

  /** A row as it is in the file. */
  private record Line(String state, boolean fitted, String household, float[] values, int wage) {}

  private final Map<String, List<Row>> byState = new LinkedHashMap<>();
  private final Map<Row, double[]> explained = new IdentityHashMap<>();
  private final TreeShap shap;
  private final MonitoredRelease release;

  private AcsStream(List<Line> lines, Ensemble ensemble) {
    List<List<String>> categories = categories(lines);
    List<Row> reference = new ArrayList<>();
    for (Line line : lines) {
      if (!line.fitted()) {
        Row row = row(line, categories, ensemble);
        boolean home = line.state().equals(NEW_YORK);
        if (home && hash("ref:" + line.household()) % 2 == 0) {
          reference.add(row);
        } else {
          byState.computeIfAbsent(line.state(), state -> new ArrayList<>()).add(row);
        }
      }
    }
    this.shap = new TreeShap(ensemble);
    Collections.shuffle(reference, new Random(16));
    this.release = release(reference, categories);
  }

  /** The full files beside the project; the test is skipped, saying why, where they are absent. */
  static AcsStream load() {
    Path data = outside("data/acs2024.csv.gz");
    Path model = outside("golden/model/xgb_100x6.json");
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(data)), StandardCharsets.UTF_8))) {
      List<String> header = List.of(in.readLine().split(","));
      List<Line> lines = new ArrayList<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (STATES.contains(state(line))) {
          lines.add(line(header, line.split(",")));
        }
      }
      return new AcsStream(lines, XgboostReader.read(Files.readAllBytes(model)).ensemble());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /** The third cell. */
  private static String state(String line) {
    int from = line.indexOf(',', line.indexOf(',') + 1) + 1;
    return line.substring(from, line.indexOf(',', from));
  }

  private static Line line(List<String> header, String[] cells) {
    float[] values = new float[FEATURES.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(cells[header.indexOf(FEATURES.get(i))]);
    }
    return new Line(
        cells[header.indexOf("STATE")],
        cells[header.indexOf("ROLE")].equals("train"),
        cells[header.indexOf("SERIALNO")],
        values,
        Integer.parseInt(cells[header.indexOf("WAGP")]));
  }

  /** By feature the codes of the fitted rows, ascending; none for a number. */
  private static List<List<String>> categories(List<Line> lines) {
    List<List<String>> categories = new ArrayList<>();
    for (int i = 0; i < FEATURES.size(); i++) {
      TreeSet<Integer> codes = new TreeSet<>();
      for (Line line : lines) {
        if (line.fitted() && !NUMBERS.contains(FEATURES.get(i))) {
          codes.add((int) line.values()[i]);
        }
      }
      categories.add(codes.stream().map(code -> Integer.toString(code)).toList());
    }
    return categories;
  }

  private static Row row(Line line, List<List<String>> categories, Ensemble ensemble) {
    double[] vector = new double[FEATURES.size()];
    List<String> unseen = new ArrayList<>();
    for (int i = 0; i < vector.length; i++) {
      vector[i] = line.values()[i];
      if (!categories.get(i).isEmpty()) {
        int index = categories.get(i).indexOf(Integer.toString((int) vector[i]));
        vector[i] = index < 0 ? Double.NaN : index;
        if (index < 0) {
          unseen.add(FEATURES.get(i));
        }
      }
    }
    return new Row(
        line.values(),
        vector,
        unseen,
        Ensemble.probability(ensemble.margin(line.values())),
        line.wage() <= HIGHEST_WAGE,
        Integer.toString((int) line.values()[0]),
        Integer.toString((int) line.values()[1]));
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

  private MonitoredRelease release(List<Row> rows, List<List<String>> categories) {
    MonitoringReferenceBuilder builder =
        new MonitoringReferenceBuilder(
            new MonitorSpec(
                "acs-salary",
                "0".repeat(64),
                "0".repeat(64),
                IntStream.range(0, FEATURES.size())
                    .mapToObj(i -> feature(FEATURES.get(i), categories.get(i)))
                    .toList(),
                List.of(
                    new ProtectedAttribute("SEX", "1", categories.get(0)),
                    new ProtectedAttribute("RAC1P", "1", categories.get(1))),
                FairnessPolicy.fourFifths(),
                CHUNK,
                Map.of()));
    double[] sums = new double[FEATURES.size()];
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      builder.add(
          "r-" + i,
          row.vector(),
          row.probability(),
          row.positive(),
          row.label(),
          List.of(row.sex(), row.race()));
      double[] contributions = contributions(row);
      builder.explained(contributions);
      for (int j = 0; j < sums.length; j++) {
        sums[j] += Math.abs(contributions[j]);
      }
    }
    double all = Arrays.stream(sums).sum();
    Map<String, Double> importances = new LinkedHashMap<>();
    for (int j = 0; j < sums.length; j++) {
      importances.put(FEATURES.get(j), sums[j] / all);
    }
    return new MonitoredRelease(
        DIGEST, "acs-salary", "cd".repeat(32), builder.build(), importances);
  }

  /** What moved the score of a row, in log-odds; reckoned once. */
  double[] contributions(Row row) {
    return explained.computeIfAbsent(row, one -> shap.explain(one.raw()).contributions());
  }

  private static MonitoredFeature feature(String name, List<String> categories) {
    return categories.isEmpty()
        ? new MonitoredFeature.Numeric(name)
        : new MonitoredFeature.Categorical(name, categories);
  }

  /** The golden model as the monitor knows it, its reference New York's every second household. */
  MonitoredRelease release() {
    return release;
  }

  /** Rows of these states, all of them, shuffled. */
  List<Row> shuffled(List<String> states, Random random) {
    List<Row> rows = new ArrayList<>();
    states.forEach(state -> rows.addAll(byState.get(state)));
    Collections.shuffle(rows, random);
    return rows;
  }
}
