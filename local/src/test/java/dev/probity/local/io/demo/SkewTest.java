// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.ingest.CsvRows;
import dev.probity.ingest.FileMapping;
import dev.probity.model.Ensemble;
import dev.probity.model.Objective;
import dev.probity.model.TreeBuilder;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.scorer.Scoring;
import dev.probity.scorer.ScoringResult;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.SourcePosition;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.DataSource;
import dev.probity.trainer.Dataset;
import dev.probity.trainer.DatasetTables;
import dev.probity.trainer.GrownTrees;
import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerInfo;
import dev.probity.trainer.Split;
import dev.probity.trainer.StepListener;
import dev.probity.trainer.Training;
import dev.probity.trainer.TrainingIntake;
import dev.probity.trainer.TrainingMatrix;
import dev.probity.trainer.TrainingResult;
import dev.probity.trainer.TrainingSpec;
import dev.probity.trainer.data.ParquetTable;
import dev.probity.trainer.data.Table;
import dev.probity.trainer.data.TableColumn;
import dev.probity.trainer.io.ParquetReading;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * RT-04: one transform. Ten thousand census rows go through training, serving, monitoring and
 * replay, each by the code that runs in production, and no vector differs.
 */
class SkewTest {
  private static final int WANTED = 10_000;
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");

  @TempDir private Path folder;
  private final List<float[]> stored = new ArrayList<>();

  @Test
  void tenThousandRowsHaveTheSameVectorOnAllFourPaths() throws IOException {
    // Given: past cases through the trainer's intake and training; the learner keeps its matrix
    List<Candidate> candidates = new ArrayList<>();
    Keeping learner = new Keeping();
    Bundle bundle = train(candidates, learner);
    ServingModel serving = ServingModel.bind(bundle.model(), PROFILE).named("1");
    MonitoringReference reference = MonitoringReference.parse(bundle.file("reference.json"));
    List<float[]> served = new ArrayList<>();
    int compared = 0;
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      boolean grownOn = Split.REFIT.contains(Split.of(Split.hash(group(candidate))));
      // When: the record as it stands on the topic is scored, its prediction read by the monitor
      byte[] record = Topics.CANDIDATES.codec().encode(asDecision(candidate));
      byte[] prediction = score(serving, record, i);
      byte[] replayed = score(serving, record, i);
      Prediction monitored = read(prediction);
      // Then
      if (grownOn || compared < WANTED) {
        assertArrayEquals(prediction, replayed, "replay");
        assertTrue(reference.accepts(doubles(monitored)), "monitoring takes it");
        compared++;
      }
      if (grownOn) {
        served.add(monitored.vector().toFloats());
      }
    }
    List<float[]> trained = learner.rows();
    System.out.printf(
        "golden: RT-04 %,d rows trained on, %,d served, monitored and replayed%n",
        trained.size(), compared);
    assertTrue(served.size() >= WANTED && compared >= WANTED, served.size() + " rows");
    assertEquals(trained.size(), served.size());
    assertEquals(0, different(trained, served));
    assertEquals(0, different(stored, served), "the feature table of the commit");
  }

  @Test
  void theComparisonSeesOneRowThatDiffers() {
    List<float[]> one = List.of(new float[] {1, 2}, new float[] {3, Float.NaN});
    assertEquals(0, different(one, List.of(one.get(1).clone(), one.get(0).clone())));
    assertEquals(1, different(one, List.of(one.get(0), new float[] {3, 4})));
  }

  /** How many vectors of one set have no partner in the other, bit by bit. */
  private static int different(List<float[]> some, List<float[]> others) {
    List<float[]> left = sorted(some);
    List<float[]> right = sorted(others);
    int different = 0;
    for (int i = 0; i < left.size(); i++) {
      different += Arrays.equals(left.get(i), right.get(i)) ? 0 : 1;
    }
    return different;
  }

  private static List<float[]> sorted(List<float[]> vectors) {
    List<float[]> sorted = new ArrayList<>(vectors);
    sorted.sort(Arrays::compare);
    return sorted;
  }

  private Bundle train(List<Candidate> candidates, Keeping learner) throws IOException {
    FairnessAccess access = FairnessAccess.forPurpose("test");
    SigningKey key = SigningKey.of("trainer.test/1", new byte[32]);
    TrainingIntake intake = new TrainingIntake(PROFILE, access);
    fill(intake, candidates);
    Dataset dataset = intake.dataset();
    keep(DatasetTables.vectors(dataset, PROFILE));
    TrainingResult result =
        new Training(
                PROFILE,
                TrainingSpec.of(PROFILE.name(), 1),
                learner,
                access,
                List.of(key),
                StepListener.SILENT)
            .run(dataset, new DataSource(Map.of(), intake.counts()));
    var trained = assertInstanceOf(TrainingResult.Trained.class, result).model();
    return assertInstanceOf(Bundle.Loaded.class, trained.load(List.of(key.trusted()))).bundle();
  }

  /** The vectors trees are grown on, as the files of a commit hold them. */
  private void keep(Table vectors) throws IOException {
    Table table = ParquetReading.table(ParquetTable.write(vectors));
    List<float[]> columns = new ArrayList<>();
    for (TableColumn column : table.columns()) {
      if (column instanceof TableColumn.Floats floats) {
        columns.add(floats.values());
      }
    }
    @Nullable String[] parts = table.texts(DatasetTables.PART);
    for (int row = 0; row < table.rows(); row++) {
      if (Split.REFIT.stream().map(Split::label).toList().contains(parts[row])) {
        float[] vector = new float[columns.size()];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = columns.get(i)[row];
        }
        stored.add(vector);
      }
    }
  }

  private void fill(TrainingIntake intake, List<Candidate> candidates) throws IOException {
    Path file = folder.resolve("past-cases.csv");
    AcsSample.writePastCases(file);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      CsvRows rows = new CsvRows(lines.lines().iterator());
      FileMapping mapping =
          FileMapping.of(
              rows.next().cells(), PROFILE, Purpose.HISTORY, AcsSample.ID, AcsSample.GROUP);
      for (long offset = 0; rows.hasNext(); offset++) {
        var row = rows.next();
        Candidate candidate = mapping.candidate(row);
        Outcome outcome = Objects.requireNonNull(mapping.outcome(row, candidate.id(), TIME));
        candidates.add(candidate);
        intake.candidate(
            new SourcePosition(Topics.CANDIDATES.name(), 0, offset),
            candidate.key(),
            Topics.CANDIDATES.codec().encode(candidate),
            EventHeaders.candidate(candidate, "past-" + offset, "/test", TIME, Trace.NONE));
        intake.outcome(
            new SourcePosition(Topics.OUTCOMES.name(), 0, offset),
            outcome.key(),
            Topics.OUTCOMES.codec().encode(outcome),
            EventHeaders.outcome(outcome, "past-" + offset, "/test", TIME, Trace.NONE));
      }
    }
  }

  private static Candidate asDecision(Candidate past) {
    return new Candidate(
        past.id(),
        Purpose.DECISION,
        past.profile(),
        past.attributes(),
        past.protectedAttributes(),
        past.provenance());
  }

  private static String group(Candidate candidate) {
    return Objects.requireNonNull(candidate.provenance().group());
  }

  private static byte[] score(ServingModel serving, byte[] record, long offset) {
    if (!(Codecs.candidateEvent(EventType.CANDIDATE_RECEIVED, record)
        instanceof Decoded.Valid<CandidateEvent>(Candidate candidate))) {
      throw new AssertionError("its own record is not readable");
    }
    ScoringResult result =
        Scoring.score(
            serving, candidate, new SourcePosition(Topics.CANDIDATES.name(), 0, offset), TIME);
    return Codecs.PREDICTION.encode(
        assertInstanceOf(ScoringResult.Scored.class, result, result.toString()).prediction());
  }

  private static Prediction read(byte[] record) {
    if (Codecs.PREDICTION.decode(record) instanceof Decoded.Valid<Prediction>(Prediction read)) {
      return read;
    }
    throw new AssertionError("its own record is not readable");
  }

  private static double[] doubles(Prediction prediction) {
    double[] values = new double[prediction.vector().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = prediction.vector().at(i);
    }
    return values;
  }

  /** Keeps the rows it shall grow on and grows one stump. */
  private static final class Keeping implements Learner {
    private final List<TrainingMatrix> kept = new ArrayList<>();

    @Override
    public LearnerInfo info() {
      return new LearnerInfo(
          "keeping", "1", "hessian", EnumSet.allOf(LearnerInfo.Capability.class));
    }

    @Override
    public GrownTrees fit(
        TrainingMatrix fit, TrainingMatrix validation, Boosting boosting, long seed) {
      return new GrownTrees(stump(fit.columns()), List.of(.5));
    }

    @Override
    public GrownTrees grow(TrainingMatrix rows, Boosting boosting, long seed) {
      kept.add(rows);
      return new GrownTrees(stump(rows.columns()), List.of());
    }

    private static Ensemble stump(int columns) {
      return new Ensemble(
          columns,
          Objective.BINARY_LOGISTIC,
          .5f,
          List.of(new TreeBuilder().split(6, 38f, true, 2).leaf(.6f, 1).leaf(-.4f, 1).build()));
    }

    List<float[]> rows() {
      assertEquals(1, kept.size());
      List<float[]> rows = new ArrayList<>();
      for (int row = 0; row < kept.getFirst().rows(); row++) {
        float[] vector = new float[kept.getFirst().columns()];
        kept.getFirst().copyRow(row, vector);
        rows.add(vector);
      }
      return rows;
    }
  }
}
