// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.io.OutageException;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.OffsetRange;
import dev.probity.trainer.Dataset;
import dev.probity.trainer.DatasetTables;
import dev.probity.trainer.QualityCheck;
import dev.probity.trainer.QualityChecks;
import dev.probity.trainer.QualityFile;
import dev.probity.trainer.ReplayCounts;
import dev.probity.trainer.Step;
import dev.probity.trainer.StepListener;
import dev.probity.trainer.TrainingIntake;
import dev.probity.trainer.data.DatasetCommit;
import dev.probity.trainer.data.DatasetCommit.FileEntry;
import dev.probity.trainer.data.DatasetRepository;
import dev.probity.trainer.data.ParquetTable;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replay, check, transform, commit: from offsets to the id of a commit. A data set that fails a
 * blocking check is not committed, so that nothing can be trained on it.
 */
public final class DataPipeline {
  static final String RAW_CANDIDATES = "raw/candidates.parquet";
  static final String RAW_OUTCOMES = "raw/outcomes.parquet";
  static final String ROWS = "processed/rows.parquet";
  static final String PROTECTED = "processed/protected.parquet";

  /** The feature table in a commit. */
  public static final String VECTORS = "features/vectors.parquet";

  private final TrainerConfig config;
  private final Profile profile;
  private final TrainerClients clients;
  private final DatasetRepository repository;
  private final InstantSource clock;

  /** What came of a run: a commit, or what blocked it. */
  sealed interface Result {}

  /**
   * A commit.
   *
   * @param commit names the data set
   * @param replayed what was read for it
   */
  record Committed(DatasetCommit commit, Replayed replayed) implements Result {}

  /**
   * None: a check blocked it.
   *
   * @param reason which and why
   */
  record Blocked(String reason) implements Result {}

  DataPipeline(
      TrainerConfig config,
      Profile profile,
      TrainerClients clients,
      DatasetRepository repository,
      InstantSource clock) {
    this.config = config;
    this.profile = profile;
    this.clients = clients;
    this.repository = repository;
    this.clock = clock;
  }

  /** Told which records a replay reads, before it reads the first. */
  interface RangesFixed {
    /** Takes both ends of every partition, by topic-partition. */
    void take(Map<String, OffsetRange> ranges) throws OutageException;
  }

  /**
   * Makes a commit.
   *
   * @param run the run it is made for
   * @param ranges which offsets, by topic-partition; those not named are read whole
   * @param fixed is told what that means now
   * @param access opens the protected attributes
   * @param steps is told each step
   * @throws OutageException when the broker or the repository does not answer
   * @throws OffsetsGoneException when a range is past its topic's retention
   */
  Result run(
      String run,
      Map<String, OffsetRange> ranges,
      RangesFixed fixed,
      FairnessAccess access,
      StepListener steps)
      throws OutageException, OffsetsGoneException {
    TrainingIntake intake = new TrainingIntake(profile, access, erased());
    Replayed replayed = replay(ranges, fixed, intake);
    steps.done(Step.REPLAY, replayed.counts().candidatesRead() + replayed.counts().outcomesRead());
    List<QualityCheck> checks = QualityChecks.of(replayed.dataset(), replayed.counts(), profile);
    steps.done(Step.CHECK, checks.size());
    String blocking = QualityChecks.blocking(checks);
    if (blocking != null) {
      return new Blocked(blocking);
    }
    Map<String, byte[]> files = files(intake, replayed.dataset(), access);
    files.put("quality.json", QualityFile.write(checks));
    steps.done(Step.TRANSFORM, replayed.dataset().rows());
    DatasetCommit commit = commit(replayed, files);
    try {
      repository.put(commit, files, run);
    } catch (IOException e) {
      throw new OutageException("the data set repository cannot be written", e);
    }
    steps.done(Step.COMMIT, files.values().stream().mapToLong(file -> file.length).sum());
    return new Committed(commit, replayed);
  }

  private Replayed replay(Map<String, OffsetRange> ranges, RangesFixed fixed, TrainingIntake intake)
      throws OutageException, OffsetsGoneException {
    try (Consumer<byte[], byte[]> consumer = clients.replay()) {
      TopicReplay replay =
          new TopicReplay(consumer, config.kafka().names(), config.patience(), clock);
      Map<String, OffsetRange> whole = replay.fixed(ranges);
      fixed.take(whole);
      return replay.exactly(whole, intake);
    }
  }

  /**
   * A commit made before, whatever has become of the records it was made of. Blocked when there is
   * none of this id, it is of another profile, or a person in it was erased since.
   *
   * @throws OutageException when it cannot be read, or is not what its id says
   */
  Result load(String id, FairnessAccess access) throws OutageException {
    DatasetCommit commit;
    try {
      commit = repository.find(id);
    } catch (IllegalArgumentException e) {
      return new Blocked(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new OutageException("the data set repository cannot be read", e);
    }
    if (commit == null) {
      return new Blocked("there is no data set " + id + ". Maybe see probity features list");
    }
    if (!commit.profileDigest().equals(profile.digest())) {
      return new Blocked(
          "data set " + id + " was made under another profile. Maybe make one anew by a replay");
    }
    Dataset dataset = read(commit, access);
    ErasedPeople gone = erased();
    long erased = DatasetTables.ids(dataset).stream().filter(gone::testHashed).count();
    if (erased > 0) {
      return new Blocked(
          "data set "
              + id
              + " has rows of "
              + erased
              + " people erased since. Maybe make one anew by a replay");
    }
    return new Committed(
        commit,
        new Replayed(
            dataset,
            ReplayCounts.of(commit.fates()),
            commit.offsets(),
            time(commit.eventTimeFrom()),
            time(commit.eventTimeTo())));
  }

  /**
   * The rows of a commit, as they are read for training.
   *
   * @throws OutageException when they cannot be read, or are not what the commit says
   */
  Dataset read(DatasetCommit commit, FairnessAccess access) throws OutageException {
    try {
      Dataset dataset =
          DatasetTables.dataset(
              ParquetReading.table(repository.file(commit, ROWS)),
              ParquetReading.table(repository.file(commit, PROTECTED)));
      if (!dataset.digest().equals(commit.rowsDigest())) {
        throw new OutageException(
            "the rows of commit " + commit.id() + " are not those it was made of");
      }
      return dataset;
    } catch (IOException e) {
      throw new OutageException("the data set repository cannot be read", e);
    }
  }

  private static @Nullable Instant time(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }

  private ErasedPeople erased() throws OutageException {
    try {
      return ErasedPeople.of(config.datasets());
    } catch (IOException e) {
      throw new OutageException("who was erased cannot be read", e);
    }
  }

  private Map<String, byte[]> files(TrainingIntake intake, Dataset dataset, FairnessAccess access) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(RAW_CANDIDATES, ParquetTable.write(intake.raw().candidates()));
    files.put(RAW_OUTCOMES, ParquetTable.write(intake.raw().outcomes()));
    files.put(ROWS, ParquetTable.write(DatasetTables.rows(dataset)));
    files.put(PROTECTED, ParquetTable.write(DatasetTables.guarded(dataset, access)));
    files.put(VECTORS, ParquetTable.write(DatasetTables.vectors(dataset, profile)));
    return files;
  }

  private DatasetCommit commit(Replayed replayed, Map<String, byte[]> files) {
    Map<String, FileEntry> entries = new TreeMap<>();
    files.forEach((path, content) -> entries.put(path, FileEntry.of(content)));
    return new DatasetCommit(
        profile.name(),
        profile.digest(),
        replayed.dataset().digest(),
        replayed.dataset().rows(),
        text(replayed.earliest()),
        text(replayed.latest()),
        replayed.offsets(),
        replayed.counts().byName(),
        entries);
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
