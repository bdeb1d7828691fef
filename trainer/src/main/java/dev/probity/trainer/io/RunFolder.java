// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.ModelDigest;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.record.OffsetRange;
import dev.probity.trainer.LearnerName;
import dev.probity.trainer.Step;
import dev.probity.trainer.StepStore;
import dev.probity.trainer.data.DatasetCommit;
import dev.probity.trainer.io.openlineage.LineageSender;
import dev.probity.trainer.run.Lineage;
import dev.probity.trainer.run.RunLearning;
import dev.probity.trainer.run.RunMitigation;
import dev.probity.trainer.run.RunOrder;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import dev.probity.trainer.run.RunStep;
import dev.probity.trainer.run.RunTrial;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run: {@code order.json} says what it was told, {@code run.json} at any time how
 * far it has come, {@code outputs} holds what its steps put out, {@code openlineage.jsonl} tells
 * the same as OpenLineage events. No two runs share one, also when a request is carried out again,
 * and no two processes carry out the same run.
 */
public final class RunFolder implements StepStore {
  private static final System.Logger LOG = System.getLogger(RunFolder.class.getName());
  private static final String RUN = "run.json";
  static final String ORDER = "order.json";
  private static final String EVENTS = "openlineage.jsonl";
  private static final int ATTEMPTS = 10_000;

  private final Path folder;
  private final Lineage lineage;
  private final LineageSender sender;
  private final InstantSource clock;
  private final FileChannel lock;
  private final StepFiles outputs;
  private final Map<Step, RunStep> facts = new EnumMap<>(Step.class);
  private RunOrder order;
  private RunRecord run;
  private boolean givenUp;

  private RunFolder(
      Path folder,
      RunOrder order,
      RunRecord run,
      Lineage lineage,
      LineageSender sender,
      InstantSource clock,
      FileChannel lock) {
    this.folder = folder;
    this.order = order;
    this.run = run;
    this.lineage = lineage;
    this.sender = sender;
    this.clock = clock;
    this.lock = lock;
    this.outputs = new StepFiles(folder.resolve("outputs"));
  }

  /** Begins a run in a folder of its own below {@code runs}. */
  static RunFolder begin(
      Path runs,
      RunOrder order,
      String model,
      Lineage lineage,
      LineageSender sender,
      InstantSource clock)
      throws IOException {
    Files.createDirectories(runs);
    Path folder = fresh(runs, order.request().requestId());
    RunRecord run =
        new RunRecord(
            String.valueOf(folder.getFileName()),
            order.request().requestId(),
            model,
            order.request().actor(),
            RunState.RUNNING,
            clock.instant().toString(),
            null,
            null,
            order.request().offsets(),
            null,
            null,
            List.of(),
            List.of(),
            null,
            new RunLearning(
                Objects.requireNonNullElse(
                    order.request().options().learner(), LearnerName.XGBOOST),
                List.of()));
    Files.write(folder.resolve(ORDER), order.toBytes());
    return new RunFolder(folder, order, run, lineage, sender, clock, locked(folder)).told();
  }

  /**
   * Takes up a run that ended early, or whose process died.
   *
   * @throws IllegalArgumentException when there is none of this id, or somebody carries it out
   */
  static RunFolder resume(
      Path runs, String id, Lineage lineage, LineageSender sender, InstantSource clock)
      throws IOException {
    RunRecord run = RecordedRuns.find(runs, id);
    Path folder = runs.resolve(id);
    if (run == null || !Files.exists(folder.resolve(ORDER))) {
      throw new IllegalArgumentException(
          "there is no run " + id + " to resume. Maybe see probity runs list");
    }
    RunOrder order = RunOrder.parse(Files.readAllBytes(folder.resolve(ORDER)));
    FileChannel lock = locked(folder);
    return new RunFolder(folder, order, run.resumed(), lineage, sender, clock, lock).told();
  }

  /** Nobody else could carry out a run whose beginning cannot be written, while this process is. */
  private RunFolder told() throws IOException {
    boolean told = false;
    try {
      write();
      event();
      told = true;
      return this;
    } finally {
      if (!told) {
        lock.close();
      }
    }
  }

  private static FileChannel locked(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock taken = channel.tryLock();
      if (taken != null) {
        return channel;
      }
    } catch (OverlappingFileLockException inThisProcess) {
      LOG.log(System.Logger.Level.DEBUG, "the run is carried out in this process");
    }
    channel.close();
    throw new IllegalArgumentException(
        "run "
            + folder.getFileName()
            + " is being carried out. Maybe wait for it: probity runs show "
            + folder.getFileName());
  }

  /** What the folder of a request's first run is called; those of later ones add a number. */
  static String name(String request) {
    boolean plain = request.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
    return plain ? request : "run-" + ModelDigest.sha256(bytes).substring(0, 16);
  }

  private static Path fresh(Path runs, String request) throws IOException {
    String name = name(request);
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return Files.createDirectory(runs.resolve(attempt == 1 ? name : name + "." + attempt));
      } catch (FileAlreadyExistsException carriedOutBefore) {
        continue;
      }
    }
    throw new IOException("the request was carried out " + ATTEMPTS + " times already");
  }

  /** What it was told to do. */
  RunOrder order() {
    return order;
  }

  /** Which records it replays: both ends once they are fixed. */
  Map<String, OffsetRange> offsets() {
    return order.request().offsets();
  }

  /** Keeps which records are replayed, so that a run taken up again reads the same. */
  void fix(Map<String, OffsetRange> ranges) throws OutageException {
    order = order.replaying(ranges);
    try {
      StepFiles.place(folder.resolve(ORDER), order.toBytes());
    } catch (IOException e) {
      throw new OutageException("the folder of the run cannot be written", e);
    }
  }

  /** How far it has come. */
  RunRecord record() {
    return run;
  }

  @Override
  public byte @Nullable [] find(Step step, Map<String, String> inputs) {
    byte[] found = outputs.find(step, inputs);
    if (found != null) {
      facts.put(step, fact(step, inputs, found, true));
    }
    return found;
  }

  @Override
  public void keep(Step step, Map<String, String> inputs, byte[] output) {
    facts.put(step, fact(step, inputs, output, false));
    outputs.keep(step, inputs, output);
  }

  @Override
  public void show(String name, byte[] content) {
    try {
      file(name, content);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a file of a run for people is not in its folder", e);
    }
  }

  /** Whether a step has put something out in this run. */
  boolean has(Step step) {
    return outputs.has(step);
  }

  private static RunStep fact(
      Step step, Map<String, String> inputs, byte[] output, boolean reused) {
    return new RunStep(step.label(), 0, step.unit(), 0)
        .with(inputs, Map.of(step.output(), ModelDigest.sha256(output)), reused);
  }

  /** A step is done; what it read and put out was told before. */
  void step(StepReport report) {
    RunStep told =
        new RunStep(
            report.step().label(), report.count(), report.step().unit(), report.took().toMillis());
    RunStep fact = facts.get(report.step());
    run = run.with(fact == null ? told : told.with(fact.inputs(), fact.outputs(), fact.reused()));
    keep();
  }

  /** What steps of the first pipeline read and put out, once the commit that holds it is known. */
  void data(DatasetCommit commit, boolean reused) {
    Map<String, String> rows = Map.of("rows", commit.rowsDigest());
    String offsets =
        ModelDigest.sha256(commit.offsets().toString().getBytes(StandardCharsets.UTF_8));
    digests(
        Step.REPLAY, Map.of("offsets", offsets, "profile", commit.profileDigest()), rows, reused);
    DatasetCommit.FileEntry quality = commit.files().get("quality.json");
    String checks = quality == null ? "" : quality.sha256();
    digests(Step.CHECK, rows, Map.of("quality", checks), reused);
    Map<String, String> tables = new TreeMap<>();
    commit.files().forEach((path, file) -> tables.put(path, file.sha256()));
    digests(Step.TRANSFORM, rows, tables, reused);
    digests(Step.COMMIT, tables, Map.of("commit", commit.id()), reused);
  }

  private void digests(
      Step step, Map<String, String> inputs, Map<String, String> outputs, boolean reused) {
    RunStep told = run.step(step.label());
    RunStep base = told == null ? new RunStep(step.label(), 0, step.unit(), 0) : told;
    run = run.with(base.with(inputs, outputs, reused));
    keep();
  }

  /** A trial of the search stands somewhere else than before. */
  void trial(RunTrial trial) {
    run = run.with(trial);
    keep();
  }

  /** What reweighing did. */
  void mitigated(RunMitigation mitigation) {
    run = run.with(mitigation);
    keep();
  }

  /** What every learner made of its rows. */
  void compared(List<RunLearning.Side> sides) {
    run = run.with(run.learning().with(sides));
    keep();
  }

  /** The search's time is over; a run that ends without a release is incomplete, not failed. */
  void givenUp() {
    givenUp = true;
  }

  /** The trials of its search, by number. */
  List<RunTrial> trials() {
    return run.trials();
  }

  /** A file for people beside the record. */
  void file(String name, byte[] content) throws IOException {
    StepFiles.place(folder.resolve(name), content);
  }

  private void keep() {
    try {
      write();
    } catch (IOException e) {
      // The next step is written with this one; a run is not lost because its report is late.
      LOG.log(System.Logger.Level.WARNING, "a step of a run is not in its folder yet", e);
    }
  }

  /** The data set is committed. */
  void committed(String commit, Map<String, OffsetRange> offsets) throws IOException {
    run = run.with(commit, offsets);
    write();
  }

  /** The run is over; the reason is null when nothing went wrong. */
  void ended(@Nullable String reason, @Nullable String release) throws IOException {
    RunState without = givenUp ? RunState.INCOMPLETE : RunState.FAILED;
    RunState last = reason == null ? RunState.FINISHED : without;
    run = run.ended(last, clock.instant().toString(), reason, release);
    try {
      write();
      event();
    } finally {
      lock.close();
    }
  }

  /** Whether its end is not told yet. */
  boolean goesOn() {
    return lock.isOpen();
  }

  private void write() throws IOException {
    StepFiles.place(folder.resolve(RUN), run.toBytes());
  }

  private void event() throws IOException {
    byte[] event = lineage.event(run, clock.instant().toString());
    Files.write(
        folder.resolve(EVENTS), event, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    sender.send(folder, Lineage.type(run.state()), event);
  }
}
