// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.ingest.CsvRow;
import dev.probity.ingest.CsvRows;
import dev.probity.ingest.FileMapping;
import dev.probity.local.io.rows.InvalidInputException;
import dev.probity.local.io.rows.ModelFile;
import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Purpose;
import dev.probity.trainer.TrainedModel;
import dev.probity.trainer.TrainingResult;
import dev.probity.trainer.io.Adopting;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A model that somebody trained elsewhere, and the rows it is to be judged by.
 *
 * @param document the XGBoost document
 * @param categories how its categorical columns were encoded; null when it has none
 * @param rows CSV with the profile's columns, protected attributes and target among them
 * @param ids columns that name a row
 * @param group column of rows that belong together; null when there is none
 */
public record PushedModel(
    Path document, @Nullable Path categories, Path rows, List<String> ids, @Nullable String group) {
  /** Copies. */
  public PushedModel {
    ids = List.copyOf(ids);
  }

  /** How many rows were read, and how many told nothing. */
  public record Rows(long read, long unusable) {}

  /**
   * Takes all rows and makes the release.
   *
   * @param heard is told the count of rows
   * @throws InvalidInputException when file, model and profile do not go together
   */
  public TrainedModel release(
      Profile profile, SigningKey key, Settings settings, java.util.function.Consumer<Rows> heard)
      throws IOException {
    ModelFile model = ModelFile.load(document, categories, Path.of(""));
    if (model.calibrator() != null) {
      throw new InvalidInputException(
          "File " + document + " is a bundle already\nMaybe name an XGBoost model, JSON or UBJ");
    }
    Adopting adopting =
        new Adopting(profile, key, settings.name(), settings.seed(), settings.chunkRows());
    heard.accept(read(profile, adopting));
    return switch (adopting.adopt(model.spec(), model.ensemble(), Files.readAllBytes(document))) {
      case TrainingResult.Trained(TrainedModel trained) -> trained;
      case TrainingResult.Refused(String reason) -> throw new InvalidInputException(reason);
    };
  }

  /**
   * What is chosen for the release.
   *
   * @param name name of the model
   * @param seed of self-test rows and intervals
   * @param chunkRows rows per window of the monitoring reference
   */
  public record Settings(String name, long seed, int chunkRows) {}

  private Rows read(Profile profile, Adopting adopting) throws IOException {
    long read = 0;
    long unusable = 0;
    try (BufferedReader lines = open()) {
      CsvRows cells = new CsvRows(lines.lines().iterator());
      FileMapping mapping = mapping(cells, profile);
      while (cells.hasNext()) {
        read++;
        unusable += taken(cells.next(), mapping, adopting) ? 0 : 1;
      }
      return new Rows(read, unusable);
    }
  }

  private FileMapping mapping(CsvRows cells, Profile profile) throws CharacterCodingException {
    List<String> header = cells.hasNext() ? cells.next().decoded().cells() : List.of();
    try {
      FileMapping mapping = FileMapping.of(header, profile, Purpose.HISTORY, ids, group);
      if (!mapping.hasOutcomes()) {
        throw new InvalidInputException(
            "File " + rows + " has no column " + profile.target().source() + ", the truth");
      }
      return mapping;
    } catch (IllegalArgumentException misfit) {
      throw new InvalidInputException("File " + rows + ": " + misfit.getMessage());
    }
  }

  private static boolean taken(CsvRow row, FileMapping mapping, Adopting adopting) {
    try {
      CsvRow decoded = row.decoded();
      Candidate candidate = mapping.candidate(decoded);
      Outcome outcome = mapping.outcome(decoded, candidate.id(), Instant.EPOCH);
      if (outcome == null) {
        return false;
      }
      adopting.row(candidate, outcome);
      return true;
    } catch (IllegalArgumentException | CharacterCodingException broken) {
      return false;
    }
  }

  private BufferedReader open() throws IOException {
    if (!Files.isRegularFile(rows) || !Files.isReadable(rows)) {
      throw new InvalidInputException("There is no file " + rows + " that can be read");
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(rows));
    boolean zipped = rows.toString().endsWith(".gz");
    return new BufferedReader(
        new InputStreamReader(zipped ? new GZIPInputStream(in) : in, StandardCharsets.ISO_8859_1));
  }
}
