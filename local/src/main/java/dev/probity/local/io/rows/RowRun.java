// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import dev.probity.model.Encoding;
import dev.probity.model.Feature;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of rows through a model into a file of scores or explanations, block by block, in the
 * file's order. Rows that cannot be encoded or explained are left out and listed.
 */
public final class RowRun {
  /** Rows computed at once. */
  static final int BLOCK = 1_024;

  static final String EXPLAIN_FAILED = "explain-failed";

  private static final int LISTED = 20;
  private static final int MOST_BACKGROUND = 100_000;

  private final ModelFile model;
  private final LongConsumer progress;

  /**
   * A run of a model.
   *
   * @param model the model
   * @param progress is told how many rows have been read
   */
  public RowRun(ModelFile model, LongConsumer progress) {
    this.model = model;
    this.progress = progress;
  }

  /**
   * What a run came to.
   *
   * @param read rows of the file
   * @param written rows in the result
   * @param rejects the first rows left out, each with the code and the place of its fault
   */
  public record Report(long read, long written, List<String> rejects) {
    /** Copies. */
    public Report {
      rejects = List.copyOf(rejects);
    }

    /** Rows left out. */
    public long rejected() {
      return read - written;
    }
  }

  /** Writes {@code row, margin, probability}, of a bundle also {@code calibrated}. */
  public Report score(Path rows, Path out) throws IOException {
    return run(rows, out, new Scores(model));
  }

  /** Writes the scores, {@code base}, and one path-dependent contribution per feature. */
  public Report explain(Path rows, Path out) throws IOException {
    return run(rows, out, Contributions.pathDependent(model));
  }

  /**
   * Writes the same columns, with interventional contributions against a background.
   *
   * @param background rows to compare with, in the form of the rows
   */
  public Report explainAgainst(Path background, Path rows, Path out) throws IOException {
    float[] values = new float[0];
    int count = 0;
    float[] vector = new float[model.spec().size()];
    try (RowFile file = RowFile.open(background)) {
      file.begin(model.spec().names());
      while (file.next()) {
        String fault = fault(file, vector);
        if (fault != null || count == MOST_BACKGROUND) {
          throw new InvalidInputException(
              "Background "
                  + background
                  + ", row "
                  + file.name()
                  + ": "
                  + (fault == null ? "more than " + MOST_BACKGROUND + " rows" : fault));
        }
        if ((count + 1) * vector.length > values.length) {
          values = Arrays.copyOf(values, 2 * (count + 1) * vector.length);
        }
        System.arraycopy(vector, 0, values, vector.length * count++, vector.length);
      }
    }
    if (count == 0) {
      throw new InvalidInputException("Background " + background + " has no rows");
    }
    return run(rows, out, Contributions.against(model, values, count));
  }

  /** Writes {@code row} and the interaction values {@code A*B}, upper triangle with diagonal. */
  public Report interactions(Path rows, Path out) throws IOException {
    return run(rows, out, new PairEffects(model));
  }

  private Report run(Path rows, Path out, RowView view) throws IOException {
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try {
      Report report;
      try (RowFile file = RowFile.open(rows);
          Writer writer = writer(part, out)) {
        file.begin(model.spec().names());
        report = copy(file, writer, view);
      }
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
      return report;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static Writer writer(Path part, Path out) throws IOException {
    OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16);
    boolean zipped = out.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    return new BufferedWriter(
        new OutputStreamWriter(
            zipped ? new GZIPOutputStream(bytes) : bytes, StandardCharsets.UTF_8));
  }

  private Report copy(RowFile file, Writer writer, RowView view) throws IOException {
    StringBuilder line = new StringBuilder(RowFile.ROW);
    view.columns().forEach(column -> line.append(',').append(cell(column)));
    writer.append(line.append('\n'));
    float[] block = new float[BLOCK * model.spec().size()];
    float[] vector = new float[model.spec().size()];
    String[] names = new String[BLOCK];
    List<String> rejects = new ArrayList<>();
    long read = 0;
    long written = 0;
    int held = 0;
    while (file.next()) {
      read++;
      String fault = fault(file, vector);
      if (fault != null) {
        list(rejects, file.name(), fault);
        continue;
      }
      System.arraycopy(vector, 0, block, held * vector.length, vector.length);
      names[held++] = file.name();
      if (held == BLOCK) {
        written += write(block, names, held, writer, view, rejects);
        held = 0;
        progress.accept(read);
      }
    }
    written += write(block, names, held, writer, view, rejects);
    return new Report(read, written, rejects);
  }

  private static int write(
      float[] block, String[] names, int count, Writer writer, RowView view, List<String> rejects)
      throws IOException {
    view.compute(block, count);
    int written = 0;
    StringBuilder line = new StringBuilder();
    for (int row = 0; row < count; row++) {
      String code = view.rejected(row);
      if (code != null) {
        list(rejects, names[row], code);
        continue;
      }
      line.setLength(0);
      line.append(cell(names[row]));
      view.write(row, line);
      writer.append(line.append('\n'));
      written++;
    }
    return written;
  }

  private static void list(List<String> rejects, String row, String fault) {
    if (rejects.size() < LISTED) {
      rejects.add("row " + row + ": " + fault);
    }
  }

  /** Encodes a row, or says with code and place why it cannot be; never with its values. */
  private @Nullable String fault(RowFile file, float[] vector) {
    String broken = file.broken();
    if (broken != null) {
      return "schema: " + broken;
    }
    return switch (model.spec().encode(file.values(), vector)) {
      case Encoding.Encoded encoded -> outOfRange(vector);
      case Encoding.Refused refused ->
          switch (refused.cause()) {
            case MISSING -> "missing: " + refused.feature() + " has no value";
            case UNSEEN -> "range: " + refused.feature() + " has a code the model has not seen";
            case WRONG_TYPE -> "type: " + refused.feature() + " has a value of another type";
            case NOT_WHOLE -> "type: " + refused.feature() + " is not a whole number";
          };
    };
  }

  private @Nullable String outOfRange(float[] vector) {
    for (int column = 0; column < vector.length; column++) {
      if (model.spec().features().get(column) instanceof Feature.Numeric numeric
          && (vector[column] < numeric.low() || vector[column] > numeric.high())) {
        return "range: " + numeric.name() + " is outside its range";
      }
    }
    return null;
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
