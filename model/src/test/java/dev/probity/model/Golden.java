// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.XgboostDocument;
import dev.probity.model.codec.XgboostReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** The reference files, trimmed from the class path or in full from beside the project. */
public final class Golden {
  public static final List<String> FEATURES =
      List.of(
          "SEX", "RAC1P", "CIT", "COW", "INDP", "OCCP", "HICOV", "WKWN", "WKHP", "AGEP", "SCHL");

  private static final Map<String, XgboostDocument> MODELS = new ConcurrentHashMap<>();

  private final Path folder;

  private Golden(Path folder) {
    this.folder = folder;
  }

  /** The trimmed copies of the test resources. */
  public static Golden trimmed() {
    return new Golden(null);
  }

  /** The full set; the test is skipped, saying why, where it is absent. */
  public static Golden full() {
    Path folder = outside("golden/model");
    return new Golden(folder);
  }

  /** The full monitoring set; the test is skipped, saying why, where it is absent. */
  public static Golden fullMonitoring() {
    return new Golden(outside("golden/monitoring"));
  }

  /** A path beside the project's folder; the test is skipped, saying why, where it is absent. */
  public static Path outside(String name) {
    Path path = Path.of(System.getProperty("probity.root", ".."), "..", "shared").resolve(name);
    if (!Files.exists(path)) {
      System.out.println("SKIPPED: ../shared/" + name + " is absent beside the project");
    }
    Assumptions.assumeTrue(
        Files.exists(path), "../shared/" + name + " is absent beside the project");
    return path;
  }

  public byte[] bytes(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream open(String name) throws IOException {
    if (folder == null) {
      InputStream plain = Golden.class.getResourceAsStream("/golden/" + name);
      return plain != null
          ? unzip(name, plain)
          : new GZIPInputStream(Golden.class.getResourceAsStream("/golden/" + name + ".gz"));
    }
    return unzip(name, Files.newInputStream(folder.resolve(name)));
  }

  private static InputStream unzip(String name, InputStream in) throws IOException {
    return name.endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  public XgboostDocument model(String name) {
    return MODELS.computeIfAbsent(name, key -> XgboostReader.read(bytes(key + ".json")));
  }

  public Json.ObjectValue json(String name) {
    return Json.parseObject(bytes(name));
  }

  public Table table(String name) {
    return Table.parse(bytes(name));
  }

  /** Rows as the numeric models take them: codes as numbers. */
  public List<float[]> numericRows() {
    Table rows = table("rows.csv.gz");
    List<float[]> vectors = new ArrayList<>();
    for (int r = 0; r < rows.rows(); r++) {
      float[] vector = new float[FEATURES.size()];
      for (int f = 0; f < vector.length; f++) {
        vector[f] = (float) rows.number(r, FEATURES.get(f));
      }
      vectors.add(vector);
    }
    return vectors;
  }

  /** Rows as {@code xgb_cat} takes them: encoded by its own specification. */
  public List<float[]> encodedRows() {
    Table rows = table("rows.csv.gz");
    FeatureSpec spec = categoricalSpec();
    List<float[]> vectors = new ArrayList<>();
    for (int r = 0; r < rows.rows(); r++) {
      float[] vector = new float[spec.size()];
      spec.encode(rows.raw(r), vector);
      vectors.add(vector);
    }
    return vectors;
  }

  public FeatureSpec numericSpec() {
    return new FeatureSpec(
        FEATURES.stream().<Feature>map(name -> Feature.Numeric.whole(name, 0, 10_000)).toList());
  }

  public FeatureSpec categoricalSpec() {
    Json.ObjectValue categories = json("xgb_cat_categories.json");
    return new FeatureSpec(
        FEATURES.stream()
            .<Feature>map(
                name ->
                    categories.members().containsKey(name)
                        ? Feature.Categorical.codes(name, codes(categories, name))
                        : Feature.Numeric.whole(name, 0, 200))
            .toList());
  }

  private static List<Integer> codes(Json.ObjectValue categories, String name) {
    return Arrays.stream(categories.numbers(name)).mapToObj(code -> (int) code).toList();
  }

  /** A CSV file in memory. */
  public static final class Table {
    private final Map<String, Integer> columns = new TreeMap<>();
    private final List<String[]> cells = new ArrayList<>();

    private Table() {}

    public static Table parse(byte[] csv) {
      Table table = new Table();
      List<String> lines = new String(csv, StandardCharsets.UTF_8).lines().toList();
      String[] header = lines.getFirst().split(",", -1);
      for (int c = 0; c < header.length; c++) {
        table.columns.put(header[c], c);
      }
      lines.stream().skip(1).forEach(line -> table.cells.add(line.split(",", -1)));
      return table;
    }

    public int rows() {
      return cells.size();
    }

    /** Names of the columns. */
    public Set<String> columns() {
      return columns.keySet();
    }

    public boolean has(String column) {
      return columns.containsKey(column);
    }

    public String text(int row, String column) {
      return cells.get(row)[columns.get(column)];
    }

    public double number(int row, String column) {
      String text = text(row, column);
      return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }

    public float single(int row, String column) {
      return Float.parseFloat(text(row, column));
    }

    public double[] column(String column) {
      double[] values = new double[rows()];
      for (int r = 0; r < values.length; r++) {
        values[r] = number(r, column);
      }
      return values;
    }

    public RawRow raw(int row) {
      return new RawRow() {
        @Override
        public double number(String feature) {
          return Table.this.number(row, feature);
        }

        @Override
        public String text(String feature) {
          return null;
        }
      };
    }
  }
}
